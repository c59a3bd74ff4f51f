"""Pages from templates. Everything is escaped: names come from whoever signed up."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from gauger.casework import reading as read
from gauger.report.words import in_words, many
from gauger.signals.family import Family
from gauger.web.draw.map import family
from gauger.web.draw.mix import mix
from gauger.web.draw.spark import spark
from gauger.web.draw.timeline import timeline
from gauger.web.guard import Visitor, settings_of, store_of

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the tabs of a case."""

    name: str
    path: str


def tabs(case_id: str) -> tuple[Link, ...]:
    """The parts of a case, each with its address."""
    base = f"/cases/{case_id}"
    return (
        Link("Overview", base),
        Link("Accounts", f"{base}/accounts"),
        Link("Links", f"{base}/links"),
        Link("What if", f"{base}/without"),
        Link("Pack", f"{base}/pack"),
        Link("History", f"{base}/history"),
    )


def page(
    request: Request, template: str, visitor: Visitor | None, status: int = 200, **values: Any
) -> HTMLResponse:
    """A rendered page."""
    waiting = 0
    if visitor is not None:
        with store_of(request).reading() as c:
            waiting = len(read.waiting_decisions(c))
    html = PAGES.get_template(template).render(
        me=visitor,
        path=request.url.path,
        here=_here(request),
        theme=_theme(request),
        waiting=waiting,
        settings=settings_of(request),
        can_pack=request.app.state.packing is not None,
        **values,
    )
    return HTMLResponse(html, status_code=status)


def address(path: str, **query: Any) -> str:
    """A path with a query; empty values are left out, so that one view has one address."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        many = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, str(v)) for v in many if v not in (None, "")]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _here(request: Request) -> str:
    """Where the reader is, with the query; an answer to a form is no place to come back to."""
    url = request.url
    if request.method != "GET":
        return "/"
    return f"{url.path}?{url.query}" if url.query else url.path


def big(number: float) -> str:
    """A number to be taken in at a glance.

    >>> big(28_800_000), big(16_307), big(512), big(4_200_000_000)
    ('28.8 M', '16,307', '512', '4.2 G')
    """
    for size, unit in ((1e9, "G"), (1e6, "M")):
        if abs(number) >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number:,.0f}"


def money(usd: float) -> str:
    """A price in dollars."""
    return f"${big(usd)}"


def when(moment: datetime) -> str:
    """A time, to the minute, UTC."""
    return f"{moment:%d %b %Y, %H:%M}"


def trait(value: object) -> str:
    """What the world knows of an account: several values in a row, a time as people read it.

    >>> trait(["kit/1", "kit/2"]), trait("2026-04-13T19:33:25.132750Z"), trait("2026 plan")
    ('kit/1, kit/2', '13 Apr 2026, 19:33', '2026 plan')
    """
    if isinstance(value, list | tuple):
        return ", ".join(trait(v) for v in value)
    text = str(value)
    if TIME.fullmatch(text):
        with suppress(ValueError):
            return when(datetime.fromisoformat(text))
    return text


def member(p: float) -> str:
    """Probability that an account belongs, which never is one.

    >>> member(0.99997), member(0.9512)
    ('>0.999', '0.951')
    """
    return f"{p:.3f}" if p < 0.9995 else ">0.999"


def day(moment: datetime) -> str:
    """A day."""
    return f"{moment:%d %b %Y}"


def percent(share: float) -> str:
    """A share, with a decimal where it is small."""
    return f"{share:.1%}" if 0 < share < 0.01 else f"{share:.0%}"


def _theme(request: Request) -> str:
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in {"light", "dark"} else ""


PAGES = Environment(
    loader=PackageLoader("gauger.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters.update(
    big=big,
    member=member,
    money=money,
    when=when,
    day=day,
    percent=percent,
    words=in_words,
    trait=trait,
)
PAGES.globals.update(
    words=in_words,
    many=many,
    address=address,
    tabs=tabs,
    timeline=timeline,
    mix=mix,
    spark=spark,
    family_of=family,
    families=tuple(Family),
)
