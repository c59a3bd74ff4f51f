"""What the store answers: queues, pages of accounts, whole cases. Nothing here writes."""

from gauger.casework.reading.cases import (
    ORDERS,
    CaseRow,
    case_file,
    case_row,
    cases_of_account,
    events_of,
    others_of_run,
    queue,
    related_of,
    tally_of,
)
from gauger.casework.reading.decisions import actors_known, decisions_of, waiting_decisions
from gauger.casework.reading.labels import kinds_of, label_counts, label_page, labels_of
from gauger.casework.reading.members import (
    MEMBER_ORDERS,
    MemberFilter,
    MemberRow,
    link_ends,
    link_page,
    links_among,
    links_of,
    member_ids,
    member_lines,
    member_page,
    members_of,
)
from gauger.casework.reading.search import Hit, search

__all__ = [
    "MEMBER_ORDERS",
    "ORDERS",
    "CaseRow",
    "Hit",
    "MemberFilter",
    "MemberRow",
    "actors_known",
    "case_file",
    "case_row",
    "cases_of_account",
    "decisions_of",
    "events_of",
    "kinds_of",
    "label_counts",
    "label_page",
    "labels_of",
    "link_ends",
    "link_page",
    "links_among",
    "links_of",
    "member_ids",
    "member_lines",
    "member_page",
    "members_of",
    "others_of_run",
    "queue",
    "related_of",
    "search",
    "tally_of",
    "waiting_decisions",
]
