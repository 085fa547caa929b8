"""Graph's calendars of an account as ours: which is the main one, which are shared."""

from collections.abc import Iterable

from admin_server.calendars.microsoft.reading import at, text_at
from admin_server.core.connections import OwnCalendar
from admin_server.core.people import fold_email

LISTED = "id,name,isDefaultCalendar,canEdit,owner"
"""What is asked of a calendar."""


def read_calendars(items: Iterable[object]) -> list[OwnCalendar]:
    """Read calendars, the main one first, then one's own, then those of others.

    Whose the main one is tells whose account it is: people sign in by names that are
    not always their calendars' addresses.
    """
    listed = {name: item for item in items if (name := text_at(item, "id"))}
    main = next((one for one in listed.values() if _is_main(one)), None)
    own = _owner(main)
    found = [_calendar(name, item, own) for name, item in listed.items()]
    return sorted(
        found, key=lambda one: (not one.primary, one.shared, one.name, one.id)
    )


def _calendar(name: str, item: object, own: str) -> OwnCalendar:
    owner = _owner(item)
    return OwnCalendar(
        id=name,
        name=text_at(item, "name") or name,
        primary=_is_main(item),
        shared=bool(owner and own and owner != own),
        writable=at(item, "canEdit") is True,
    )


def _is_main(item: object) -> bool:
    return at(item, "isDefaultCalendar") is True


def _owner(item: object) -> str:
    return fold_email(text_at(item, "owner", "address"))
