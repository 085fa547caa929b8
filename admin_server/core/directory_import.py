"""What a directory's people would change among the hosts, looked at before it is done.

The directory says who is there, their name and their address. What it does not know
of somebody (a department, a language) stays as it is here. Nobody is ever deleted:
who left is switched off, and their visits stay.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from admin_server.core.people import Host, fold, fold_email, tidy_name
from admin_server.core.ports import Person, PersonKind
from admin_server.core.values import is_email

LEAST_HELD = 3
"""So few hosts are switched off without asking anybody."""
_HELD_PART = 10
"""More than one of so many hosts is asked about first."""


class LeftOut(StrEnum):
    """Why somebody of the directory is no host, or stays as they are."""

    GUEST = "guest"
    SHARED = "shared"
    ROOM = "room"
    BLOCKED = "blocked"
    NO_EMAIL = "no_email"
    SAME_ADDRESS = "same_address"
    """Somebody else of the directory has the same e-mail address."""
    ADDRESS_TAKEN = "address_taken"
    """A host who does not come from the directory has that address."""
    OWNED = "owned"
    """A tenant file owns this host."""


GONE = frozenset({LeftOut.GUEST, LeftOut.SHARED, LeftOut.ROOM, LeftOut.BLOCKED})
"""Who is left out for these is no host any more; for others they stay as they are."""


@dataclass(frozen=True)
class Changed:
    """A host as they are and as they would be."""

    old: Host
    new: Host

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields that people know of and that change."""
        return tuple(
            one.name
            for one in fields(Host)
            if one.name != "directory_id"
            and getattr(self.old, one.name) != getattr(self.new, one.name)
        )


@dataclass(frozen=True)
class DirectoryPlan:
    """What a run would do.

    Attributes:
        added: new hosts, without an id yet.
        changed: also who was there before under the same address, and who returns.
        disabled: active hosts from the directory who are there no more.
        kept: how many stay as they are.
        of: how many active hosts came from the directory before.
    """

    added: tuple[Host, ...] = ()
    changed: tuple[Changed, ...] = ()
    disabled: tuple[Host, ...] = ()
    kept: int = 0
    left_out: tuple[tuple[Person, LeftOut], ...] = ()
    of: int = 0

    def is_held(self, *, allowed: int = 0) -> bool:
        """Tell whether a person has to say yes first: over a tenth would be lost.

        Args:
            allowed: so many were said yes to already.
        """
        lost = len(self.disabled)
        if lost < LEAST_HELD or lost <= allowed:
            return False
        return lost * _HELD_PART > self.of

    @property
    def steps(self) -> tuple[tuple[Host | None, Host], ...]:
        """What is saved, as before and after, in an order that frees addresses first."""
        return (
            *((host, replace(host, active=False)) for host in self.disabled),
            *((one.old, one.new) for one in self.changed),
            *((None, host) for host in self.added),
        )

    @property
    def counts(self) -> dict[str, int]:
        """What it comes to."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "disabled": len(self.disabled),
        }


def plan_directory(
    hosts: Sequence[Host],
    people: Iterable[Person],
    *,
    owned: Collection[str] = (),
    languages: Sequence[str] = ("en",),
) -> DirectoryPlan:
    """Compare a directory with the hosts that are there.

    Args:
        owned: folded addresses of the hosts that a tenant file owns.
        languages: the organisation's; the first is for whom nothing else fits.
    """
    everybody = {one.id: one for one in sorted(people, key=lambda one: one.id)}
    sorting = _Sorting(hosts, everybody, owned=owned, languages=languages)
    return sorting.plan()


def language_for(tag: str | None, languages: Sequence[str]) -> str | None:
    """Give the organisation's language for a tag such as "de-CH"; None: it has none."""
    wanted = (tag or "").replace("_", "-").casefold()
    known = {one.casefold(): one for one in languages}
    return known.get(wanted) or known.get(wanted.split("-")[0])


class _Sorting:
    """Finds each person's host, and each host's fate."""

    def __init__(
        self,
        hosts: Sequence[Host],
        everybody: Mapping[str, Person],
        *,
        owned: Collection[str],
        languages: Sequence[str],
    ) -> None:
        self._hosts = hosts
        self._everybody = everybody
        self._owned = owned
        self._languages = languages
        self._left_out: dict[str, LeftOut] = {}
        self._by_directory = {host.directory_id: host for host in hosts}
        self._by_email = {
            fold_email(host.email): host
            # Who is active comes last and counts.
            for host in sorted(hosts, key=lambda one: one.active)
        }

    def plan(self) -> DirectoryPlan:
        for person in self._everybody.values():
            why = _why_no_host(person)
            if why is not None:
                self._left_out[person.id] = why
        matched = self._matched()
        wanted = self._without_clashes(matched)
        added = tuple(new for one, new in wanted.items() if matched[one] is None)
        changes = [
            Changed(old, new)
            for one, new in wanted.items()
            if (old := matched[one]) is not None
        ]
        changed = tuple(one for one in changes if one.old != one.new)
        disabled = tuple(self._leavers({one.new.id for one in changes}))
        return DirectoryPlan(
            added=added,
            changed=changed,
            disabled=disabled,
            kept=len(changes) - len(changed),
            left_out=tuple(
                (self._everybody[one], why) for one, why in self._left_out.items()
            ),
            of=sum(host.active and bool(host.directory_id) for host in self._hosts),
        )

    def _matched(self) -> dict[str, Host | None]:
        """Give each person's host, None where they are new."""
        found: dict[str, Host | None] = {}
        for person in self._staying():
            host = self._host_of(person)
            if self._is_owned(person, host):
                self._left_out[person.id] = LeftOut.OWNED
            else:
                found[person.id] = host
        return self._one_each(found)

    def _staying(self) -> list[Person]:
        return [
            person
            for person in self._everybody.values()
            if person.id not in self._left_out
        ]

    def _host_of(self, person: Person) -> Host | None:
        known = self._by_directory.get(person.id)
        if known is not None:
            return known
        same_address = self._by_email.get(fold_email(person.email))
        if same_address is None or same_address.directory_id in self._everybody:
            return None
        is_free = same_address.directory_id is None and same_address.active
        # An address may be given to somebody else after a person has left.
        is_same = fold(same_address.name) == fold(person.name)
        return same_address if is_free or is_same else None

    def _is_owned(self, person: Person, host: Host | None) -> bool:
        addresses = {fold_email(person.email)}
        if host is not None:
            addresses.add(fold_email(host.email))
        return any(one in self._owned for one in addresses)

    def _one_each(self, found: dict[str, Host | None]) -> dict[str, Host | None]:
        """Let one person have an address: whose host has it, else the first."""
        first: dict[str, str] = {}
        by_surest = sorted(
            found, key=lambda one: _is_sure(found[one], one), reverse=True
        )
        for one in by_surest:
            email = fold_email(self._everybody[one].email)
            if first.setdefault(email, one) != one:
                self._left_out[one] = LeftOut.SAME_ADDRESS
        return {one: host for one, host in found.items() if one not in self._left_out}

    def _without_clashes(self, matched: dict[str, Host | None]) -> dict[str, Host]:
        """Leave out whose new address is that of a host who stays as they are."""
        wanted = {one: self._wanted(one, host) for one, host in matched.items()}
        while True:
            ids = {new.id for new in wanted.values()}
            stay = {
                fold_email(host.email)
                for host in self._hosts
                if host.active and host.id not in ids and not self._is_leaver(host)
            }
            clashing = [
                one for one, new in wanted.items() if fold_email(new.email) in stay
            ]
            if not clashing:
                return wanted
            for one in clashing:
                self._left_out[one] = LeftOut.ADDRESS_TAKEN
                # They stay as they are, so that their present address is taken too.
                del wanted[one]

    def _wanted(self, one: str, host: Host | None) -> Host:
        person = self._everybody[one]
        language = language_for(person.language, self._languages)
        base = host or Host(
            id="", name="", email="", language=next(iter(self._languages), "en")
        )
        return replace(
            base,
            name=tidy_name(person.name) or tidy_name(person.email),
            email=person.email.strip(),
            mailbox=person.mailbox or base.mailbox,
            department=tidy_name(person.department or "") or base.department,
            language=language or base.language,
            active=True,
            directory_id=person.id,
        )

    def _leavers(self, staying: Collection[str]) -> list[Host]:
        return [
            host
            for host in self._hosts
            if host.active and host.id not in staying and self._is_leaver(host)
        ]

    def _is_leaver(self, host: Host) -> bool:
        if not host.directory_id or fold_email(host.email) in self._owned:
            return False
        if host.directory_id not in self._everybody:
            return True
        return self._left_out.get(host.directory_id) in GONE


def _is_sure(host: Host | None, person_id: str) -> bool:
    return host is not None and host.directory_id == person_id


_KINDS: Mapping[PersonKind, LeftOut] = {
    PersonKind.GUEST: LeftOut.GUEST,
    PersonKind.SHARED: LeftOut.SHARED,
    PersonKind.ROOM: LeftOut.ROOM,
}


def _why_no_host(person: Person) -> LeftOut | None:
    if person.kind in _KINDS:
        return _KINDS[person.kind]
    if not person.active:
        return LeftOut.BLOCKED
    return None if is_email(person.email.strip()) else LeftOut.NO_EMAIL
