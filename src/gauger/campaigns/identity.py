"""Campaigns keep their names from run to run, and a history: grown, merged, split, quiet, back.

Two groups of accounts are kin when they share half of the smaller one. Names go to kin one to one,
so that as many accounts as possible stay under their campaign's name (Kuhn 1955, the Hungarian
method); what is left over was merged into its kin, or split from it. A group without kin is new.
A new group that behaves as one whose accounts were closed, or which fell silent, is linked to it
as its likely return, under a name of its own: the person who decides sees both and the evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
from scipy.optimize import linear_sum_assignment

from gauger.campaigns.judge import campaign_id
from gauger.campaigns.model import Campaign, Detections, Happening, HappeningKind, Verdict
from gauger.campaigns.returns import back, likely_return
from gauger.errors import BrokenFile
from gauger.linking.traits import Ints, Traits
from gauger.records.files import new_file

KIN_SHARE = 0.5
"""Of the smaller group's accounts."""
GROWN_SHARE = 0.1
"""Smaller growth than this since it was last said is not worth a line."""
QUIET = timedelta(days=3)
"""Longer than a weekend's pause."""
Closings = Mapping[str, datetime]


class Past(msgspec.Struct, kw_only=True):
    """One campaign as it was when it was last found."""

    members: tuple[str, ...]
    verdict: Verdict
    first_ts: datetime
    last_ts: datetime
    said_accounts: int
    """Accounts when its size was last said."""
    quiet: bool = False
    lost: bool = False
    into: str | None = None
    """The campaign it was merged into."""
    history: tuple[Happening, ...] = ()


class History(msgspec.Struct, kw_only=True):
    """history.json: every campaign of earlier runs, by its name."""

    format: int = 1
    campaigns: dict[str, Past] = {}


def follow(file: Path, found: Detections, traits: Traits, closings: Closings) -> Detections:
    """`found` under the names of earlier runs, with histories; the file takes the run in.

    `closings` says when accounts were closed. Raises BrokenFile.
    """
    history = _read(file)
    now = found.run.last_ts
    if now is None:
        return found
    names, kin = _named(history, found)
    said: dict[str, list[Happening]] = {new: [] for new in names.values()}
    _merged_and_lost(history, names, kin, said, now)
    renamed = []
    for campaign in found.campaigns:
        new = names[campaign.campaign_id]
        members = tuple(sorted(m.account_id for m in found.members[campaign.campaign_id]))
        past = history.campaigns.get(new)
        if past is None:
            said[new] += _begun(campaign, kin[campaign.campaign_id], now)
        else:
            first = {m.account_id: m.first_ts for m in found.members[campaign.campaign_id]}
            said[new] += _changed(campaign, past, now)
            said[new] += back(past.members, first, past.history, closings, now)
        if not any(h.kind is HappeningKind.RETURNED for h in (*_history(past), *said[new])):
            others = _ended(history, new)
            said[new] += likely_return(campaign, members, others, traits, closings, now)
        history.campaigns[new] = _now(campaign, members, past, said[new], now)
        renamed.append(replace(campaign, campaign_id=new, history=history.campaigns[new].history))
    with new_file(file) as half:
        half.write_bytes(msgspec.json.encode(history, order="sorted") + b"\n")
    return replace(
        found,
        campaigns=tuple(renamed),
        members={names[c]: m for c, m in found.members.items()},
        links={names[c]: links for c, links in found.links.items()},
    )


def _read(file: Path) -> History:
    if not file.exists():
        return History()
    try:
        return msgspec.json.decode(file.read_bytes(), type=History)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as seen:
        fix = "Move it away: campaigns then get new names."
        raise BrokenFile(file, "a history of campaigns", str(seen), fix) from seen


def _named(history: History, found: Detections) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The name of each group found, and the earlier campaigns that it is kin to."""
    olds = sorted(n for n, p in history.campaigns.items() if p.into is None)
    news = [c.campaign_id for c in found.campaigns]
    shared = overlaps(
        [history.campaigns[n].members for n in olds],
        [[m.account_id for m in found.members[n]] for n in news],
    )
    names = {news[j]: olds[i] for i, j in assigned(shared)}
    taken = {*history.campaigns, *names.values()}
    for new in news:
        if new not in names:
            names[new] = _free(new, taken)
            taken.add(names[new])
    kin = {n: [olds[i] for i in np.flatnonzero(shared[:, j])] for j, n in enumerate(news)}
    return names, kin


def overlaps(olds: Sequence[Sequence[str]], news: Sequence[Sequence[str]]) -> Ints:
    """Accounts that kin share, zero for who is not kin; shape (olds, news).

    >>> overlaps([["a", "b", "c"]], [["a", "b", "c", "d"], ["c", "x", "y"]])
    array([[3, 0]])
    """
    at: dict[str, list[int]] = {}
    for j, group in enumerate(news):
        for account in group:
            at.setdefault(account, []).append(j)
    shared = np.zeros((len(olds), len(news)), np.int64)
    for i, group in enumerate(olds):
        for account in group:
            shared[i, at.get(account, [])] += 1
    least = np.minimum.outer([len(g) for g in olds], [len(g) for g in news])
    return np.where(shared >= KIN_SHARE * least, shared, 0)


def assigned(shared: Ints) -> list[tuple[int, int]]:
    """(old, new) one to one, with as many accounts in common as possible.

    >>> assigned(np.array([[3, 2], [2, 0]]))
    [(0, 1), (1, 0)]
    """
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if shared[i, j]]


def _free(name: str, taken: set[str]) -> str:
    """The name, or one derived from it where an earlier campaign bears it."""
    number, free = 2, name
    while free in taken:
        free, number = campaign_id([name, str(number)]), number + 1
    return free


def _merged_and_lost(
    history: History,
    names: dict[str, str],
    kin: dict[str, list[str]],
    said: dict[str, list[Happening]],
    now: datetime,
) -> None:
    """Mark earlier campaigns that are found no longer under their name."""
    for old in sorted(set(history.campaigns) - set(names.values())):
        past = history.campaigns[old]
        if past.into is not None:
            continue
        heirs = [names[new] for new, its in kin.items() if old in its]
        if heirs:
            past.into = heirs[0]
            text = f"Takes in {old} ({len(past.members):,} accounts)."
            said[heirs[0]].append(
                Happening(at=now, kind=HappeningKind.MERGED, text=text, other=old)
            )
            text = f"Is part of {heirs[0]}."
            past.history += (
                Happening(at=now, kind=HappeningKind.MERGED, text=text, other=heirs[0]),
            )
        elif not past.lost:
            past.lost = True
            text = "The evidence so far no longer makes a group of its accounts."
            past.history += (Happening(at=now, kind=HappeningKind.LOST, text=text),)


def _begun(campaign: Campaign, kin: list[str], now: datetime) -> list[Happening]:
    size = f"{campaign.accounts:,} accounts, {campaign.exchanges:,} exchanges"
    if kin:
        text = f"Set apart from {kin[0]} with {size}: {campaign.verdict}."
        return [Happening(at=now, kind=HappeningKind.SPLIT, text=text, other=kin[0])]
    text = f"First found, with {size}: {campaign.verdict}."
    return [Happening(at=now, kind=HappeningKind.BORN, text=text)]


def _changed(campaign: Campaign, past: Past, now: datetime) -> list[Happening]:
    """What is new about a campaign that is known."""
    found = []
    if past.lost:
        found.append((HappeningKind.FOUND, "Its accounts make a group again."))
    if campaign.accounts >= (1 + GROWN_SHARE) * past.said_accounts:
        text = f"Grows from {past.said_accounts:,} to {campaign.accounts:,} accounts."
        found.append((HappeningKind.GROWN, text))
    if campaign.verdict != past.verdict:
        text = f"Judged {campaign.verdict}, before {past.verdict}."
        found.append((HappeningKind.JUDGED, text))
    silent = now - campaign.last_ts >= QUIET
    if silent and not past.quiet:
        text = f"Nothing since {campaign.last_ts:%Y-%m-%d %H:%M} UTC."
        found.append((HappeningKind.QUIET, text))
    if past.quiet and not silent:
        found.append((HappeningKind.ACTIVE, "Sends again."))
    return [Happening(at=now, kind=kind, text=text) for kind, text in found]


def _now(
    campaign: Campaign,
    members: tuple[str, ...],
    past: Past | None,
    said: list[Happening],
    now: datetime,
) -> Past:
    sized = past is None or any(h.kind is HappeningKind.GROWN for h in said)
    return Past(
        members=members,
        verdict=campaign.verdict,
        first_ts=campaign.first_ts,
        last_ts=campaign.last_ts,
        said_accounts=campaign.accounts if past is None or sized else past.said_accounts,
        quiet=now - campaign.last_ts >= QUIET,
        history=(*_history(past), *said),
    )


def _history(past: Past | None) -> tuple[Happening, ...]:
    return past.history if past is not None else ()


def _ended(history: History, new: str) -> dict[str, tuple[tuple[str, ...], datetime]]:
    """Accounts and last exchange of every other campaign: what a new one may be the return of."""
    return {
        name: (past.members, past.last_ts)
        for name, past in sorted(history.campaigns.items())
        if name != new and past.into is None
    }
