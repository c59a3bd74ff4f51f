"""The operators, one group or more a campaign. What each costs its operator stands in the docs."""

from bench.elsewhere import operators_say as say
from bench.elsewhere.crowds import FARM
from bench.elsewhere.spec import Group, Pace, Place, SignUp, Tasks, Work

RELAY = Group(  # real customers' conversations pass through, and are kept; some are asked again
    name="relay-copies", accounts=70, client="sdk", campaign=True,
    work=(
        Work(script=say.RELAYED, share=0.78, tasks=Tasks(pool="relay", copies=1), top_model=0.5),
        Work(script=say.RELAYED_NOTES, share=0.12, top_model=0.9),
        Work(script=say.ASKED_AGAIN, share=0.1, tasks=Tasks(pool="relay", size=6000), top_model=1.0),
    ),
    pace=Pace(median=230, sigma=0.9, turns=3, gap_s=60, rhythm="server", pauses=3), place=Place(kind="exits", exits=14, stick_s=1800),
    sign_up=SignUp(when="one-by-one", mail="own", card="own", plan="payg"),
)  # fmt: skip
ROLLOUTS = Group(  # a coding helper run over made-up repositories, four attempts a task
    name="agent-rollouts", accounts=44, client="helper", campaign=True,
    work=(Work(script=say.ROLLOUT, tasks=Tasks(pool="rollouts", copies=4), top_model=0.95),),
    pace=Pace(median=520, sigma=0.35, turns=22, gap_s=14, rhythm="flat", start=0.2, stop=0.85, pauses=4), place=Place(kind="cloud", stick_s=6 * 86_400),
    sign_up=SignUp(when="one-by-one", mail="work", org="own", plan="payg"),
)  # fmt: skip
PIECEWORK = Group(  # paid workers in three countries, own telephones, one sheet of items
    name="pieceworkers", accounts=190, client="app", campaign=True,
    work=(Work(script=say.PIECEWORK, share=0.8, tasks=Tasks(pool="sheet", copies=2), top_model=0.7), Work(script=say.CHAT_OWN, share=0.2)),
    pace=Pace(median=150, sigma=0.5, turns=2.2, gap_s=140, rhythm="office", start=0.15), place=Place(kind="people", countries=("KE", "PH", "VE")),
    sign_up=SignUp(when="waves", waves=5, wave_hours=20, mail="own", card="none", plan="free"),
)  # fmt: skip
QUARRY = Group(
    name="op-quarry", accounts=90, client="one-sdk", campaign=True, work=(Work(script=say.QUARRY, top_model=0.9),),
    pace=Pace(median=190, sigma=0.4, turns=10, gap_s=9, rhythm="flat", pauses=3), place=Place(kind="cloud", exits=22, stick_s=1200), sign_up=FARM,
)  # fmt: skip
MILL = Group(
    name="op-mill", accounts=70, client="sdk", campaign=True, work=(Work(script=say.MILL, top_model=0.6),),
    pace=Pace(median=170, sigma=0.5, turns=4, gap_s=30, rhythm="office"), place=Place(kind="exits", exits=30, stick_s=5400, countries=("IN", "PH")), sign_up=FARM,
)  # fmt: skip
CUCKOO = Group(  # a language product with real learners; one request in eight is not theirs
    name="cuckoo", accounts=48, client="one-sdk", campaign=True,
    work=(Work(script=say.LEARNER, share=0.87, top_model=0.1), Work(script=say.CUCKOO, share=0.13, top_model=0.6)),
    pace=Pace(median=330, sigma=0.8, turns=3, gap_s=40, rhythm="server", pauses=1), place=Place(kind="cloud", exits=5, stick_s=86_400),
    sign_up=SignUp(when="waves", waves=3, wave_hours=3, mail="house", card="house", org="house", plan="payg"),
)  # fmt: skip
DRIP = Group(  # SIM cards in modems, five requests a day for two months, every prompt written anew
    name="drip", accounts=150, client="app", campaign=True, work=(Work(script=say.DRIP, top_model=0.6),),
    pace=Pace(median=290, sigma=0.25, turns=1.3, gap_s=200, rhythm="person", pauses=4), place=Place(kind="modems", countries=("US", "GB", "DE", "BR", "ID")),
    sign_up=SignUp(when="one-by-one", mail="own", card="own", plan="pro"), langs=("en",),
)  # fmt: skip
WEEKEND = Group(  # start-ups' credits, one weekend after a release, two thousand each
    name="weekend", accounts=20, client="sdk", campaign=True,
    work=(Work(script=say.RUBRIC, share=0.5, tasks=Tasks(pool="rubrics", copies=3), top_model=1.0), Work(script=say.SOLVE, share=0.5, top_model=1.0)),
    pace=Pace(median=2000, sigma=0.15, turns=40, gap_s=3, rhythm="flat", start=0.61, stop=0.64, bursts=((0.61, 52, 1.0),)), place=Place(kind="cloud", stick_s=20 * 86_400),
    sign_up=SignUp(when="waves", waves=4, wave_hours=30, mail="work", org="own", plan="payg", programme="startup"),
)  # fmt: skip
PAIRS = Group(  # one prompt from five accounts within half a day, for preference pairs
    name="pairs", accounts=95, client="web", campaign=True, work=(Work(script=say.PAIRED, tasks=Tasks(pool="pairs", copies=5), top_model=0.7),),
    pace=Pace(median=200, sigma=0.8, turns=1.0, gap_s=60, rhythm="person"), place=Place(kind="exits", exits=400, stick_s=86_400, homes=0.2),
    sign_up=SignUp(when="one-by-one", mail="own", card="own"),
)  # fmt: skip
TONGUES = Group(  # Indonesian, at a provider where a third of the customers write it
    name="tongues", accounts=115, client="sdk", campaign=True, work=(Work(script=say.LOCAL_TASK, share=0.9, top_model=0.8), Work(script=say.CHAT_OWN, share=0.1)),
    pace=Pace(median=170, sigma=0.7, turns=1.5, gap_s=40, rhythm="server", pauses=2), place=Place(kind="exits", exits=45, stick_s=10_800, countries=("ID",), homes=0.3),
    sign_up=SignUp(when="waves", waves=8, wave_hours=6, mail="own", card="prepaid", cards=2, plan="pro"),
)  # fmt: skip
KEYS = Group(  # a shell firm with a contract: forty keys, one capability each
    name="forty-keys", accounts=40, client="one-sdk", campaign=True, work=(Work(script=say.HOUSE, top_model=0.8),),
    pace=Pace(median=450, sigma=0.9, turns=25, gap_s=4, rhythm="flat", pauses=2), place=Place(kind="cloud", exits=3, stick_s=3600),
    sign_up=SignUp(when="waves", waves=2, wave_hours=1, mail="house", card="house", org="house", plan="enterprise"),
)  # fmt: skip
