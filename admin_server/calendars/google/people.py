"""Google's directory of people: who works there, and who belongs to which group."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from typing_extensions import override

from admin_server.calendars.google.addresses import api_url, settings_of
from admin_server.calendars.google.api import (
    DirectoryApi,
    items_of,
    silence_libraries,
)
from admin_server.calendars.google.line import Lines
from admin_server.calendars.google.refusals import NotAccepted
from admin_server.calendars.google.scopes import GROUPS, PEOPLE
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
)
from admin_server.core.people import fold_email
from admin_server.core.ports import CalendarRef, Clock, Directory
from admin_server.core.ports.directories import Group, Person, PersonKind
from admin_server.outbound.client import Client

T = TypeVar("T")

DEADLINE = timedelta(minutes=2)
"""How long reading a whole directory may take: dozens of pages, and nobody waits."""
_EVERYBODY = "CUSTOMER"


class GoogleDirectory(Directory):
    """Reads people and groups by the Admin SDK, as the connection's `admin`."""

    def __init__(
        self, http: Client, clock: Clock, *, deadline: timedelta = DEADLINE
    ) -> None:
        silence_libraries()
        self._lines = Lines(http, clock, deadline)

    @override
    async def groups(self, ref: CalendarRef) -> list[Group]:
        customer = _customer(ref)

        def read(api: DirectoryApi) -> list[object]:
            return [
                item
                for page in api.groups(customer)
                for item in items_of(page, "groups")
            ]

        return groups_in(await self._ask(ref, read, scope=GROUPS))

    @override
    async def people(self, ref: CalendarRef, groups: tuple[str, ...]) -> list[Person]:
        customer = _customer(ref)

        def read(api: DirectoryApi) -> list[object]:
            return [
                item for page in api.users(customer) for item in items_of(page, "users")
            ]

        wanted = [await self._members(ref, group) for group in groups]
        everybody = people_in(await self._ask(ref, read, scope=PEOPLE))
        if not wanted or any(_holds_everybody(members) for members in wanted):
            return everybody
        ids = {_word(member, "id") for members in wanted for member in members}
        return [person for person in everybody if person.id in ids]

    @override
    async def is_member(self, ref: CalendarRef, group: str, email: str) -> bool:
        def read(api: DirectoryApi) -> bool:
            return api.has_member(group, email).get("isMember") is True

        try:
            return await self._ask(ref, read, scope=GROUPS)
        except (NotAccepted, NoSuchCalendar):
            # Google does not look up people of other domains, nor say which of the
            # two it does not know. The list says both.
            members = await self._members(ref, group)
        wanted = fold_email(email)
        listed = {fold_email(_word(member, "email")) for member in members}
        return wanted in listed

    @override
    async def close(self) -> None:
        await self._lines.close()

    async def _members(self, ref: CalendarRef, group: str) -> list[Mapping[str, Any]]:
        def read(api: DirectoryApi) -> list[object]:
            return [
                item
                for page in api.members(group)
                for item in items_of(page, "members")
            ]

        found = await self._ask(ref, read, scope=GROUPS)
        return [member for member in found if isinstance(member, dict)]

    async def _ask(
        self, ref: CalendarRef, work: Callable[[DirectoryApi], T], *, scope: str
    ) -> T:
        url, admin = api_url(ref), settings_of(ref).get("admin")
        if not admin and not ref.mailbox:
            raise ConsentNeeded(
                ConsentReason.PERMISSION_MISSING, "the setting admin is missing"
            )
        try:
            return await self._lines.run(
                ref,
                lambda wire: work(DirectoryApi(wire, url)),
                scope=scope,
                subject=admin,
            )
        except ConsentNeeded as refused:
            if _is_about_scope(refused):
                missing = ConsentReason.PERMISSION_MISSING
                raise ConsentNeeded(missing, scope) from refused
            raise


def people_in(items: Iterable[object]) -> list[Person]:
    """Read people, by name; whoever has no id or no address is left out."""
    found = {one.id: one for item in items if (one := _person(item))}
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))


def groups_in(items: Iterable[object]) -> list[Group]:
    """Read groups, by name."""
    found = [
        Group(_word(item, "id"), _word(item, "name") or _word(item, "email"))
        for item in items
        if isinstance(item, dict) and _word(item, "id")
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _person(item: object) -> Person | None:
    if not isinstance(item, dict):
        return None
    id_, email = _word(item, "id"), fold_email(_word(item, "primaryEmail"))
    if not id_ or not email:
        return None
    return Person(
        id=id_,
        name=_full_name(item.get("name")) or email,
        email=email,
        mailbox=email,
        department=_department(item.get("organizations")),
        language=_language(item.get("languages")),
        kind=PersonKind.GUEST if item.get("isGuestUser") is True else PersonKind.MEMBER,
        active=not (item.get("suspended") is True or item.get("archived") is True),
    )


def _full_name(stated: object) -> str:
    if not isinstance(stated, dict):
        return ""
    parts = (_word(stated, "givenName"), _word(stated, "familyName"))
    return _word(stated, "fullName") or " ".join(filter(None, parts))


def _department(stated: object) -> str | None:
    """Give the department of somebody's main organisation, or of any."""
    listed = sorted(_objects(stated), key=lambda one: one.get("primary") is not True)
    return next(filter(None, (_word(one, "department") for one in listed)), None)


def _language(stated: object) -> str | None:
    """Give the language somebody prefers, or else the first that they listed."""
    listed = [
        one for one in _objects(stated) if one.get("preference") != "not_preferred"
    ]
    listed.sort(key=lambda one: one.get("preference") != "preferred")
    return next(filter(None, (_word(one, "languageCode") for one in listed)), None)


def _holds_everybody(members: Iterable[Mapping[str, Any]]) -> bool:
    return any(member.get("type") == _EVERYBODY for member in members)


def _is_about_scope(refused: ConsentNeeded) -> bool:
    """Tell whether a permission lacks, and not the whole interface or account.

    A scope that was not delegated is refused before anything is asked, with the
    word for an account that may not act at all.
    """
    lacks = refused.reason is ConsentReason.PERMISSION_MISSING
    names_scope = "Google refuses" in refused.detail
    return (lacks and names_scope) or "unauthorized_client" in refused.detail


def _customer(ref: CalendarRef) -> str:
    return settings_of(ref).get("customer") or "my_customer"


def _objects(stated: object) -> list[Mapping[str, Any]]:
    listed = stated if isinstance(stated, list) else []
    return [one for one in listed if isinstance(one, dict)]


def _word(item: Mapping[str, Any], name: str) -> str:
    found = item.get(name)
    return found.strip() if isinstance(found, str) else ""
