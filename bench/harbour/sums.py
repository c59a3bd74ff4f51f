"""Problems with numbers in them: for pupils, for tests in public, and for those who harvest."""

from random import Random

from bench.harbour.grammar import one

PROBLEMS = (
    "Find all integers x with <n>x + <k> divisible by <n> and x below <k>.",
    "A tank of <m> litres fills at <n> litres a minute and leaks <n> litres an hour. When is it full?",
    "How many ways are there to seat <n> guests at a round table if <name> and <name> must not sit together?",
    "Let a_1 = <n> and a_(i+1) = a_i^2 mod <k>. Find a_<k>.",
    "The sides of a triangle are <n>, <k> and <k>. Prove that no such triangle exists or find its area.",
    "Compute the remainder of <n>^<k> on division by <k>.",
    "<name> tosses a coin <n> times. What is the chance of at least two heads in a row?",
    "Solve x^2 - <k>x + <m> = 0 over the reals and over the integers mod <n>.",
    "A train leaves <city> at <n> km/h; another leaves <city>, <k> km away, <n> minutes later. Where do they meet?",
    "Determine the number of lattice paths from (0,0) to (<n>,<n>) which stay below the diagonal.",
    "Evaluate the integral of x^<n> * exp(-x/<k>) from 0 to infinity.",
    "A box holds <k> red, <n> blue and <n> green balls; three are drawn. Find the chance that all differ.",
    "For which primes p below <k> is <n> a quadratic residue?",
    "Find the largest n such that <n>^n divides <k>!.",
    "Two circles of radius <n> and <k> touch externally. Find the length of the common tangent.",
    "Show that the sum of the first <k> odd numbers is a square, and find its digit sum.",
    "A loan of <m> at <n> percent a year is repaid in <k> months. What is the monthly rate?",
    "Find the determinant of the <n> by <n> matrix with <k> on the diagonal and 1 elsewhere.",
)
FACTS = (
    "Which of these best explains <subject>? (A) <feature> (B) <thing> (C) <metric> (D) <algo>",
    "In which year was <subject> first described? (A) <y> (B) <y> (C) <y> (D) <y>",
    "Passage: <para>\nQuestion: who decided, and where?\nAnswer:",
    "Complete the function.\n\ndef <func>(<table>: list, <col>: int) -> int:\n    # by <algo>\n",
)


def problem(seed: int, number: int) -> str:
    """The problem of that number in that list, always the same."""
    return one(PROBLEMS, Random(seed * 1_000_003 + number), {})


def public_question(number: int) -> str:
    """A question of a test that anyone can download."""
    chance = Random(4_177_000 + number)
    return one(PROBLEMS if number % 3 == 0 else FACTS, chance, {})
