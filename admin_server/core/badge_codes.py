"""The code on a badge, by which its visitor checks out."""

import hashlib
from datetime import datetime, timedelta

from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from shared.visit_pass import CODE_ALPHABET, CODE_LENGTH

_KNOWN_FOR = timedelta(days=1)
"""So long after they came the badge of somebody who has left is still known."""
_CLOCKS_APART = timedelta(minutes=1)
"""Another server's clock may be ahead of ours."""


def check_out_code(nouns: Nouns, visit: Visit) -> str | None:
    """Give the code that a badge carries: an invitation's, or the visit's own.

    None where an invitation happens to have the same: it would let out two people.
    """
    if visit.invited:
        invitation = nouns.invitations.by_visit(visit.id)
        return invitation.code if invitation else None
    code = _own_code(visit)
    return code if nouns.invitations.by_code(code) is None else None


def walk_in_of_code(nouns: Nouns, code: str, *, now: datetime) -> Visit | None:
    """Find whose badge has a code, among those without an invitation.

    They are on site, or came within a day. None also where two have the same code:
    nobody is checked out in somebody else's place.
    """
    lately = nouns.visits.between(now - _KNOWN_FOR, now + _CLOCKS_APART)
    known = {one.id: one for one in [*nouns.visits.on_site(), *lately]}
    found = [
        one for one in known.values() if not one.invited and _own_code(one) == code
    ]
    return found[0] if len(found) == 1 else None


def _own_code(visit: Visit) -> str:
    """Derive it: kept nowhere, it is forgotten with the visit.

    A visit's id is a random UUID, so a code says nothing and cannot be foreseen.
    """
    rest = int.from_bytes(hashlib.sha256(f"badge:{visit.id}".encode()).digest())
    signs = []
    for _ in range(CODE_LENGTH):
        rest, sign = divmod(rest, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[sign])
    return "".join(signs)
