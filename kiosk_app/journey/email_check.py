"""Whether something can be an e-mail address, and what was perhaps meant: pure."""

import re

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PROVIDERS = """
    gmail.com googlemail.com hotmail.com hotmail.de hotmail.fr hotmail.it hotmail.es
    hotmail.co.uk outlook.com outlook.de outlook.fr outlook.es outlook.it yahoo.com
    yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.co.uk yahoo.co.jp ymail.com icloud.com
    protonmail.com proton.me t-online.de freenet.de posteo.de mailbox.org wanadoo.fr
    orange.fr laposte.net libero.it virgilio.it terra.com.br docomo.ne.jp seznam.cz
"""
WELL_KNOWN = frozenset(_PROVIDERS.split())
"""Where many people have their mail; nothing near them is taken for something else."""
# Real ones that lie a letter away from those above.
_ALSO_REAL = frozenset({"mail.com", "email.com"})
_ENDINGS = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "cim": "com",
    "vom": "com", "xom": "com", "cpm": "com", "coom": "com", "c0m": "com",
    "nte": "net", "ent": "net", "nett": "net", "ogr": "org", "orgg": "org",
    "dee": "de", "frr": "fr", "itt": "it",
}  # fmt: skip
"""Endings that no address has, and the one that a finger was looking for."""
_SHORTEST = 5
"""Shorter names lie too near to one another: somebody really is at five.com."""


def is_email(text: str) -> bool:
    """Tell whether a text has the form of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def suggestion(email: str) -> str | None:
    """Say which address was probably meant; None where nothing looks mistyped."""
    local, at, typed = email.rpartition("@")
    domain = typed.casefold()
    if not at or domain in WELL_KNOWN or domain in _ALSO_REAL:
        return None
    ended = _with_known_ending(domain)
    meant = _nearest(ended) or ended
    return None if meant == domain else f"{local}@{meant}"


def _with_known_ending(domain: str) -> str:
    head, dot, ending = domain.rpartition(".")
    return f"{head}{dot}{_ENDINGS.get(ending, ending)}"


def _nearest(domain: str) -> str | None:
    found = (
        one
        for one in sorted(WELL_KNOWN)
        if len(one.partition(".")[0]) >= _SHORTEST and _is_one_slip_away(domain, one)
    )
    return domain if domain in WELL_KNOWN else next(found, None)


def _is_one_slip_away(typed: str, meant: str) -> bool:
    """Tell whether one letter is too many, missing, another, or swapped."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    at = next(
        (
            place
            for place, (one, other) in enumerate(zip(typed, meant, strict=False))
            if one != other
        ),
        min(len(typed), len(meant)),
    )
    swapped = typed[at + 1 : at + 2] + typed[at : at + 1] + typed[at + 2 :]
    slips = (
        (typed[at + 1 :], meant[at:]),
        (typed[at:], meant[at + 1 :]),
        (typed[at + 1 :], meant[at + 1 :]),
        (swapped, meant[at:]),
    )
    return any(left == right for left, right in slips)
