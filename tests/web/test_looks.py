"""What the eye is promised: each kind of evidence has its colour, and the legend says which."""

import re
from collections.abc import Callable
from importlib.resources import files

from gauger.campaigns.partners import SIGNAL
from gauger.signals.catalogue import SIGNALS
from gauger.signals.family import Family
from gauger.web.draw.map import family
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
