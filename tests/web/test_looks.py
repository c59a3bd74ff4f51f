"""What the eye is promised: each kind of evidence has its colour, and the legend says which."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest

from gauger.campaigns.partners import SIGNAL
from gauger.signals.catalogue import SIGNALS
from gauger.signals.family import Family
from gauger.web.draw.map import family
from gauger.web.draw.timeline import LETTER, timeline
from tests.casework.make import T0, detections
from tests.web.conftest import CASE, Browser


def test_each_kind_of_evidence_has_a_colour_and_stands_in_the_legend(
    browse: Callable[[str | None], Browser],
) -> None:
    """Partners' word too: as a chip, a bubble and a line, and no two kinds alike."""
    style = (files("gauger.web") / "static" / "gauger.css").read_text(encoding="utf-8")
    page = browse("viewer").get(f"/cases/{CASE}/links").text
    legend = page.partition('class="legend"')[2].partition("</ul>")[0]
    colours = set()
    for kind in Family:
        for rule in (f".{kind}", f".cell.{kind}", f".tie.{kind}"):
            assert f"{rule} {{ --c: var(--{kind}); }}" in style, rule
        found = re.search(rf"--{kind}: (light-dark\([^)]*\));", style)
        assert found, kind
        colours.add(found[1])
        assert f"</span>{kind}</li>" in legend
    assert len(colours) == len(Family)
    assert family(SIGNAL) == Family.PARTNERS
    assert {family(s.name) for s in SIGNALS} <= set(Family)


@pytest.mark.parametrize("wide", [600, 960])
@pytest.mark.parametrize("apart_h", [0, 3, 30, 80])
def test_the_words_of_events_lie_on_nothing(wide: int, apart_h: int) -> None:
    """Twelve events, near or far: what has no room keeps its line and is told by its title."""
    (campaign,) = detections(12).campaigns
    quiet = replace(campaign, changes=(), first_flag_ts=None)
    events = [
        (T0 + timedelta(days=2, hours=apart_h * i), "enforcement", f"accounts closed {i}")
        for i in range(12)
    ]
    drawn = str(timeline(quiet, events, wide=wide))
    lines = re.findall(r'<line x1="([\d.]+)" x2="[\d.]+" y1="(\d+)"', drawn)
    marks = re.findall(r'<text x="([\d.]+)" y="(\d+)" text-anchor="(\w+)">(.*?)</text><ti', drawn)
    assert len(marks) == 12
    boxes = []
    for x, y, side, text in marks:
        long = LETTER * len(text)
        left = float(x) - (long if side == "end" else 0)
        assert left >= 0
        assert left + long <= wide
        boxes += [(int(y), left, left + long)] if text else []
    assert len(boxes) >= 3
    for i, (row, left, right) in enumerate(boxes):
        for other, begin, end in boxes[i + 1 :]:
            assert row != other or right <= begin or end <= left
    for x, begin in lines:
        for row, left, right in boxes:
            assert int(begin) >= row or not left + 1 < float(x) < right - 6
    assert drawn.count("accounts closed 11</title>") == 1
