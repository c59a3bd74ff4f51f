"""Innocent crowds: groups that act alike for a good reason. One table; worlds take what they like."""

from dataclasses import replace

from bench.elsewhere import crowds_say as say
from bench.elsewhere import everyday
from bench.elsewhere.operators_say import PAIRED, ROLLOUT
from bench.elsewhere.spec import Group, Pace, Place, SignUp, Tasks, Work

CLOUD = Place(kind="cloud", exits=4, stick_s=86_400)
TABLE: tuple[Group, ...] = (
    Group(  # runs other firms' bots through a published judge template every night
        name="evaluation-firm", accounts=36, units=2, client="one-sdk",
        work=(Work(script=say.JUDGED, share=0.7, tasks=Tasks(pool="judged", size=900), top_model=0.8), Work(script=say.SUITE, share=0.3, tasks=Tasks(pool="suite", size=300), top_model=0.5)),
        pace=Pace(median=120, sigma=0.5, turns=20, gap_s=3, rhythm="nightly"), place=CLOUD,
        sign_up=SignUp(when="waves", mail="house", card="house", org="house", plan="payg"),
    ),
    Group(  # trains its own small classifiers, as its contract allows
        name="synthetic-data", accounts=24, units=4, client="one-sdk", work=(Work(script=say.UTTERANCES),),
        pace=Pace(median=220, sigma=0.7, turns=30, gap_s=4, rhythm="flat"), place=CLOUD,
        sign_up=SignUp(when="waves", mail="house", card="house", org="house", plan="payg", programme="startup"),
    ),
    Group(  # one campus, exercises with deadlines
        name="university", accounts=260, units=3, client="web", work=(Work(script=say.ASSIGNMENT, share=0.75, tasks=Tasks(pool="sheets", size=14)), Work(script=everyday.CHAT, share=0.25)),
        pace=Pace(median=11, sigma=0.9, rhythm="evening", bursts=((0.3, 30, 0.2), (0.55, 30, 0.2), (0.8, 30, 0.2))),
        place=Place(kind="campus", exits=5, stick_s=3 * 3600, homes=0.4),
        sign_up=SignUp(when="waves", wave_hours=60, mail="campus", card="none", plan="free", programme="education"),
    ),
    Group(  # lines for the figures of a game, four samples each
        name="game-studio", accounts=20, units=2, trade="gamedev", client="one-sdk", work=(Work(script=say.NPC, top_model=0.05),),
        pace=Pace(median=320, sigma=0.6, turns=24, gap_s=2, rhythm="office"), place=CLOUD,
        sign_up=SignUp(when="waves", mail="house", card="house", org="house", plan="payg"),
    ),
    Group(  # freelancers at home in many countries, one house style, the bureau's card
        name="translation-bureau", accounts=70, units=2, client="web", work=(Work(script=say.TRANSLATED),),
        pace=Pace(median=60, sigma=0.9, turns=12, gap_s=120, rhythm="office"),
        sign_up=SignUp(when="waves", waves=4, wave_hours=9, mail="own", card="house", plan="team", org="house"),
    ),
    Group(  # desks in three shifts behind one address
        name="contact-centre", accounts=150, units=2, client="web", work=(Work(script=say.CONTACT),),
        pace=Pace(median=50, sigma=0.6, turns=6, gap_s=150, rhythm="shift"), place=Place(kind="office", exits=2, countries=("PH", "IN", "GB")),
        sign_up=SignUp(when="waves", waves=3, wave_hours=3, mail="numbered", card="house", org="house", plan="team"),
    ),
    Group(  # pupils' own accounts, one app, complete reasoning by instruction
        name="homework-app", accounts=320, client="app", work=(Work(script=say.TUTOR, share=0.85), Work(script=everyday.CHAT, share=0.15)),
        pace=Pace(median=10, sigma=1.2, rhythm="evening"), sign_up=SignUp(plan="free"),
    ),
    Group(  # a browser extension for readers, their own accounts
        name="reading-aid", accounts=180, client="web", work=(Work(script=say.READER),),
        pace=Pace(median=12, sigma=1.3, turns=2, rhythm="person"), sign_up=SignUp(plan="free"),
    ),
    Group(  # everybody pastes the same agency report within the hour
        name="newsroom", accounts=60, units=2, client="web", work=(Work(script=say.NEWSROOM, share=0.7, tasks=Tasks(pool="agency", copies=5)), Work(script=everyday.CHAT, share=0.3)),
        pace=Pace(median=40, sigma=0.8, rhythm="office"), place=Place(kind="office", exits=2, homes=0.25),
        sign_up=SignUp(mail="house", card="house", org="house", plan="team"),
    ),
    Group(  # wards on thin clients, one letter template, nights too
        name="hospital", accounts=130, trade="nursing", client="web", work=(Work(script=say.LETTER),),
        pace=Pace(median=30, sigma=0.8, turns=1.6, rhythm="shift"), place=Place(kind="office", exits=2, stick_s=86_400, countries=("DE", "GB", "US")),
        sign_up=SignUp(when="waves", waves=2, wave_hours=2, mail="numbered", card="house", org="house", plan="team"),
    ),
    Group(  # shops with their own lines and the head office's prompt of the week
        name="franchise", accounts=220, client="app", work=(Work(script=say.SHOP),),
        pace=Pace(median=9, sigma=0.7, rhythm="office"), sign_up=SignUp(when="waves", waves=3, wave_hours=5, mail="numbered", card="house", plan="pro", org="house"),
    ),
    Group(  # a service firm makes its customers' accounts in an afternoon with its own card
        name="managed-services", accounts=140, units=3, client="mixed", work=(Work(script=everyday.CHAT, share=0.7), Work(script=everyday.CODE_CHAT, share=0.3)),
        pace=Pace(median=10, sigma=1.3, rhythm="office"), place=Place(kind="office", exits=30, stick_s=40 * 86_400, homes=0.2),
        sign_up=SignUp(when="waves", waves=2, wave_hours=2, mail="numbered", card="few", cards=2, plan="pro"),
    ),
    Group(  # one hall, one weekend, starter kit
        name="hackathon", accounts=120, client="helper", work=(Work(script=say.STARTER, share=0.4), Work(script=everyday.HELPED[0], share=0.6, top_model=0.6)),
        pace=Pace(median=50, sigma=0.8, turns=8, gap_s=30, rhythm="flat", start=0.45, stop=0.6, bursts=((0.5, 40, 0.9),)), place=Place(kind="campus", exits=2, stick_s=7200, homes=0.15),
        sign_up=SignUp(when="waves", wave_hours=5, mail="own", card="none", plan="free", programme="startup"),
    ),
    Group(  # the day a model appears, everybody tries the public questions
        name="benchmark-day", accounts=110, client="sdk", work=(Work(script=say.SUITE, tasks=Tasks(pool="public", size=160), top_model=0.9),),
        pace=Pace(median=40, sigma=0.9, turns=25, gap_s=3, rhythm="flat", bursts=((0.6, 36, 0.85),)), place=Place(kind="cloud", homes=0.4, stick_s=30 * 86_400),
        sign_up=SignUp(mail="own", plan="payg"),
    ),
    Group(  # one tutorial's template, copied and deployed on shared serverless exits
        name="template-copies", accounts=500, client="one-sdk", work=(Work(script=say.STARTER, top_model=0.05),),
        pace=Pace(median=8, sigma=1.4, turns=2, rhythm="server"), place=Place(kind="exits", exits=24, stick_s=120, homes=0.2),
        sign_up=SignUp(plan="payg"),
    ),
    *(
        Group(  # a firm's keys before and after a change of keys: one stops, the other goes on
            name=f"migration-{name}", house_of="key-migration", accounts=16, units=6, client="one-sdk", work=(Work(script=everyday.HOUSE_PRODUCT),),
            pace=Pace(median=90, sigma=0.8, turns=1.5, rhythm="server", start=start, stop=stop), place=CLOUD,
            sign_up=SignUp(when="waves", wave_hours=1, mail="house", card="house", org="house", plan="payg"),
        )
        for name, start, stop in (("before", 0.0, 0.5), ("after", 0.5, 1.0))
    ),
    Group(  # developers of helpers run the public task list with the popular helper
        name="helper-benchmark", accounts=34, units=5, client="helper", work=(Work(script=ROLLOUT, tasks=Tasks(pool="public-tasks", size=220), top_model=0.8),),
        pace=Pace(median=240, sigma=0.7, turns=20, gap_s=14, rhythm="nightly"), place=Place(kind="cloud", stick_s=6 * 86_400),
        sign_up=SignUp(mail="work", org="house", plan="payg"),
    ),
    Group(  # readers of a test magazine paste the week's questions at home and rate the answers
        name="consumer-panel", accounts=80, client="web", work=(Work(script=PAIRED, share=0.6, tasks=Tasks(pool="panel", size=70), top_model=0.4), Work(script=everyday.CHAT, share=0.4)),
        pace=Pace(median=45, sigma=0.7, turns=1.5, rhythm="evening"), sign_up=SignUp(when="waves", waves=6, wave_hours=12, plan="pro", card="none"),
    ),
    Group(  # a hundred and twenty prompts sold on a web page
        name="prompt-pack", accounts=240, client="mixed", work=(Work(script=say.PACKED, share=0.6, top_model=0.4), Work(script=everyday.CHAT, share=0.4)),
        pace=Pace(median=10, sigma=1.3), sign_up=SignUp(plan="pro"),
    ),
    Group(  # sells access with licence, keeps nothing
        name="licensed-reseller", accounts=40, units=2, client="one-sdk", work=(Work(script=everyday.MANY_PEOPLE),),
        pace=Pace(median=180, sigma=0.6, turns=3, gap_s=60, rhythm="server"), place=Place(kind="cloud", exits=6, stick_s=300),
        sign_up=SignUp(when="waves", waves=4, mail="numbered", card="few", cards=4, org="house", plan="payg"),
    ),
    Group(  # learners' products with their own users, built alike
        name="tutor-products", accounts=60, units=6, client="one-sdk", work=(Work(script=everyday.PRODUCT, share=0.5), Work(script=say.TUTOR, share=0.5)),
        pace=Pace(median=60, sigma=0.9, turns=3, rhythm="server"), place=CLOUD,
        sign_up=SignUp(when="waves", waves=2, mail="house", card="house", org="house", plan="payg"),
    ),
)  # fmt: skip
CROWDS: dict[str, Group] = {g.name: g for g in TABLE}
FARM = SignUp(
    when="waves",
    waves=9,
    wave_hours=3,
    mail="throwaway",
    card="prepaid",
    cards=3,
    plan="pro",
    farm="farm",
)
BUYERS: tuple[Group, ...] = (  # honest as to distillation, bought where the operators bought
    Group(
        name="farm-spammers", accounts=160, units=5, client="one-sdk", work=(Work(script=say.SPAM),),
        pace=Pace(median=30, sigma=1.2, turns=6, gap_s=10, rhythm="flat"), place=Place(kind="exits", exits=9, stick_s=900), sign_up=FARM,
    ),
    Group(
        name="farm-gamers", accounts=190, units=4, client="sdk", work=(Work(script=say.GAMER),),
        pace=Pace(median=40, sigma=1.1, turns=14, gap_s=9, rhythm="evening"), sign_up=FARM,
    ),
    Group(
        name="farm-guests", accounts=150, client="mixed", work=(Work(script=everyday.CHAT, share=0.7), Work(script=everyday.CODE_CHAT, share=0.3)),
        pace=Pace(median=12, sigma=1.3), place=Place(kind="vpn"), sign_up=FARM,
    ),
)  # fmt: skip


def crowds(*names: str, size: float = 1.0) -> tuple[Group, ...]:
    """Crowds by name, so many times their usual size."""
    return tuple(
        replace(CROWDS[n], accounts=max(3, round(CROWDS[n].accounts * size))) for n in names
    )
