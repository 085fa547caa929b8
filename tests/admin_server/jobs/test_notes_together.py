"""What several calendars told is written down together, and nobody is held up."""

import asyncio
from dataclasses import dataclass, field

import pytest

from admin_server.jobs.notes_together import NotesTogether


@dataclass
class Ledger:
    """A store that remembers what was written in which transaction."""

    commits: list[list[str]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def for_tenant(self, tenant):
        return self

    async def write(self, work):
        self.open = []
        await asyncio.sleep(0)
        work(self)
        self.commits.append(self.open)


def note(text: str):
    return lambda ledger: ledger.open.append(text)


def broken(ledger):
    raise RuntimeError("a bug")


async def test_a_note_alone_is_written_at_once() -> None:
    """Where nothing else is being read, nobody waits."""
    ledger = Ledger()

    await asyncio.wait_for(NotesTogether(ledger).write("acme", note("one")), 0.5)

    assert ledger.commits == [["one"]]


async def test_notes_wait_for_each_other() -> None:
    """Three calendars read at the same time are one transaction."""
    ledger = Ledger()
    notes = NotesTogether(ledger)

    async def look(text: str, seconds: float) -> None:
        with notes.reading("acme"):
            await asyncio.sleep(seconds)
        await notes.write("acme", note(text))

    await asyncio.gather(look("one", 0.01), look("two", 0.05), look("three", 0.1))

    assert ledger.commits == [["one", "two", "three"]]


async def test_a_slow_calendar_holds_up_nobody(monkeypatch) -> None:
    """What was found is written after a moment, whoever is still being read."""
    monkeypatch.setattr("admin_server.jobs.notes_together.LONGEST", 0.05)
    ledger = Ledger()
    notes = NotesTogether(ledger)

    with notes.reading("acme"):
        await asyncio.wait_for(notes.write("acme", note("one")), 0.5)
        written = list(ledger.commits)

    assert written == [["one"]]


async def test_another_organisation_is_not_waited_for() -> None:
    """A tenant's notes wait for the same tenant's calendars only."""
    ledger = Ledger()
    notes = NotesTogether(ledger)

    with notes.reading("acme"):
        await asyncio.wait_for(notes.write("other", note("one")), 0.5)

    assert ledger.commits == [["one"]]


async def test_a_bug_harms_one_note_only(monkeypatch) -> None:
    """Where one note cannot be written, the others are."""
    ledger = Ledger()
    notes = NotesTogether(ledger)

    with notes.reading("acme"):
        written = [
            asyncio.create_task(notes.write("acme", one))
            for one in (note("one"), broken, note("two"))
        ]
        await asyncio.sleep(0.01)
    ended = await asyncio.gather(*written, return_exceptions=True)

    assert [type(one) for one in ended] == [type(None), RuntimeError, type(None)]
    assert ledger.commits == [["one"], ["two"]]


async def test_who_gives_up_waiting_harms_nobody() -> None:
    """A look that was ended while its note waited leaves the others theirs."""
    ledger = Ledger()
    notes = NotesTogether(ledger)

    with notes.reading("acme"):
        first = asyncio.create_task(notes.write("acme", note("one")))
        second = asyncio.create_task(notes.write("acme", note("two")))
        await asyncio.sleep(0.01)
        first.cancel()
    await second

    with pytest.raises(asyncio.CancelledError):
        await first
    assert ledger.commits == [["one", "two"]]
