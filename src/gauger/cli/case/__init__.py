"""`gauger case`: cases from the command line."""

from gauger.cli.case import act, feed, look
from gauger.cli.case.common import case, open_it

__all__ = ["act", "case", "feed", "look", "open_it"]
