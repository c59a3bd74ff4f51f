"""What people paste: prose, tables, mails, code, logs, tool output."""

from random import Random

from bench.elsewhere.grammar import MAKERS, identifier, invented, pick
from bench.elsewhere.lexicon import FIRST
from bench.elsewhere.voices import Turn, grammar_of

SUFFIXES = ("py", "ts", "go", "rs", "java", "rb", "sql", "yaml")
FOLDERS = ("src", "lib", "app", "core", "tests", "pkg", "internal", "services", "api", "web")
FAULTS = (
    "KeyError: '{}'", "TypeError: {} is not a function", "AssertionError: {} != 3",
    "panic: nil {}", "ValueError: bad {}", "undefined: {}", "TimeoutError in {}",
    "IndexError: {} out of range", "PermissionError: {}", "ECONNRESET while reading {}",
)  # fmt: skip
SNIPPETS = (
    "def {a}({b}, {c}=None):\n    if not {b}:\n        return {n}\n    return {d}({b}, {c})\n",
    "for {b} in {a}:\n    {c}[{b}.id] = {d}({b}.{e}, {n})\n",
    "class {K}:\n    def __init__(self, {a}):\n        self.{a} = {a}\n        self.{b} = {n}\n",
    "const {a} = await {b}.{d}({{ {c}: {n}, {e} }});\nif (!{a}) throw new Error('{c}');\n",
    "func ({b} *{K}) {K2}({c} int) error {{\n\tif {c} > {n} {{\n\t\treturn {e}\n\t}}\n\treturn nil\n}}\n",
    "select {a}, count(*) as {b}\nfrom {c}\nwhere {d} > {n}\ngroup by {a};\n",
    "let {a}: Vec<{K}> = {b}.iter().filter(|x| x.{c} > {n}).cloned().collect();\n",
    "try:\n    {a} = {d}({b})\nexcept {K}Error:\n    log.warning('{c} %s', {b})\n    {a} = {n}\n",
    "{a}:\n  {b}: {n}\n  {c}:\n    - {d}\n    - {e}\n",
    "assert {d}({a}={n}).{b} == {e}\n",
    "@app.post('/{a}')\nasync def {b}({c}: {K}) -> {K2}:\n    return await {d}({c}.{e})\n",
    "with open({a}) as f:\n    {b} = [x.split(',')[{n}] for x in f]\n{c} = sum({d}(x) for x in {b})\n",
)  # fmt: skip


def words_wanted(dice: Random, median: float = 120.0, sigma: float = 1.0) -> int:
    """Length of a pasted document in words: log-normal, at most 2,000."""
    return min(2000, int(median * 2.718 ** (sigma * dice.gauss(0, 1))) + 10)


def prose(t: Turn, words: int) -> str:
    """Sentences in paragraphs, in the writer's language, about so many words."""
    grammar = grammar_of(t.who.lang)
    out: list[str] = []
    count = 0
    while count < words:
        sentence = t.say("sentence", grammar)
        out.append(sentence + ("\n\n" if t.chance(0.2) else " "))
        count += 14
    return "".join(out).strip()


def mail(t: Turn) -> str:
    """A mail with header and greeting."""
    sender = MAKERS["name"](t.dice)
    head = f"From: {sender}\nDate: {MAKERS['date'](t.dice)}\nSubject: {t.say('what')}\n\n"
    return f"{head}Dear {pick(t.dice, FIRST)},\n\n{prose(t, t.dice.randint(20, 160))}\n\n{sender}"


def table(t: Turn, rows: int) -> str:
    """Comma-separated values with a head of code words."""
    head = [identifier(t.dice) for _ in range(t.dice.randint(3, 6))]
    lines = [",".join(head)]
    for _ in range(rows):
        cells = [invented(t.dice)]
        cells += [f"{t.dice.random() * 10 ** t.dice.randint(0, 4):.2f}" for _ in head[1:]]
        lines.append(",".join(cells))
    return "\n".join(lines)


def code(dice: Random, blocks: int) -> str:
    """So many blocks of code; names are shared between neighbours, as in real files."""
    names = [identifier(dice) for _ in range(4 + blocks)]
    out: list[str] = []
    for _ in range(blocks):
        a, b, c, d, e = (pick(dice, names) for _ in range(5))
        klass, other = MAKERS["klass"](dice), MAKERS["klass"](dice)
        n = dice.randint(0, 999)
        out.append(pick(dice, SNIPPETS).format(a=a, b=b, c=c, d=d, e=e, n=n, K=klass, K2=other))
    return "\n".join(out)


def path(dice: Random) -> str:
    """A source file of some project."""
    end = pick(dice, SUFFIXES)
    return f"{pick(dice, FOLDERS)}/{identifier(dice)}/{identifier(dice)}.{end}"


def fault(dice: Random) -> str:
    """A traceback's last lines."""
    lines = [
        f'  File "{path(dice)}", line {dice.randint(3, 900)}' for _ in range(dice.randint(1, 4))
    ]
    return "\n".join([*lines, pick(dice, FAULTS).format(identifier(dice))])


def tool_result(dice: Random) -> str:
    """What a tool of a coding helper gave back."""
    kind = dice.random()
    if kind < 0.35:
        first = dice.randint(1, 400)
        body = code(dice, dice.randint(1, 5)).split("\n")
        return f"{path(dice)}\n" + "\n".join(f"{first + i:5}  {x}" for i, x in enumerate(body))
    if kind < 0.55:
        hits = [
            f"{path(dice)}:{dice.randint(1, 900)}: {identifier(dice)}"
            for _ in range(dice.randint(1, 9))
        ]
        return "\n".join(hits)
    if kind < 0.8:
        return f"{dice.randint(1, 400)} passed, {dice.randint(0, 5)} failed in {dice.random() * 90:.2f}s\n{fault(dice)}"
    if kind < 0.9:
        return f"File {path(dice)} updated: {dice.randint(1, 40)} insertions, {dice.randint(0, 30)} deletions"
    return f"exit {dice.choice((0, 0, 1, 2, 127))}\n{fault(dice)}"
