"""The innocent crowds: accounts that look alike for good reasons, each with what it shares."""

from bench.glen import desks, houses
from bench.glen.roster import Group, Stage, enrol, play
from bench.glen.texts import ordinary
from bench.glen.world import World

CROWDS: tuple[Group, ...] = (
    Group(name="course", accounts=58, desk=desks.sheet("sheet", 24, 24), median=26, line="campus", hours="waves:7", mail="campus", card="none", born="new:40", programme="education", plan="free", cover=0.35),
    Group(name="tutors", accounts=24, desk=desks.sheet("olympiad", 3_000, 900), median=120, line="office:2", hours="office", mail="firm", card="firm", team=-1, plan="team", verified="business", cover=0.15, think=1.3),
    Group(name="evaluators", accounts=14, desk=desks.rubric(1), median=330, line="server:4", device="fleet:2", hours="nightly", pace_s=3, mail="firm", card="one", team=-1, plan="team", cover=0.05, picks="best"),
    Group(name="data-firm", accounts=8, desk=desks.dialogues, median=520, line="server:3", device="fleet:1", hours="clock", pace_s=5, mail="firm", card="one", team=-1, plan="enterprise", verified="business", cover=0.0),
    Group(name="licensed-reseller", accounts=12, desk=desks.just_ordinary, median=480, sigma=0.7, line="fleet:2", device="many:30", hours="clock", mail="firm", card="one", team=-1, plan="enterprise", verified="business", cover=0.5),
    Group(name="agency", accounts=18, desk=houses.articles, median=70, line="office:1", device="team", hours="office", mail="firm", card="one", team=1, plan="pro", cover=0.5),
    Group(name="corporate-gateway", accounts=46, desk=houses.one_system("write"), median=45, sigma=1.0, line="server:2", device="fleet:1", hours="office", mail="firm", card="one", team=-1, plan="enterprise", verified="business", cover=0.4),
    Group(name="ci-runners", accounts=14, desk=houses.reviews, median=260, sigma=0.8, line="server:12", device="fleet:2", hours="clock", pace_s=4, mail="firm", card="one", team=-1, plan="team", cover=0.0),
    Group(name="hackathon", accounts=42, desk=houses.starter, median=55, sigma=0.8, line="office:2", hours="burst:2", pace_s=30, mail="batch", card="none", born="batch:3", programme="startup", plan="free", cover=0.4, first=0.4, last=0.6),
    Group(name="release-testers", accounts=52, desk=houses.first_look, median=24, hours="release:2", cover=0.35, moves_p=0.9, think=1.3),
    Group(name="prompt-pack", accounts=72, desk=desks.packed, median=38, sigma=0.9, cover=0.4, think=1.4, picks="thinkers"),
    Group(name="plugin-users", accounts=84, desk=desks.agentic(), median=75, sigma=1.0, device="harness:forge-cli", pace_s=11, cover=0.25),
    Group(name="contact-centre", accounts=26, desk=houses.one_system("chat", tools=True), median=150, line="office:2", device="fleet:3", hours="shift", pace_s=40, mail="firm", card="one", team=-1, plan="team", cover=0.0),
    Group(name="translators", accounts=16, desk=houses.translation, median=130, line="office:1", hours="office", mail="firm", card="firm", team=-1, plan="team", cover=0.15),
    Group(name="small-offices", accounts=64, desk=desks.just_ordinary, median=30, sigma=1.1, line="team:1", hours="office", mail="firm", card="firm", team=4, cover=0.5),
    Group(name="households", accounts=66, desk=desks.just_ordinary, median=14, sigma=1.1, line="household", hours="evening", card="firm", team=3, cover=0.5),
    Group(name="seo-mill", accounts=44, desk=houses.articles, median=130, line="fleet:3", device="fleet:3", hours="clock", pace_s=6, mail="disposable", card="few:4", born="batch:9", verified="email", cover=0.0, bans=0.3),
    Group(name="role-players", accounts=62, desk=houses.cards, median=90, sigma=1.0, hours="evening", pace_s=45, cover=0.15),
    Group(name="bench-fans", accounts=32, desk=desks.sheet("olympiad", 3_000, 500, working=False), median=85, sigma=0.9, line="own-server:1", hours="night", pace_s=6, cover=0.3, picks="best", think=1.3),
    Group(name="school-graders", accounts=20, desk=houses.essays, median=90, line="site", device="browser", hours="evening", mail="campus", card="none", programme="education", team=-1, cover=0.2),
    Group(name="researchers", accounts=12, desk=houses.published, median=260, line="campus", device="fleet:3", hours="night", pace_s=5, mail="campus", card="one", programme="research", team=-1, cover=0.1, think=1.3),
    Group(name="newsroom", accounts=16, desk=houses.wire, median=80, line="office:2", hours="shift", mail="firm", card="firm", team=-1, plan="team", cover=0.3),
    Group(name="bank-audit", accounts=24, desk=houses.audit, median=120, line="office:2", device="fleet:1", hours="office", pace_s=30, mail="firm", card="one", team=-1, plan="enterprise", verified="business", cover=0.1, think=1.3),
    Group(name="cram-group", accounts=48, desk=desks.sheet("olympiad", 3_000, 220), median=45, line="carrier:60", device="browser", hours="evening", card="none", born="new:60", plan="free", cover=0.35),
    Group(name="same-carrier", accounts=90, desk=desks.just_ordinary, median=14, sigma=1.2, line="carrier:60", device="browser", card="none", cover=0.5),
    Group(name="vpn-users", accounts=70, desk=desks.just_ordinary, median=20, sigma=1.2, line="vpn:40", cover=0.5),
    Group(name="lone-heavy", accounts=9, desk=desks.packed, median=900, sigma=0.4, cap=1_900, hours="clock", pace_s=9, cover=0.6, picks="best", think=1.4),
    Group(name="paid-raters", accounts=26, desk=desks.opinions, median=75, hours="evening", device="browser", cover=0.4),
    Group(name="test-authors", accounts=10, desk=desks.authors, median=200, line="office:1", hours="office", mail="firm", card="one", team=-1, plan="team", cover=0.15, think=1.4),
    Group(name="transcribers", accounts=9, desk=desks.cleaning(), median=170, line="office:1", hours="office", pace_s=20, mail="firm", card="one", team=-1, plan="team", cover=0.1),
    Group(name="session-sharers", accounts=24, desk=houses.handed_over, median=110, line="team:1", device="harness:forge-cli", hours="office", pace_s=12, mail="firm", card="firm", team=4, cover=0.2),
)  # fmt: skip
BY_NAME = {group.name: group for group in CROWDS}


def key_movers(world: World, pairs: int = 16) -> None:
    """Customers who moved to a new account in mid-window and went on as before."""
    rng = world.dice("key-movers")
    for _ in range(world.scaled(pairs)):
        at, volume = rng.uniform(0.3, 0.7), max(6, round(60 * rng.lognormvariate(0, 1.0)))
        before = Group(
            name="key-movers", accounts=1, desk=desks.just_ordinary, median=1, line="site", last=at
        )
        after = Group(
            name="key-movers",
            accounts=1,
            desk=desks.just_ordinary,
            median=1,
            line="site",
            first=at,
            born="new:2",
        )
        old, new = enrol(world, rng, before, Stage(), 0), enrol(world, rng, after, Stage(), 0)
        new.voice, new.line, new.device, new.weights = old.voice, old.line, old.device, old.weights
        for name in ("payment_fingerprint", "card_bin", "phone", "org_name"):
            new.account[name] = old.account[name]
        for person, share in ((old, at), (new, 1 - at)):
            world.join(person, None, "key-movers")
            world.live(rng, person, max(3, round(volume * share)), [(1.0, ordinary)])


def gather(world: World, names: tuple[str, ...]) -> None:
    """All the crowds of a world."""
    for name in names:
        play(world, BY_NAME[name], campaign=False)
    key_movers(world)
