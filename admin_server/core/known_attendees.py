"""Attendees as our copies know them: whoever asks is recognised, nobody can be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from typing_extensions import override

from admin_server.core.evidence import (
    companies_of,
    company_keys,
    domain_of,
    first_last,
    mailbox_of,
)
from admin_server.core.fingerprints import FingerprintKey
from admin_server.core.meetings import Attendee

_ADDRESS, _MAILBOX, _TAG, _DOMAIN = "address", "mailbox", "tag", "domain"
_NAME, _COMPANY = "name", "company"


@dataclass(frozen=True)
class Fingerprints:
    """Everything that is kept of one person who is invited to a meeting.

    Attributes:
        address: of the whole address, by which a room among the people is found.
        mailbox: of the address without its tag; None where it is no e-mail address.
        tag: of what stands behind the plus.
        domains: of the domain and all that it is a part of.
        name: of first and last name; None where the calendar gives no name.
        companies: of the companies that they may be of.
    """

    address: str
    mailbox: str | None
    tag: str | None
    domains: tuple[str, ...]
    name: str | None
    companies: tuple[str, ...]


@dataclass(frozen=True)
class KnownAttendee(Attendee):
    """An attendee of a copy: answers as the one that was read, from fingerprints.

    The address is the fingerprint's text, or a room's address where it is a room's.
    """

    prints: Fingerprints = field(kw_only=True)
    key: FingerprintKey = field(kw_only=True, repr=False)

    @classmethod
    def of(cls, attendee: Attendee, key: FingerprintKey) -> Self:
        """Take over an attendee that a calendar gave us."""
        prints = _prints(attendee.address, attendee.name, key)
        return cls(
            prints.address,
            kind=attendee.kind,
            answer=attendee.answer,
            prints=prints,
            key=key,
        )

    @property
    @override
    def has_name(self) -> bool:
        return self.prints.name is not None

    @override
    def is_at(self, email: str) -> bool:
        mailbox, tag = mailbox_of(email)
        if not mailbox or self.key.of(_MAILBOX, mailbox) != self.prints.mailbox:
            return False
        theirs = self.prints.tag
        return not tag or theirs is None or theirs == _of_tag(self.key, mailbox, tag)

    @override
    def is_called(self, name: str) -> bool:
        wanted = first_last(name)
        return bool(wanted) and self.key.of(_NAME, wanted) == self.prints.name

    @override
    def is_of(self, company: str) -> bool:
        wanted = {self.key.of(_COMPANY, spelled) for spelled in company_keys(company)}
        return not wanted.isdisjoint(self.prints.companies)

    @override
    def is_within(self, domains: Sequence[str]) -> bool:
        return any(self.key.of(_DOMAIN, one) in self.prints.domains for one in domains)


def of_address(key: FingerprintKey, address: str) -> str:
    """Give the fingerprint by which a room's address is found again."""
    return key.of(_ADDRESS, address)


def _prints(address: str, name: str | None, key: FingerprintKey) -> Fingerprints:
    mailbox, tag = mailbox_of(address)
    labels = domain_of(address).split(".")
    companies = sorted(companies_of(address, name))
    return Fingerprints(
        address=of_address(key, address),
        mailbox=key.of(_MAILBOX, mailbox) if mailbox else None,
        tag=_of_tag(key, mailbox, tag) if mailbox and tag else None,
        domains=tuple(
            key.of(_DOMAIN, ".".join(labels[place:])) for place in range(len(labels))
        ),
        name=key.of(_NAME, first_last(name)) if name else None,
        companies=tuple(key.of(_COMPANY, spelled) for spelled in companies),
    )


def _of_tag(key: FingerprintKey, mailbox: str, tag: str) -> str:
    return key.of(_TAG, f"{mailbox} {tag}")
