"""Ordinary customers, in shares of a world's population: most send little, a few send hundreds."""

from bench.elsewhere import everyday as say
from bench.elsewhere.spec import Group, Pace, Place, SignUp, Work


def ordinary(accounts: int) -> tuple[Group, ...]:
    """Everybody who belongs to no crowd."""

    def share(part: float) -> int:
        return round(accounts * part)

    return (
        Group(
            name="private", accounts=share(0.54), ordinary=True,
            work=(Work(script=say.CHAT, share=0.86), Work(script=say.CODE_CHAT, share=0.14)),
            pace=Pace(median=7, sigma=1.7),
        ),
        Group(
            name="small-firms", accounts=share(0.13), units=max(2, share(0.022)), ordinary=True,
            work=(Work(script=say.CHAT, share=0.9), Work(script=say.CODE_CHAT, share=0.1)),
            pace=Pace(median=9, sigma=1.4, rhythm="office"),
            place=Place(kind="office", homes=0.35),
            sign_up=SignUp(mail="house", card="house", org="house", plan="team"),
        ),
        Group(
            name="developers", accounts=share(0.14), ordinary=True, client="helper", per_account_work=True,
            work=(
                Work(script=say.CODE_CHAT, share=0.35, top_model=0.4),
                *(Work(script=h, share=w, top_model=0.55) for h, w in zip(say.HELPED, (0.3, 0.12, 0.1, 0.06, 0.04, 0.03), strict=True)),
            ),
            pace=Pace(median=24, sigma=1.6, turns=9, gap_s=22),
            sign_up=SignUp(plan="pro"),
        ),
        Group(
            name="products", accounts=share(0.12), ordinary=True, client="sdk",
            work=(Work(script=say.PRODUCT, top_model=0.08),),
            pace=Pace(median=14, sigma=1.9, turns=1.4, gap_s=15, rhythm="server"),
            place=Place(kind="cloud", stick_s=20 * 86_400),
            sign_up=SignUp(mail="work", org="own", plan="payg"),
        ),
        Group(
            name="jobs", accounts=share(0.05), ordinary=True, client="sdk",
            work=(Work(script=say.BATCH, top_model=0.15),),
            pace=Pace(median=22, sigma=1.6, turns=14, gap_s=4, rhythm="nightly"),
            place=Place(kind="cloud", stick_s=40 * 86_400),
            sign_up=SignUp(mail="work", org="own", plan="payg"),
        ),
        Group(
            name="once", accounts=share(0.02), ordinary=True, client="app",
            work=(Work(script=say.CHAT),), pace=Pace(median=1, sigma=0.5, turns=1.5), sign_up=SignUp(plan="free"),
        ),
    )  # fmt: skip
