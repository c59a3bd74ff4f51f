"""Shares of one object by many accounts: retweets, stars of repositories, sign-ups.

None of these has reviewed labels. Where a reference exists it is another method's answer, so the
figures are agreement, not truth.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.public.case import Case
from gauger.bench.peers.coortweet import WINDOW_S, coordinated
from gauger.linking.table import overlapping, traits
from gauger.signals.family import Family

STAR_WINDOW_S = 3_600
SIGNUP_WINDOW_S = 3_600


def tweets(data: Path) -> Case:
    """CooRTweet's example: 35,125 retweets; the reference is its algorithm at its own settings."""
    rows = pq.read_table(data / "russian_coord_tweets.parquet").sort_by("content_id")
    at = rows["timestamp_share"].cast(pa.int64())
    rows = rows.set_column(rows.column_names.index("timestamp_share"), "timestamp_share", at)
    return _shared("tweets", rows, WINDOW_S)


def stars(data: Path) -> Case:
    """34,284 stars that a detector called fake: users in lockstep over repositories, camouflaged.

    All of it was flagged by somebody else's detector and nothing is confirmed, so it tells how much
    of a market of fake stars hangs together, not whether anybody is guilty.
    """
    table = pq.read_table(data / "fake_stars_dagster_anon.parquet")
    at = pc.strptime(table["starred_at"].cast(pa.string()), "%Y-%m-%dT%H:%M:%SZ", "s").cast(
        pa.int64()
    )
    repo, user = table["repo"].cast(pa.string()), table["user"].cast(pa.string())
    content = pc.binary_join_element_wise(
        "s", user, repo, table["starred_at"].cast(pa.string()), "-"
    )
    rows = pa.table(
        {"object_id": repo, "account_id": user, "content_id": content, "timestamp_share": at}
    )
    return _shared("stars", rows.sort_by("content_id"), STAR_WINDOW_S)


def signups(data: Path) -> Case:
    """943 accounts of one influence operation: when they were created, and their karma.

    Nobody in it is innocent, so only recall means something; and the operation *is* the population,
    which no null model of "everybody else" survives.
    """
    rows = pq.read_table(data / "reddit_ira_signups.parquet").sort_by(
        [("created_utc", "ascending"), ("link_karma", "ascending"), ("comment_karma", "ascending")]
    )
    account = pa.array([f"r{i:04d}" for i in range(rows.num_rows)])
    at = rows["created_utc"].cast(pa.int64()).combine_chunks()
    same = pa.array(["all"] * rows.num_rows)
    karma = pc.binary_join_element_wise(
        rows["link_karma"].cast(pa.string()), rows["comment_karma"].cast(pa.string()), "|"
    )
    tables = {
        "created": (Family.TIMING, overlapping("created", account, same, at, SIGNUP_WINDOW_S)),
        "karma": (Family.BEHAVIOUR, traits("karma", account, karma.combine_chunks(), at)),
    }
    names = account.to_pylist()
    return Case(name="signups", tables=tables, causes={}, accounts=names, guilty=frozenset(names))


def _shared(name: str, rows: pa.Table, window_s: int) -> Case:
    account = rows["account_id"].combine_chunks()
    shared, at = rows["object_id"].combine_chunks(), rows["timestamp_share"].combine_chunks()
    tables = {
        "object": (Family.CONTENT, traits("object", account, shared, at)),
        "together": (Family.TIMING, overlapping("together", account, shared, at, window_s)),
    }
    reference = coordinated(rows, window_s=window_s)
    guilty = frozenset().union(*reference)
    accounts = sorted(set(account.to_pylist()))
    return Case(
        name=name,
        tables=tables,
        causes={},
        accounts=accounts,
        guilty=guilty,
        innocent=frozenset(accounts) - guilty,
        cluster_of={a: str(n) for n, group in enumerate(reference) for a in group},
        rows=rows,
        window_s=window_s,
    )
