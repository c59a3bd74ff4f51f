"""A small made-up panel: vendors with habits of wording, families taught by them, and by nobody."""

from hashlib import blake2b

import numpy as np

from gauger.provenance.leads import Answers, Member, Panel

PROMPTS = 50
LEXICON = [f"w{i}" for i in range(400)]


def habits(name: str, share: float = 0.1) -> np.ndarray:
    """A taste in words: odds over the lexicon, of its own for each name."""
    rng = np.random.default_rng(int.from_bytes(blake2b(name.encode(), digest_size=4).digest()))
    liked = rng.random(len(LEXICON)) < share
    odds = np.where(liked, 6.0, 1.0)
    shares: np.ndarray = odds / odds.sum()
    return shares


def said(model: str, taste: np.ndarray, words: int = 60) -> Answers:
    """Answers of one model."""
    rng = np.random.default_rng(int.from_bytes(blake2b(model.encode(), digest_size=4).digest()))
    return {
        str(p): " ".join(LEXICON[i] for i in rng.choice(len(LEXICON), words, p=taste))
        for p in range(PROMPTS)
    }


def taste(family: str, teacher: str, strength: float) -> np.ndarray:
    """A family's own taste, with some of its teacher's."""
    own = habits(family)
    return own if not teacher else (1 - strength) * own + strength * habits(teacher)


def panel(clear: int = 24, strength: float = 0.7) -> Panel:
    """Vendors a and b, four families taught by each, and `clear` families taught by nobody."""
    members = []
    for vendor in ("a", "b"):
        members += [
            Member(model=f"{vendor}-{i}", family=f"vendor-{vendor}", maker=vendor,
                   answers=said(f"{vendor}-{i}", habits(vendor)))
            for i in range(2)
        ]  # fmt: skip
        members += [_member(f"{vendor}-kin{k}", i, vendor, strength)
                    for k in range(4) for i in range(2)]  # fmt: skip
    members += [_member(f"free{k}", 0, "none", 0.0) for k in range(clear)]
    return Panel(members=tuple(members))


def _member(family: str, number: int, teacher: str, strength: float) -> Member:
    source = "" if teacher == "none" else teacher
    model = f"{family}-{number}"
    return Member(model=model, family=family, teacher=teacher,
                  answers=said(model, taste(family, source, strength)))  # fmt: skip
