"""The data sets by name."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bench.public import hop, people, shares, yelp
from bench.public.case import Case

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "coordination"
"""Beside the repository, as for the tests; the data are never part of it."""

CASES: Mapping[str, Callable[[Path], Case]] = {
    "hop-times": hop.hop,
    "hop-transfers": hop.hop_transfers,
    "tweets": shares.tweets,
    "yelp": yelp.yelp,
    "fake-1000": people.fake_1000,
    "people-50k": people.people,
    "stars": shares.stars,
    "signups": shares.signups,
}
