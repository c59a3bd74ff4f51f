"""YelpChi: reviewers of 201 hotels and restaurants; guilty are those with a filtered review.

The site's filter is unpublished and looks at more than we see (text, the reviewer's device and
network). 71 % of reviewers wrote a single review, so lockstep over products knows little of them.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.public.case import Case
from gauger.linking.table import overlapping, traits
from gauger.signals.family import Family

WEEK_S = 7 * 86_400
DAY_S = 86_400


def yelp(data: Path) -> Case:
    """Reviewers by what they reviewed, when together with whom, and the day they first appear."""
    rows = pq.read_table(data / "yelpchi.parquet").sort_by(
        [("user", "ascending"), ("product", "ascending"), ("date", "ascending")]
    )
    user = rows["user"].cast(pa.string()).combine_chunks()
    product = rows["product"].cast(pa.string()).combine_chunks()
    at = pc.strptime(rows["date"], "%Y-%m-%d", "s").cast(pa.int64()).combine_chunks()
    rated = pc.binary_join_element_wise(product, rows["rating"].cast(pa.string()), "|")
    joined = pa.table({"user": user, "at": at}).group_by("user").aggregate([("at", "min")])
    first = joined["at_min"].combine_chunks()
    tables = {
        "target": (Family.CONTENT, traits("product", user, product, at)),
        "target-week": (
            Family.TIMING,
            overlapping("burst", user, rated.combine_chunks(), at, WEEK_S),
        ),
        "joined": (
            Family.IDENTITY,
            traits("joined", joined["user"].combine_chunks(), pc.divide(first, DAY_S), first),
        ),
    }  # fmt: skip
    filtered = pc.equal(rows["label"], -1)
    guilty = set(user.filter(filtered.combine_chunks()).to_pylist())
    accounts = sorted(set(user.to_pylist()))
    return Case(
        name="yelp",
        tables=tables,
        causes={},
        accounts=accounts,
        guilty=frozenset(guilty),
        innocent=frozenset(accounts) - guilty,
        rows=pa.table(
            {"account_id": user, "object_id": product, "ts": at, "rating": rows["rating"]}
        ),
    )
