"""Names and addresses so shortened that only who knows them recognises them."""

from admin_server.core.people import Visitor

_HIDDEN = "\N{BULLET}" * 3
_LONG = 4


def hint_of(visitor: Visitor) -> str | None:
    """Say by what a visitor recognises themselves: their e-mail, else their company."""
    if visitor.email:
        return masked_email(visitor.email)
    return _first(visitor.company) if visitor.company else None


def masked_email(address: str) -> str:
    """Write "mara@lindt.example" as "m•••@l•••.example"."""
    name, at, domain = address.strip().rpartition("@")
    if not at or not name:
        return _first(domain or address)
    place, dot, end = domain.rpartition(".")
    if not dot or not place:
        return f"{_first(name)}@{_first(domain)}"
    return f"{_first(name)}@{_first(place)}.{end}"


def masked_words(text: str) -> str:
    """Write "Jonas Weber" as "J••• W•••"."""
    return " ".join(_first(word) for word in text.split())


def masked_company(name: str) -> str:
    """Write "Lindt" as "L•••t"; of a name of few letters only the first is shown."""
    shown = name.strip()
    last = shown[-1] if len(shown) >= _LONG else ""
    return f"{_first(shown)}{last}"


def masked_phone(number: str) -> str:
    """Write "+49 30 1234545" as "••• 45"."""
    digits = [sign for sign in number if sign.isdigit()]
    return f"{_HIDDEN} {''.join(digits[-2:])}"


def short_name(name: str) -> str:
    """Write a name as a colleague knows it: "Ben Keller" as "Ben K."."""
    words = name.split()
    if len(words) < 2:  # noqa: PLR2004 - a first name and another one
        return name
    return f"{words[0]} {words[-1][0]}."


def _first(text: str) -> str:
    # Always three dots: how long a name is would tell something, too.
    return f"{text[:1]}{_HIDDEN}"
