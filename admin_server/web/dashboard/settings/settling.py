"""What every page of the settings needs: who changes, and a form's first values."""

from admin_server.core.changes import Author
from admin_server.core.owned import Locked
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser


def author(who: CurrentUser, parts: Parts) -> Author:
    """Say who changes something now."""
    return Author(actor=who.actor, at=parts.clock.now())


def start_or_owned(
    stored: dict[str, str], locked: Locked, *, again: bool
) -> dict[str, str]:
    """Give a form its first values.

    Shown again with what was typed, only the locked ones come from what is stored:
    a browser does not send those, and does not send a box that was unticked either.
    """
    return {name: text for name, text in stored.items() if not again or locked(name)}
