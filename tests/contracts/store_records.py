"""What the store promises of the audit's listing, and of things that are taken away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.ports import AuditFilter, AuditRow, MessageFate, TenantStore
from tests.contracts.store_examples import HOUR, INVITATION, NOW, VISIT, message
from tests.contracts.store_tenants import StoreTenants

_DAY = timedelta(days=1)
_ROWS = (
    (NOW - _DAY, "site.changed", "user:ines", "site:site"),
    (NOW, "host.added", "user:ines", "host:host"),
    (NOW + HOUR, "hostess.added", "apply", "host:other"),
)


class RecordPromises(StoreTenants):
    @pytest.fixture
    async def audited(self, empty: TenantStore) -> TenantStore:
        """Three things have happened; of the second we know a name."""
        await empty.write(_audit)
        return empty

    async def test_the_audit_is_read_newest_first(self, audited: TenantStore):
        """Whoever reads what happened begins with the last thing."""
        rows = await audited.read(lambda n: n.audit.newest(AuditFilter(), limit=9))

        assert [row.event for row in rows] == [
            "hostess.added",
            "host.added",
            "site.changed",
        ]
        assert rows[1] == AuditRow(
            number=rows[1].number,
            at=NOW,
            event="host.added",
            actor="user:ines",
            subject="host:host",
            personal={"name": "Anna Berg"},
        )

    async def test_the_audit_is_read_in_pages(self, audited: TenantStore):
        """A long list goes on where the page before ended."""
        first = await audited.read(lambda n: n.audit.newest(AuditFilter(), limit=2))

        rest = await audited.read(
            lambda n: n.audit.newest(AuditFilter(), limit=2, before=first[-1].number)
        )

        assert [row.event for row in rest] == ["site.changed"]

    @pytest.mark.parametrize(
        ("wanted", "events"),
        [
            (AuditFilter(since=NOW), ["hostess.added", "host.added"]),
            (AuditFilter(until=NOW), ["site.changed"]),
            (AuditFilter(since=NOW, until=NOW + HOUR), ["host.added"]),
            (AuditFilter(actor="user:ines"), ["host.added", "site.changed"]),
            (AuditFilter(noun="host"), ["host.added"]),
            (AuditFilter(noun="h%"), []),
            (AuditFilter(actor="user:ines", noun="site"), ["site.changed"]),
        ],
    )
    async def test_the_audit_can_be_narrowed(
        self, audited: TenantStore, wanted: AuditFilter, events: list[str]
    ):
        """A day, a person or a kind of thing leaves only its rows."""
        rows = await audited.read(lambda n: n.audit.newest(wanted, limit=9))

        assert [row.event for row in rows] == events

    async def test_a_visit_that_stands_alone_can_go(self, acme: TenantStore):
        """A visit that was only tried out leaves nothing behind."""
        lone = replace(VISIT, id="lone", request_id=None)
        await acme.write(lambda n: n.visits.put(lone))

        await acme.write(lambda n: n.visits.remove("lone"))

        assert await acme.read(lambda n: n.visits.get("lone")) is None
        assert await acme.read(lambda n: n.visits.get("visit")) == VISIT

    async def test_a_visit_with_an_invitation_stays(self, acme: TenantStore):
        """Nobody's invitation can be left without its visit."""
        with pytest.raises(LookupError):
            await acme.write(lambda n: n.visits.remove(INVITATION.visit))

        assert await acme.read(lambda n: n.visits.get("visit")) == VISIT

    async def test_a_visitor_with_a_visit_stays(self, acme: TenantStore):
        """A profile is not deleted under a visit."""
        with pytest.raises(LookupError):
            await acme.write(lambda n: n.visitors.remove("visitor"))

    async def test_a_message_says_what_became_of_it(self, empty: TenantStore):
        """Whoever waits for a message learns whether it was sent."""
        await empty.write(lambda n: n.outbox.add(message("m")))

        assert await empty.read(lambda n: n.outbox.fate("m")) == MessageFate("queued")
        assert await empty.read(lambda n: n.outbox.fate("other")) is None


def _audit(nouns) -> None:
    for at, event, actor, subject in _ROWS:
        words = {"name": "Anna Berg"} if event == "host.added" else None
        nouns.audit.add(
            at=at, event=event, actor=actor, subject=subject, personal=words
        )
