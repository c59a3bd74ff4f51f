"""Those who harvest: what they pay, how many accounts they hold, and how well they hide."""

from bench.harbour import harvest
from bench.harbour.groups import Group

_STOCK = ("python-httpx/0.28", "aiohttp/3.8", "harbour-python/2.4.1 CPython/3.12")

PROOF_MILL = Group(
    name="proof-mill", writer=harvest.proof_mill, sizes=(220,), each=66, sigma=0.45, harvest=True,
    hours="steady", turns=1, gap_s=5, life=0.0, span=(0.12, 0.9), where="fleet", exits=9, mixed=True,
    born=(-9, 18), mail="catchall", card="issuer", client=("python-httpx/0.28",), model="large",
    verified="email", rush_p=0.03, lost_p=0.22,
)  # fmt: skip
ROLLOUT_HOUSE = Group(
    name="rollout-house", writer=harvest.rollout_house, sizes=(48,), each=215, sigma=0.5, harvest=True,
    hours="batch", turns=14, gap_s=11, life=0.12, where="cloud", mixed=True, countries=("US", "PL", "GB", "SG", "CA"),
    born=(-150, 5), mail="own", model="large", programme="startup", verified="business", lost_p=0.02,
)  # fmt: skip
BOUNDARY = Group(
    name="boundary", writer=harvest.boundary, sizes=(34,), each=80, sigma=0.4, harvest=True,
    turns=2.2, gap_s=50, life=0.35, where="proxy", mixed=True, born=(-90, 2), lost_p=0.1,
)  # fmt: skip
TONGUE_FARM = Group(
    name="tongue-farm", writer=harvest.tongue_farm, sizes=(300,), each=46, sigma=0.4, harvest=True,
    hours="office", turns=6, gap_s=38, life=0.03, span=(0.05, 1.0), where="mobile", countries=("PH", "KE", "NG"),
    born=(-20, 14), mail="catchall", plan="free", verified="phone", lost_p=0.15,
    client=tuple(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{v}.0.0.0 Safari/537.36" for v in (140, 141, 142)),
)  # fmt: skip
ANNOTATOR_DESK = Group(
    name="annotator-desk", writer=harvest.annotator, sizes=(64,), each=92, sigma=0.5, harvest=True,
    hours="evening", turns=4, gap_s=110, life=0.3, where="home", mixed=True, countries=("PH", "KE", "IN", "PL", "MX", "BR"),
    born=(-300, -3), plan="plus", verified="phone",
)  # fmt: skip
COPY_RESELLER = Group(
    name="copy-reseller", writer=harvest.copy_reseller, sizes=(160,), each=138, sigma=0.6, harvest=True,
    hours="night", turns=2.4, gap_s=40, life=0.0, where="fleet", exits=40, mixed=True, born=(-60, 20),
    mail="free", card="issuer", client=_STOCK, rush_p=0.05, failover=True, lost_p=0.18,
)  # fmt: skip
EVALUATION_FRONT = Group(
    name="evaluation-front", writer=harvest.evaluation_front, sizes=(36,), each=125, sigma=0.5, harvest=True,
    hours="office", turns=1.5, gap_s=20, life=0.15, where="cloud", mixed=True, countries=("GB", "DE", "SG", "US"),
    born=(-200, -10), mail="own", verified="business", model="large",
)  # fmt: skip
TOOL_FORGE = Group(
    name="tool-forge", writer=harvest.tool_forge, sizes=(90,), each=165, sigma=0.5, harvest=True,
    hours="batch", turns=5, gap_s=8, life=0.0, span=(0.2, 0.95), where="fleet", exits=70, mixed=True,
    born=(-30, 12), mail="own", programme="startup", channel="cloud", model="large", lost_p=0.08,
)  # fmt: skip
JUDGE_LINE = Group(
    name="judge-line", writer=harvest.judge_line, sizes=(30,), each=185, sigma=0.4, harvest=True,
    hours="people", turns=3, gap_s=16, life=0.2, where="proxy", mixed=True, born=(-240, -20),
)  # fmt: skip
TRACE_CLEANER = Group(
    name="trace-cleaner", writer=harvest.trace_cleaner, sizes=(60,), each=125, sigma=0.3, harvest=True,
    hours="steady", turns=1, gap_s=4, life=0.0, span=(0.5, 0.85), where="fleet", exits=4, mixed=True,
    born=(8, 17), mail="catchall", card="few", client=("Go-http-client/2.0",), rush_p=0.04, lost_p=0.3,
)  # fmt: skip
