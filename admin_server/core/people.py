"""Hosts and visitors, and how their names are kept, folded and compared."""

import re
import unicodedata
from dataclasses import dataclass

from shared import folding
from shared.check_in import NAME_LENGTH

_SPACES = re.compile(r"\s+")
# Joiners that scripts such as Persian and emoji families need; other format
# signs (direction overrides, soft hyphens) only serve to disguise a name.
_JOINERS = {"\u200c", "\u200d"}


@dataclass(frozen=True)
class Host:
    """An employee who can be visited.

    Attributes:
        mailbox: the address the calendar knows the host by; None: no calendar.
        calendar: the calendar's own path or id where discovery is not wanted.
        active: False hides the host from searches and refuses new visits.
        directory_id: who they are in the provider's directory, for hosts who came
            from there; who leaves it is switched off, nobody else.
    """

    id: str
    name: str
    email: str
    mailbox: str | None = None
    calendar: str | None = None
    department: str | None = None
    language: str = "en"
    site: str | None = None
    active: bool = True
    directory_id: str | None = None


@dataclass(frozen=True)
class Visitor:
    """One person who visits, across the tenant's sites.

    Attributes:
        confirmed: whether e-mail or phone are known to be this person's; only
            then may later visits find this profile by them. What `returning`
            offers is typed anew, into a profile of its own.
    """

    id: str
    name: str
    email: str | None = None
    company: str | None = None
    phone: str | None = None
    confirmed: bool = False


def tidy_name(text: str) -> str:
    """Bring typed text into the form we keep: NFC, one line, no control signs.

    Returns at most `NAME_LENGTH` characters; may be empty.
    """
    return tidy_line(text)[:NAME_LENGTH].rstrip()


def tidy_line(text: str) -> str:
    """Bring a line into the same form without making it shorter."""
    kept = "".join(sign if _printable(sign) else " " for sign in text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def _printable(sign: str) -> bool:
    if sign in _JOINERS:
        return True
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def fold(text: str) -> str:
    """Fold a text for comparing: case, accents and width do not count."""
    return folding.fold(text)


def fold_email(address: str) -> str:
    """Fold an e-mail address for comparing; scheme and case do not count.

    Only case: "straße.example" and "strasse.example" may have two owners.
    """
    bare = address.strip().removeprefix("mailto:").removeprefix("MAILTO:")
    return "".join(map(_small, bare))


def _small(sign: str) -> str:
    small = sign.lower()
    # The Kelvin sign is no K where somebody's account depends on it.
    return sign if small.isascii() and not sign.isascii() else small


def first_name(name: str) -> str:
    """The word by which a screen greets somebody."""
    return name.split(" ", 1)[0] if name else name
