"""What is known of a mailbox and of a phone number, from lists that the operator has.

Without lists the class of a mail domain is unknown; the type and form of a phone number come from
the numbering plans in `phonenumbers`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module, util
from pathlib import Path

import msgspec
import phonenumbers

from gauger.errors import BrokenFile

MAIL_ORDER = ("disposable", "university", "free")
"""The more telling class wins: lists of free mail hold disposable domains too."""
INSTALLED = "disposable_email_domains"
"""A package that has a list of disposable domains, used where it is installed."""
PHONE_TYPES = {
    0: "fixed", 1: "mobile", 2: "fixed or mobile", 3: "toll free", 4: "premium", 6: "voip",
    7: "personal", 8: "pager", 9: "uan",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBook:
    """The operator's lists."""

    mail: Mapping[str, frozenset[str]]
    """Domains by class."""
    phones: Mapping[str, frozenset[str]]
    """Digits of numbers by type: "disposable", say."""

    def mail_class(self, domain: str) -> str | None:
        """Class of a mail domain or of the nearest domain above it; None without any list.

        >>> book = ContactBook(mail={"university": frozenset({"example.edu"})}, phones={})
        >>> book.mail_class("cs.example.edu"), book.mail_class("example.org")
        ('university', 'other')
        """
        if not self.mail:
            return None
        parts = domain.strip().lower().strip(".").split(".")
        above = [".".join(parts[i:]) for i in range(max(len(parts) - 1, 1))]
        known = [n for n in MAIL_ORDER if n in self.mail]
        for name in [*known, *(n for n in self.mail if n not in MAIL_ORDER)]:
            if any(one in self.mail[name] for one in above):
                return name
        return "other"

    def phone_type(self, e164: str) -> str | None:
        """Type of a number on a list, None where it is on none."""
        digits = e164.lstrip("+")
        return next((name for name, known in self.phones.items() if digits in known), None)


def installed_mail() -> dict[str, frozenset[str]]:
    """Classes of mail that an installed package knows; none where there is none."""
    if util.find_spec(INSTALLED) is None:
        return {}
    return {"disposable": frozenset(import_module(INSTALLED).blocklist)}


def read_list(file: Path) -> frozenset[str]:
    """Read words from a text file (one a line, # for comments) or from a JSON file.

    Of JSON: the strings of an array, the keys of an object, or the `domains` of an array's
    objects. Raises BrokenFile.
    """
    try:
        data = file.read_bytes()
        if file.suffix == ".json":
            words = _of_json(msgspec.json.decode(data))
        else:
            words = (line.partition("#")[0] for line in data.decode("utf-8-sig").splitlines())
        found = frozenset(word.strip().lower().lstrip("@+") for word in words if word.strip())
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as seen:
        raise BrokenFile(file, "a list", str(seen), "Write one entry a line.") from seen
    if not found:
        raise BrokenFile(file, "a list", "it holds no entry", "Write one entry a line.")
    return found


def _of_json(value: object) -> Iterator[str]:
    entries: Iterable[object] = value if isinstance(value, list | dict) else ()
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict) and isinstance(entry.get("domains"), list):
            yield from (d for d in entry["domains"] if isinstance(d, str))


def e164(phone: str, country: str | None) -> tuple[str, str | None]:
    """A number in E.164, and its type; as written, without type, where no plan knows it.

    `country` (ISO 3166-1 alpha-2) tells the plan of a number without an international prefix. What
    holds letters and is no number, a hash say, stays as it is.

    >>> e164("(202) 555-0123", "US"), e164("+44 7911 123456", None), e164("9f86d081", "US")
    (('+12025550123', 'fixed or mobile'), ('+447911123456', 'mobile'), ('9f86d081', None))
    """
    text = phone.strip()
    if re.search(r"[0-9a-f]{2}[a-f]|[a-f][0-9a-f]{2}", text) and " " not in text:
        return text, None
    dialled = "+" + text[2:] if text.startswith("00") else text
    for region in ([country.upper()] if country else []) + [None]:
        try:
            number = phonenumbers.parse(dialled, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return form, PHONE_TYPES.get(phonenumbers.number_type(number))
    return (digits(text), None) if re.search(r"\d", text) else (text, None)


def digits(phone: str) -> str:
    """A phone number's digits, with the leading + where it has one; a hash stays as it is.

    >>> digits("+1 (202) 555-0123"), digits("9f86d081")
    ('+12025550123', '9f86d081')
    """
    if re.search(r"[^\W\d_]", phone):
        return phone.strip()
    return re.sub(r"(?!^\+)\D", "", phone.strip())


def range_of(number: str) -> str | None:
    """A number without its last four digits, None where it is too short or hashed already."""
    return number[:-4] if 7 < len(number) < 17 and number.lstrip("+").isdigit() else None
