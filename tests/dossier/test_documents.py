"""Documents say what evidence allows, and nothing that an account holder chose is ever run."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from gauger.casework.model import Action, AuditEntry, Decision
from gauger.dossier.documents.blocks import Document, Spans, caption, table
from gauger.dossier.documents.features import weighed
from gauger.dossier.documents.letters import notice, notification
from gauger.dossier.documents.page import page
from gauger.dossier.documents.pdf import pdf
from gauger.dossier.documents.report import JUDGED, report
from gauger.dossier.documents.sheets import safe, sheet, sheets
from gauger.dossier.extract import Material
from gauger.dossier.limits import LIMITS
from gauger.dossier.make import Made
from gauger.dossier.mapping import RESPONSE, techniques
from gauger.dossier.model import Cell, Figures, Statement
from gauger.dossier.pseudonyms import Pseudonyms
from gauger.dossier.samples import redacted
from gauger.dossier.statement import _actions, _custody, state
from gauger.dossier.wording import clean, objections
from tests.dossier.scene import ISSUED, WISHES, Scene

EVIL = (
    '=HYPERLINK("http://evil.example","x")',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '#panic("typst") $x$ *b* #import "/etc/passwd" @cite <label>',
    "</svg><script>1</script>",
    "{{ 7*7 }}{% for x in y %}",
    "a\u202eb\u0000c\x1b[31m",
    "模型 \U0001f600 نموذج",
    "x" * 900,
    "+1-2|cmd",
    "{exchanges}",
)


@pytest.fixture(scope="module")
def figures(made: Made) -> Figures:
    return msgspec.json.decode((made.folder / "figures.json").read_bytes(), type=Figures)


@pytest.fixture(scope="module")
def statement(made: Made) -> Statement:
    return msgspec.json.decode((made.folder / "statement.json").read_bytes(), type=Statement)


def material(scene: Scene) -> Material:
    return Material(
        case=scene.case, world=scene.world, names=Pseudonyms(b"k" * 32),
        elsewhere=scene.elsewhere, limits=LIMITS,
    )  # fmt: skip


def evil(figures: Figures) -> Figures:
    """Every name that requests or accounts carry, replaced by an attack."""
    rows: tuple[tuple[Cell, ...], ...] = tuple((w, 5, 0.1, 0.1) for w in EVIL)
    fresh = {
        "models": rows,
        "networks": rows,
        "capabilities": rows,
        "changes": tuple(("2026-04-24", 3.0, w) for w in EVIL),
    }
    found = tuple(
        msgspec.structs.replace(f, rows=fresh[f.id]) if f.id in fresh else f
        for f in figures.figures
    )
    named = tuple(
        msgspec.structs.replace(f, value=EVIL[2]) if f.id == "top-capability" else f for f in found
    )
    return msgspec.structs.replace(figures, figures=named)


def cursed(statement: Statement) -> Statement:
    words = {n: clean(EVIL[i]) for i, n in enumerate(("title", "issuer", "recipient", "contact"))}
    return msgspec.structs.replace(
        statement, **words, not_visible=EVIL, comparisons=EVIL, asks=EVIL, related=EVIL
    )


def read(data: bytes) -> str:
    return "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages)


def sentences(document: Document) -> list[str]:
    def joined(spans: Spans) -> str:
        return "".join(s.text for s in spans)

    found = []
    for b in document.blocks:
        found += [joined(b.spans), joined(b.caption), *map(joined, b.items)]
        found += [joined(c) for row in b.rows for c in row]
    return [s for text in found for s in re.split(r"(?<=[.!?])\s+", text) if s]


def test_names_of_strangers_are_text_in_every_pdf(figures: Figures, statement: Statement) -> None:
    """Typst evaluates none of it: it compiles, and shows the attack as it was written."""
    data = pdf(report(evil(figures), cursed(statement)))
    text = re.sub(r"\s+|\u200b", "", read(data))
    assert '#panic("typst")' in text
    assert "<script>alert(1)</script>" in text
    assert "=HYPERLINK(" in text
    assert b"/JavaScript" not in data
    assert b"/Launch" not in data
    assert b"evil.example)" not in data  # no link was made of it
    for letter in (notification, notice):
        assert pdf(letter(evil(figures), cursed(statement)))


def test_no_page_begins_with_a_tables_head_and_no_row() -> None:
    """Wherever the page ends: the last row goes over with its caption."""
    over = 0
    for many in range(41, 53):
        long = table(("What", "Value"), [("a row", "1")] * many, align="lr", widths=(5, 5),
                     caption=caption("Below the rows."))  # fmt: skip
        document = Document(
            kind="report", title="T", subtitle="", marking="", facts=(), year=2026, month=7, day=1,
            foot="", blocks=(long,),
        )  # fmt: skip
        pages = PdfReader(io.BytesIO(pdf(document))).pages
        shown = [p.extract_text() for p in pages]
        assert all(t.count("a row") for t in shown), f"{many} rows: {shown[-1]!r}"
        assert shown[-1].count("Below the rows") == 1
        over += len(pages) > 1
    assert 0 < over < 12


def test_names_of_strangers_are_text_in_html(figures: Figures, statement: Statement) -> None:
    bad = evil(figures)
    html = page(report(bad, cursed(statement)), bad).decode()
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html
    assert "\x00" not in html
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    assert not re.search(r"(src|href)=\"(?!#)", html)
    assert "7*7" in html


def test_no_cell_of_a_sheet_is_a_formula(figures: Figures) -> None:
    for data in sheets(evil(figures)).values():
        for row in csv.reader(io.StringIO(data.decode())):
            for cell in row:
                number = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_whatever_starts_a_formula_gets_an_apostrophe(first: str) -> None:
    """Behind blanks and tabs too; numbers stay numbers, and only a text's beginning counts."""
    for blank in ("", " ", "\t", "\r"):
        assert safe(f"{blank}{first}1+cmd") == f"'{first}1+cmd"
    assert safe(-3) == -3
    assert safe(f"m{first}1") == f"m{first}1"


def test_a_cell_of_a_sheet_stays_one_where_semicolons_part_them() -> None:
    """Half of Europe's spreadsheets would else see a formula of its own behind one."""
    data = sheet(("name", "n"), [('m;=HYPERLINK("x")', 3), (None, 0.5)]).decode()
    assert data == '"name","n"\r\n"m;=HYPERLINK(""x"")",3\r\n"",0.5\r\n'


@pytest.mark.parametrize("name", ["operator-evidence", "harvest-evidence"])
def test_a_lack_stands_apart_from_reasons(figures: Figures, name: str) -> None:
    """What is less than usual, or usual, moves the odds and is no reason; a weak sign is one."""
    rows: tuple[tuple[Cell, ...], ...] = (
        ("infrastructure", "foreign-egress", 3.0, 1.3, 1.5),
        ("infrastructure", "hosting-share", -1.0, 1.6, 0.9),  # lack of an innocent sign
        ("identity", "organisation", 0.0, 0.5, 0.0),
        ("behaviour", "early-pivot", 0.1, 0.6, 0.1),  # as others, nearly
        ("identity", "new-accounts", 3.0, 0.1, 0.14),
        ("identity", "payers", 0.01, -2.0, 0.0),
    )
    found = tuple(
        msgspec.structs.replace(f, rows=rows) if f.id == name else f for f in figures.figures
    )
    shown, lacking = weighed("For.", msgspec.structs.replace(figures, figures=found), name)
    assert ["".join(s.text for s in r[3]) for r in shown.rows] == ["+1.3", "+0.1", "-2.0"]
    assert ["".join(s.text for s in r[3]) for r in lacking.rows] == ["+1.6", "+0.5", "+0.6"]
    assert "no reasons" in "".join(s.text for s in lacking.caption)


def under(figures: Figures, verdict: str) -> Figures:
    fresh = tuple(
        msgspec.structs.replace(f, value=verdict) if f.id == "verdict" else f
        for f in figures.figures
    )
    return msgspec.structs.replace(figures, figures=fresh)


@pytest.mark.parametrize(
    ("verdict", "one", "harvest"),
    [
        ("distillation", True, True),
        ("coordinated", True, False),
        ("unclear", False, False),
        ("benign", False, False),
    ],
)
def test_a_letter_claims_no_more_than_the_verdict(
    figures: Figures, statement: Statement, scene: Scene, verdict: str, one: bool, harvest: bool
) -> None:
    """One operator only where the verdict says so; a name for it neither, whatever hypotheses say;
    and the recipient of a letter on an innocent crowd is asked to suspect nobody."""
    judged = under(figures, verdict)
    title = statement.attribution.hypotheses[0].name
    named = msgspec.structs.replace(
        statement,
        asks=state(material(scene), WISHES, judged, statement.attribution, ()).asks,
        attribution=msgspec.structs.replace(statement.attribution, named=title),
    )
    text = " ".join(sentences(notification(judged, named)))
    assert ("the same operator" in text) is one
    assert ("Operators assessed" in text) is one
    assert ("operator" in text) is one
    assert ("harvest" in text) is harvest
    assert ("Treat nobody as suspect" in text) is not one
    told = " ".join(sentences(notice(judged, named)))
    assert ("we are looking into" in told) is (verdict != "benign")
    assert "operator" not in told


def test_what_is_asked_for_is_what_its_issuer_wishes(
    figures: Figures, statement: Statement, scene: Scene
) -> None:
    wishes = replace(WISHES, asks=("Call us.",))
    assert state(material(scene), wishes, figures, statement.attribution, ()).asks == ("Call us.",)


@pytest.mark.parametrize("verdict", JUDGED)
def test_every_sentence_keeps_to_what_evidence_allows(
    figures: Figures, statement: Statement, verdict: str
) -> None:
    """No nationality, no guilt, and likelihood apart from confidence, for every verdict."""
    judged = under(figures, verdict)
    first = statement.attribution.hypotheses[0].name
    for named in (None, first):
        found = msgspec.structs.replace(statement.attribution, named=named)
        said = msgspec.structs.replace(statement, attribution=found)
        for document in (report(judged, said), notification(judged, said), notice(judged, said)):
            wrong = [(s, objections(s)) for s in sentences(document) if objections(s)]
            assert wrong == []


def test_the_report_is_selectable_and_brings_its_fonts(made: Made) -> None:
    reader = PdfReader(made.folder / "report.pdf")
    text = read((made.folder / "report.pdf").read_bytes())
    for heading in ("In two minutes", "One operator?", "Annex B", "How to check this pack"):
        assert heading in text
    objects = [reader.get_object(i) for i in sorted(reader.xref[0])]
    described = [
        o for o in objects
        if isinstance(o, DictionaryObject) and o.get("/Type") == "/FontDescriptor"
    ]  # fmt: skip
    assert len(described) >= 2
    assert all({"/FontFile2", "/FontFile3"} & set(o) for o in described)


def test_every_number_in_words_of_the_report_has_an_origin(
    figures: Figures, statement: Statement
) -> None:
    """Each figure span names a figure that is in figures.json, with the value it has there."""
    known = {f.number: f.id for f in figures.figures}
    count = 0
    for b in report(figures, statement).blocks:
        cells = [c for row in b.rows for c in row]
        for spans in (b.spans, b.caption, *b.items, *cells):
            for s in spans:
                if s.kind == "figure":
                    count += 1
                    assert known[s.number] == s.id
    assert count > 40


def test_the_notice_accuses_nobody_and_says_how_to_appeal(
    figures: Figures, statement: Statement
) -> None:
    text = " ".join(sentences(notice(figures, statement)))
    assert "We do not say that you did anything wrong" in text
    assert "How to appeal" in text
    for word in ("distillation", "campaign", "fraud", "operator"):
        assert word not in text.lower()


def test_who_it_might_be_is_said_under_the_condition_that_it_is_one(
    figures: Figures, statement: Statement
) -> None:
    """Hypotheses compete for a group that may be nobody's: the report says how sure it is one's."""
    text = " ".join(sentences(report(figures, statement)))
    assert "supposes that somebody runs the accounts as one, which has probability" in text


def test_the_letter_gives_no_price_for_a_part(figures: Figures, statement: Statement) -> None:
    """The list price is of all exchanges, not of the output tokens that stand beside it."""
    text = " ".join(sentences(notification(figures, statement)))
    assert "output tokens; all exchanges at list price" in text
    assert " took " not in text
    assert "weights fitted on simulated worlds, not on decided cases" in text


def test_a_verdict_is_assessed_and_no_figure_shows_it(figures: Figures) -> None:
    """That a model is extracted no log shows; a response is met, or not, by decisions."""
    states = {t.id: t.state for t in techniques(figures, frozenset())}
    assert states["AML.T0024.002"] == "assessed"
    assert states[RESPONSE] == "not met here"
    answered = {t.id: t.state for t in techniques(figures, frozenset(), answered=True)}
    assert answered[RESPONSE] == "met here"


def test_staff_are_numbers(scene: Scene) -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    act = AuditEntry(
        number=1, at=at, actor="ann@example.org", act="opened", subject="c", detail="d",
        previous="", hash="ab" * 32,
    )  # fmt: skip
    decision = Decision(
        decision_id="d1", action=Action.SUSPEND, accounts=("a",), reason="r",
        proposed_by="ann@example.org", proposed_at=at, approved_by="bob", approved_at=ISSUED,
    )  # fmt: skip
    case = replace(scene.case, audit=(act,), decisions=(decision,))
    assert _actions(case) == (
        "2026-07-01: suspend (1 account), proposed by person 1, agreed by person 2.",
    )
    assert _custody(case)[0].actor == "person 1"
    waiting = replace(decision, approved_by=None)
    assert _actions(replace(case, decisions=(waiting,))) == ()


def test_samples_lose_what_points_to_people() -> None:
    text = (
        "I am acct-77, mail ann@example.org, call +49 170 1234567, card 4111 1111 1111 1111, "
        "see https://example.org/?t=1 from 203.0.113.7 with sk-abcdefghijklmnop1234"
    )
    shown, removed = redacted(text, ("acct-77",))
    for secret in ("acct-77", "ann@", "170", "4111", "example.org/", "203.0", "sk-abc"):
        assert secret not in shown
    assert len(removed) == 6
