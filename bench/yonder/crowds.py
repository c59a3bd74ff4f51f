"""Innocent crowds: people who have something in common for reasons of their own.

Each gives a group of `size` accounts. Sizes stand in `kinds`; what a crowd shares, and why, stands
in its docstring.
"""

from collections.abc import Callable

from bench.yonder.groups import Group, MakeClient, MakeNet
from bench.yonder.habits import Habit
from bench.yonder.people import Scene, own_agent
from bench.yonder.places import Client, Country, Net, curl_like, sdk
from bench.yonder.text import grammar
from bench.yonder.writers import (
    TONGUES,
    Agent,
    Chatter,
    Coder,
    Mixed,
    Shelf,
    Worklist,
    Writer,
    product,
    shelf,
    tools_hash,
)

Crowd = Callable[[Scene, int], Group]


def _day(scene: Scene, *, last: float = 0.85) -> float:
    """A day of the world on which something happens, a working day."""
    days = [
        d for d in range(1, int(scene.provider.days * last)) if (d + scene.provider.weekday) % 7 < 5
    ]
    return float(scene.rnd.choice(days))


def behind(name: str, size: int, share: float, nets: int = 1) -> MakeNet:
    """Part of the sessions come from a shared pool of addresses, the others from home."""

    def make(scene: Scene, country: Country, _at: int) -> Net:
        own = scene.internet.person(country.code)
        return Net(own.homes, own.lease_s, tuple(scene.internet.pool(name, size, nets)), share)

    return make


def machines(name: str, size: int, nets: int = 1) -> MakeNet:
    """All requests come from a shared pool of machines."""

    def make(scene: Scene, _country: Country, _at: int) -> Net:
        pool = tuple(scene.internet.pool(name, size, nets))
        return Net(pool, 86_400.0, pool, 1.0)

    return make


def same_client(scene: Scene, name: str | None = None) -> MakeClient:
    """One client for all: the organisation or the program decides."""
    found = sdk(scene.rnd, scene.provider.name, scene.provider.days, name)
    return lambda _scene, _at: found


def some_versions(agent: str, stacks: tuple[str, ...], versions: tuple[str, ...]) -> MakeClient:
    """A program of which its users have several versions."""

    def make(scene: Scene, _at: int) -> Client:
        return curl_like(f"{agent}/{scene.rnd.choice(versions)}", scene.rnd.choice(stacks))

    return make


def fixed(writer: Writer) -> Callable[[Scene, Country, int], Writer]:
    """The same writer for each account."""
    return lambda _scene, _country, _at: writer


def _also_chat(share: float, writer: Writer) -> Callable[[Scene, Country, int], Writer]:
    """Mostly the common thing, sometimes small talk in the own tongue."""
    return lambda _s, country, _at: Mixed(((1 - share, writer), (share, Chatter(country.tongue))))


def class_assignment(scene: Scene, size: int) -> Group:
    """A class with one sheet of exercises, due on one night; campus network."""
    day = _day(scene)
    sheet = shelf(scene.rnd, ("maths_problem", "science_problem"), scene.rnd.choice((6, 9, 12)))
    asks = (
        "{i}",
        "{i}",
        "solve {i}",
        "{i} show the steps",
        "I don't understand this: {i}",
        "{i} explain please",
    )
    work = Worklist(
        sheet.take,
        lambda r, i: r.choice(asks).replace("{i}", i),
        follow="follow",
        chance=0.6,
        tier="mid",
    )
    country = scene.country().code
    return Group(
        name="class-assignment", size=size, writer=_also_chat(0.25, work), countries=(country,),
        habit=Habit(hours="student", turns=5, uneven=0.3), volume=(14, 0.7),
        active_d=(day, day + 3), net=behind(f"campus {day}", 12, 0.55, 2),
        domain=f"students.{country.lower()}{int(day)}.example", unpaid=not scene.provider.web, plan=_free(scene),
    )  # fmt: skip


def _free(scene: Scene) -> str | None:
    return next((p for p, _ in scene.provider.plans if p in {"free", "trial"}), None)


def workshop(scene: Scene, size: int) -> Group:
    """A conference workshop: one notebook, one wireless network, vouchers, two half days."""
    day = _day(scene)
    cells = shelf(scene.rnd, ("dev_ask", "explain", "classify_slot", "agent_task"), 14, 1.4)
    work = Worklist(
        cells.take,
        follow="dev_follow",
        chance=0.2,
        out=220,
        tier="mid",
        system="You are a helpful assistant for the workshop. Answer shortly.",
    )
    return Group(
        name="workshop", size=size, writer=fixed(work), volume=(18, 0.5), programme="event-voucher",
        created_d=(day - 0.3, day + 0.4), habit=Habit(hours="day", turns=6, personal=False),
        active_d=(day, day + 2), net=behind(f"venue {day}", 3, 0.9), client=same_client(scene) if not scene.provider.web else None,
        unpaid=True, countries=(scene.country().code,),
    )  # fmt: skip


def hackathon(scene: Scene, size: int) -> Group:
    """A weekend of teams with a starter kit of the sponsor and credits."""
    day = _day(scene)
    kit = tools_hash(scene.rnd)

    def writer(s: Scene, _c: Country, _at: int) -> Writer:
        system = grammar().fill(s.rnd, "You are {bot}, built with the starter kit. {policy}")
        return Mixed(
            (
                (1, Coder("You are a coding assistant.")),
                (1, Agent(system, kit, lambda r: grammar().make(r, "chat"), "web_out")),
            )
        )

    return Group(
        name="hackathon", size=size, writer=writer, volume=(60, 0.9), programme="hackathon-credits",
        created_d=(day - 1.5, day + 0.5), habit=Habit(hours="student", turns=9, gap_s=25, weekend=2), unpaid=True,
        active_d=(day, day + 3), net=behind(f"hall {day}", 6, 0.8, 1), countries=(scene.country().code,),
    )  # fmt: skip


def agent_users(scene: Scene, size: int) -> Group:
    """Strangers who run one popular open-source agent: its system prompt, tools and client."""
    kit = tools_hash(scene.rnd)
    system = (
        "You are Wren, an autonomous software engineer. You work in small verified steps, read before "
        "you write, and stop when the tests pass. Use the tools; never guess file contents."
    )

    def writer(s: Scene, country: Country, _at: int) -> Writer:
        task = s.rnd.choice(("dev", "issue", "agent_task", "dev_ask"))
        own = Agent(system, kit, lambda r: grammar().make(r, task), share_words=0.15)
        return (
            Mixed(((4, own), (s.rnd.choice((0, 1)), Chatter(country.tongue))))
            if s.rnd.random() < 0.5
            else own
        )

    return Group(
        name="agent-users", size=size, writer=writer, volume=(70, 1.2),
        habit=Habit(turns=18, gap_s=14, weekend=0.6),
        client=some_versions("wren-agent", ("node 20", "node 22", "bun 1"), ("1.4.0", "1.5.1", "1.5.2", "1.6.0")),
    )  # fmt: skip


def runners(scene: Scene, size: int) -> Group:
    """Pull requests reviewed on a code host's runners: one action, one pool of addresses."""
    app = product(scene.rnd, "review")
    return Group(
        name="ci-runners", size=size, writer=fixed(app), volume=(55, 1.1),
        habit=Habit(hours="office", weekend=0.2, turns=2.5, gap_s=8), net=machines("runners", 300, 60),
        client=some_versions("review-action", ("node 20",), ("2", "2.1", "3")),
    )  # fmt: skip


def evaluation_vendor(scene: Scene, size: int) -> Group:
    """A firm that measures models for customers: a fixed list, run again by each of its accounts."""
    items = shelf(
        scene.rnd,
        ("maths_problem", "logic_problem", "science_problem", "legal_problem", "issue"),
        500,
    )
    work = Worklist(
        items.take,
        lambda _, i: f"{i}\n\nReason briefly, then give the final answer after ####.",
        tier="reason",
        out=500,
    )
    return Group(
        name="evaluation-vendor", size=size, writer=fixed(work), volume=(180, 0.7), orgs=1, payers=1,
        habit=Habit(hours="machine", turns=40, gap_s=2, weekend=0.7, uneven=1.3, minute=0), net=machines("evaluators", 5, 2),
        client=same_client(scene), created_d=(-300, -20), adopts_d=0.3, countries=("US", "GB"),
    )  # fmt: skip


def reasoning_lab(scene: Scene, size: int) -> Group:
    """A university lab that studies how models reason; long answers, step by step, for a paper."""
    items = shelf(scene.rnd, ("logic_problem", "maths_problem"), 260)
    ways = (
        "{i}\nLet's think step by step.",
        "{i}\nWrite down every intermediate step and number it.",
        "{i}",
        "{i}\nThink aloud, then check your answer.",
    )
    start = _day(scene, last=0.5)
    work = Worklist(
        items.take, lambda r, i: r.choice(ways).replace("{i}", i), tier="reason", out=900
    )
    return Group(
        name="reasoning-lab", size=size, writer=fixed(work), volume=(130, 0.8), orgs=1, programme="research",
        domain="cs.uni-east.example", habit=Habit(hours="student", turns=25, gap_s=5), active_d=(start, start + 9),
        net=behind("lab", 4, 0.8), unpaid=True, countries=(scene.country().code,),
    )  # fmt: skip


def synthetic_team(scene: Scene, size: int) -> Group:
    """A team that makes examples for a classifier of its own support mail; terms allow that."""
    app = product(scene.rnd, "synth")
    return Group(
        name="synthetic-data", size=size, writer=fixed(app), volume=(200, 0.6), orgs=1, payers=1, countries=("DE",),
        habit=Habit(hours="office", weekend=0.05, turns=50, gap_s=3), net=machines("synthesis", 3), client=same_client(scene),
    )  # fmt: skip


def office(scene: Scene, size: int) -> Group:
    """A company's staff behind two addresses, each with work of his own; one bill."""
    country = scene.country().code
    return Group(
        name="corporate-nat", size=size, countries=(country,), payers=1, orgs=1,
        domain=f"corp-{country.lower()}.example", habit=Habit(hours="office", weekend=0.05, turns=4),
        net=behind(f"office {country}", 2, 0.9), volume=(30, 1.2), created_d=(-120, 2),
        writer=lambda s, c, _: Mixed(((1, Coder()), (2, Chatter(c.tongue)))) if s.rnd.random() < 0.3 else Chatter(c.tongue),
    )  # fmt: skip


def carrier(scene: Scene, size: int) -> Group:
    """Strangers on phones behind the few addresses of one mobile carrier."""
    country = scene.rnd.choice(("IN", "ID", "NG", "BR", "MX"))
    return Group(
        name="carrier-nat",
        size=size,
        countries=(country,),
        net=behind(f"cgn {country}", 14, 0.97, 1),
        volume=(12, 1.2),
    )


def vpn_users(_scene: Scene, size: int) -> Group:
    """Strangers who like privacy: all sessions from the exits of one service."""
    return Group(
        name="vpn-users",
        size=size,
        net=behind("tunnelwise", 30, 0.98, 4),
        volume=(18, 1.3),
        domain="proton.me tuta.example gmail.com",
    )


def seat_resale(_scene: Scene, size: int) -> Group:
    """Honest people who bought seats from a shop that resells them: lots, the shop's cards, odd mail."""
    return Group(
        name="seat-resale", size=size, lots=5, payers=4, domain="seatshop.example mailnest.example",
        countries=("IN", "ID", "BR", "TR", "NG", "VN", "PL"), volume=(35, 1.1), created_d=(-25, 8),
    )  # fmt: skip


def localisers(scene: Scene, size: int) -> Group:
    """A localisation vendor: translators in many countries, one tool, the same strings in turn."""
    strings = shelf(scene.rnd, ("ui_string", "product"), 900)

    def writer(s: Scene, _country: Country, _at: int) -> Writer:
        into = grammar().make(s.rnd, "lang_name")
        return Worklist(
            strings.take,
            lambda _, i: f"Translate to {into}, keep placeholders: {i}",
            tier="small",
            out=40,
        )

    return Group(
        name="localisation-vendor", size=size, writer=writer, payers=1, orgs=1, volume=(110, 0.8),
        habit=Habit(hours="office", weekend=0.2, turns=20, gap_s=9), client=same_client(scene) if not scene.provider.web else None,
    )  # fmt: skip


def support_desk(scene: Scene, size: int) -> Group:
    """Agents of a call centre who paste customers' words behind the desk's macros, in shifts."""
    macros = [
        grammar().fill(scene.rnd, "Reply as {firm}, {mood}, max {num} words: ") for _ in range(5)
    ]
    macros += ["Translate and answer politely: ", "Refund refused, explain kindly: "]
    work = Worklist(
        lambda r: grammar().make(r, "support_msg"),
        lambda r, i: r.choice(macros) + i,
        tier="mid",
        out=130,
        follow="follow",
        chance=0.2,
    )
    country = scene.rnd.choice(("IN", "PL", "MX"))
    return Group(
        name="support-desk", size=size, writer=_also_chat(0.05, work), countries=(country,), payers=2,
        habit=Habit(hours="shift", turns=9, gap_s=110, weekend=0.6, personal=False), volume=(150, 0.5), net=behind("call centre", 4, 0.95),
    )  # fmt: skip


def game_studio(scene: Scene, size: int) -> Group:
    """Writers and build machines of a game: lines for thousands of characters from one template."""
    app = product(scene.rnd, "story")
    return Group(
        name="game-studio", size=size, writer=fixed(app), orgs=1, payers=1, volume=(140, 0.9), countries=("PL", "CA"),
        habit=Habit(hours="office", weekend=0.2, turns=14, gap_s=10), net=behind("studio", 2, 0.8),
    )  # fmt: skip


def newsroom(scene: Scene, size: int) -> Group:
    """Journalists everywhere on one press release, within a few hours."""
    day = _day(scene) + 0.3
    release = " ".join(grammar().make(scene.rnd, "article") for _ in range(4))
    asks = (
        "Summarise:\n{i}",
        "{i}\n\nHeadline?",
        "What is new in this?\n{i}",
        "{i}",
        "3 critical questions about this release\n{i}",
        "Fact check: {i}",
    )
    work = Worklist(
        lambda _: release,
        lambda r, i: r.choice(asks).replace("{i}", i),
        follow="follow",
        chance=0.9,
        tier="mid",
        out=220,
    )
    return Group(
        name="one-release", size=size, writer=_also_chat(0.2, work), active_d=(day, day + 0.6), volume=(6, 0.6),
        habit=Habit(hours="office", turns=4, weekend=0.6),
    )  # fmt: skip


def exam_app(scene: Scene, size: int) -> Group:
    """An exam-prep product whose schools have an account each: one question bank, one template."""
    bank = shelf(scene.rnd, ("exam_item",), 400, 1.5)
    system = grammar().fill(
        scene.rnd,
        "You are {bot} of PassMaster. Explain the right answer step by step, then why the others fail. {policies}",
    )
    work = Worklist(
        bank.take,
        lambda r, i: f"{i}\nStudent chose ({r.choice('ABCD')}).",
        system=system,
        tier="mid",
        out=350,
    )
    return Group(
        name="exam-prep-app", size=size, writer=fixed(work), volume=(90, 1.0), net=machines("passmaster", 6, 2),
        habit=Habit(hours="student", turns=2, gap_s=30), client=same_client(scene), created_d=(-200, 5),
    )  # fmt: skip


def exam_season(scene: Scene, size: int) -> Group:
    """Pupils of a country who paste the same past papers into the chat for some weeks."""
    country = scene.rnd.choice(("IN", "TR", "BR", "KR"))
    papers = shelf(scene.rnd, ("exam_item", "maths_problem"), 220, 1.6)
    work = Worklist(
        papers.take,
        lambda r, i: r.choice(("{i}", "{i} answer?", "explain {i}")).replace("{i}", i),
        follow="follow",
        chance=0.4,
        out=320,
        tier="mid",
    )
    return Group(
        name="exam-season", size=size, writer=_also_chat(0.3, work), countries=(country,), volume=(45, 0.9),
        habit=Habit(hours="student", turns=5), plan=_free(scene),
    )  # fmt: skip


def tutors(scene: Scene, size: int) -> Group:
    """Tutors of an agency, in the evenings, who want every step written out for their pupils."""
    work = Worklist(
        lambda r: grammar().make(r, r.choice(("maths_problem", "science_problem"))),
        lambda r, i: f"{i}\n{r.choice(('Show your reasoning step by step for a pupil.', 'Full working please, no shortcuts.', 'Write out the whole solution path.'))}",
        tier="reason" if not scene.provider.web else "large", out=650, follow="follow", chance=0.35,
    )  # fmt: skip
    return Group(
        name="tutoring",
        size=size,
        writer=fixed(work),
        habit=Habit(hours="evening", turns=6),
        volume=(80, 0.7),
        payers=2,
        domain="bright-tutors.example gmail.com",
    )


def marking(scene: Scene, size: int) -> Group:
    """Teachers who mark essays by the school board's rubric before the reports are due."""
    board = grammar().make(scene.rnd, "rubric")
    day = _day(scene, last=0.6)
    work = Worklist(
        lambda r: grammar().make(r, "para"),
        lambda _, i: (
            f"Mark this by the rubric: {board}\n\nEssay:\n{i}\n\nGive points and one reason for each."
        ),
        tier="large",
        out=260,
        follow="follow",
        chance=0.15,
    )
    return Group(
        name="marking-teachers", size=size, writer=_also_chat(0.3, work), volume=(60, 0.6), active_d=(day, day + 10),
        habit=Habit(hours="evening", turns=8, gap_s=140), countries=("GB", "CA", "AU"), domain="school.example gmail.com outlook.com",
    )  # fmt: skip


def annotators(scene: Scene, size: int) -> Group:
    """A labelling firm that compares answers of its customer's own bot, with a declared contract."""
    app = product(scene.rnd, "judge")
    return Group(
        name="annotation-firm", size=size, writer=_also_chat(0.1, app), volume=(160, 0.5), orgs=1, payers=1,
        countries=("NG", "IN"), habit=Habit(hours="shift", turns=14, gap_s=80, weekend=0.1), net=behind("label house", 5, 0.8),
    )  # fmt: skip


def reading_aid(scene: Scene, size: int) -> Group:
    """Blind users of one extension: the same instruction, pages of all sorts, all day."""
    app = product(scene.rnd, "alt")
    return Group(
        name="reading-aid",
        size=size,
        writer=fixed(app),
        volume=(60, 0.9),
        habit=Habit(turns=5, gap_s=40),
        client=same_client(scene, "editor-companion") if not scene.provider.web else None,
    )


def key_migration(scene: Scene, size: int) -> Group:
    """A firm that moves its program to new accounts in one week: the old fall silent one by one."""
    app = product(scene.rnd, "rag")
    return Group(
        name="key-migration", size=size, writer=fixed(app), orgs=2, org_names=("Tidewater Freight", "Tidewater Freight Europe"), payers=2,
        life_d=scene.provider.days / 2.5, volume=(140, 0.6), client=same_client(scene), net=machines("tidewater", 4, 2),
        created_d=(-40, scene.provider.days * 0.4), habit=Habit(hours="traffic", turns=2, gap_s=20),
    )  # fmt: skip


def failover(scene: Scene, size: int) -> Group:
    """A firm that spreads its agents over accounts of two departments, turn by turn, for the limits.

    What a model thought for one account comes back in requests of another, within one session.
    """
    system = grammar().make(scene.rnd, "agent_sys")
    work = Agent(
        system, tools_hash(scene.rnd), lambda r: grammar().make(r, "agent_task"), tier="reason"
    )
    return Group(
        name="failover", size=size, writer=fixed(work), hop=True, orgs=2, payers=2, volume=(170, 0.5), countries=("US", "GB"),
        habit=Habit(hours="office", weekend=0.3, turns=14, gap_s=15), created_d=(-200, -5),
        net=machines("balancer", 3, 2), client=same_client(scene),
    )  # fmt: skip


def night_batch(scene: Scene, size: int) -> Group:
    """Branches of an insurer whose scanned letters are read every night at two."""
    app = product(scene.rnd, "extract")
    return Group(
        name="night-batch", size=size, writer=fixed(app), volume=(260, 0.5), orgs=1, payers=1, countries=("US", "CA"),
        habit=Habit(hours="night", turns=12, gap_s=2, minute=0, weekend=1, personal=False), client=same_client(scene), net=machines("insurer", 6),
    )  # fmt: skip


def platform_tenants(_scene: Scene, size: int) -> Group:
    """Customers of a no-code platform who bring their own keys: its machines, its client, its frame."""

    def writer(s: Scene, _c: Country, _at: int) -> Writer:
        own = product(s.rnd)
        frame = "You are a step in a workflow of Flowbench. Return only the result.\n"
        return type(own)(
            frame + (own.system or ""), own.head, own.slot, own.tail, own.tools, own.tier, own.out
        )

    return Group(
        name="platform-tenants", size=size, writer=writer, volume=(40, 1.2), net=machines("flowbench", 16, 4),
        client=some_versions("flowbench", ("node 22",), ("7", "7", "8")), habit=Habit(hours="traffic", turns=2, gap_s=12),
    )  # fmt: skip


def bench_strangers(scene: Scene, size: int) -> Group:
    """Strangers who run one public benchmark with its harness when a model is released."""
    items = shelf(scene.rnd, ("maths_problem", "science_problem", "logic_problem"), 700)
    day = min(scene.provider.release_d, scene.provider.days * 0.5)
    work = Worklist(items.take, lambda _, i: f"Question: {i}\nAnswer:", tier="large", out=60)
    return Group(
        name="benchmark-runs", size=size, writer=fixed(work), volume=(70, 0.9), active_d=(day, day + 8), adopts_d=0.2,
        habit=Habit(hours="machine", turns=40, gap_s=1.5, uneven=1.5), client=some_versions("evalharness", ("cpython 3.11", "cpython 3.12"), ("0.4.8", "0.4.9")),
    )  # fmt: skip


def viral(scene: Scene, size: int) -> Group:
    """A prompt from a video that everybody tries in the same days."""
    day = _day(scene)
    texts = [
        grammar().fill(
            scene.rnd,
            "Act as my {job} mentor. Ask me {digit} questions about {hobby}, then write my {num} day plan. Think deeply and show how you decided.",
        )
    ]
    work = Worklist(
        Shelf(texts).take,
        lambda r, i: i if r.random() < 0.7 else i + grammar().fill(r, " I live in {city}."),
        follow="follow",
        chance=0.95,
        tier="mid",
    )
    return Group(
        name="viral-prompt",
        size=size,
        writer=_also_chat(0.4, work),
        active_d=(day, day + 4),
        volume=(8, 0.7),
        created_d=(-200, day + 3),
    )


def startup_credits(scene: Scene, size: int) -> Group:
    """Start-ups of one incubator: credits, one cohort, one template of the mentor, own products."""

    def writer(s: Scene, _c: Country, _at: int) -> Writer:
        return Mixed(((1, product(s.rnd)), (1, own_agent(s.rnd))))

    return Group(
        name="incubator", size=size, writer=writer, programme="startup-credits", unpaid=True, lots=2, created_d=(-15, 4),
        net=behind("incubator", 2, 0.5), volume=(120, 1.1), countries=(scene.country().code,),
    )  # fmt: skip


def lawyers(scene: Scene, size: int) -> Group:
    """A law firm in a review of documents: the same questions on each of thousands of pages."""
    questions = tuple(
        grammar().fill(scene.rnd, q)
        for q in (
            "Is {topic} mentioned? Quote.",
            "Who promised {money}?",
            "Any deadline before {date}?",
        )
    )
    work = Worklist(
        lambda r: grammar().make(r, "doc_page"),
        lambda r, i: f"{i}\n\n{r.choice(questions)}",
        tier="mid",
        out=110,
    )
    return Group(
        name="document-review", size=size, writer=fixed(work), orgs=1, payers=1, volume=(170, 0.6), countries=("US",),
        habit=Habit(hours="office", weekend=0.4, turns=16, gap_s=20), net=behind("law firm", 2, 0.9), active_d=(3, 16),
    )  # fmt: skip


def language_learners(scene: Scene, size: int) -> Group:
    """Learners with the daily card of a language course: the same sentence, the same day."""
    cards = shelf(scene.rnd, tuple(TONGUES[:6]), 30, 1.0)
    work = Worklist(
        cards.take,
        lambda r, i: r.choice(
            ("Correct me and explain: {i}", "What does this mean? {i}", "Practise with me: {i}")
        ).replace("{i}", i),
        follow="follow",
        chance=0.7,
    )
    return Group(
        name="language-course",
        size=size,
        writer=_also_chat(0.3, work),
        volume=(25, 0.8),
        habit=Habit(hours="evening", turns=4),
    )


def job_seekers(scene: Scene, size: int) -> Group:
    """Clients of a job agency: new accounts from its computer room, the agency's CV template."""
    work = Worklist(
        lambda r: grammar().make(r, "cv"),
        lambda _, i: f"Use the agency template (profile, skills, work, languages). {i}",
        follow="follow",
        chance=0.7,
        out=350,
    )
    country = scene.country().code
    return Group(
        name="job-agency",
        size=size,
        writer=fixed(work),
        countries=(country,),
        created_d=(0, scene.provider.days * 0.8),
        net=behind("job centre", 3, 0.7),
        volume=(10, 0.6),
        habit=Habit(hours="day", turns=5),
        plan=_free(scene),
    )


CROWDS: dict[str, Crowd] = {
    "class": class_assignment, "workshop": workshop, "hackathon": hackathon, "agents": agent_users,
    "runners": runners, "evaluators": evaluation_vendor, "lab": reasoning_lab,
    "synthesis": synthetic_team, "office": office, "carrier": carrier, "vpn": vpn_users,
    "seats": seat_resale, "localisers": localisers, "support": support_desk, "game": game_studio,
    "news": newsroom, "exam-app": exam_app, "exam-season": exam_season, "tutors": tutors,
    "marking": marking, "annotators": annotators, "reading-aid": reading_aid,
    "migration": key_migration, "failover": failover, "night": night_batch, "tenants": platform_tenants,
    "benchmark": bench_strangers, "viral": viral, "incubator": startup_credits,
    "lawyers": lawyers, "learners": language_learners, "jobs": job_seekers,
}  # fmt: skip
