"""What every calendar provider must do, whoever makes it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin_server.core.errors import (
    ConsentNeeded,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.ports import Calendar, CalendarRef
from admin_server.core.rooms import Room

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
"""The moment at which every contract test takes place."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
BERLIN = ZoneInfo("Europe/Berlin")

MIA = Attendee("mia.gast@acme.example", "Mia Gast", answer=Answer.ACCEPTED)
TOM = Attendee("tom.fremd@other.example", "Tom Fremd")
ROOM_A = Attendee("room-a@firma.example", "Room A", AttendeeKind.ROOM, Answer.ACCEPTED)
ROOM_B = Attendee("room-b@firma.example", "Room B", AttendeeKind.ROOM)


@dataclass(frozen=True)
class Planned:
    """An event as somebody writes it into their calendar.

    Attributes:
        host_answer: None where the host is not listed as an attendee.
        weeks: how many weeks it is repeated.
        moved: for some weeks, counted from 0, the time it takes place instead.
        elsewhere: for some weeks, who takes part instead, such as another room.
        left_out: weeks in which it does not take place.
        floating: whether its times are written without a zone.
    """

    uid: str
    start: datetime = NOW
    length: timedelta = HOUR
    attendees: tuple[Attendee, ...] = ()
    location: str | None = None
    all_day: bool = False
    cancelled: bool = False
    private: bool = False
    shown_as: ShownAs = ShownAs.BUSY
    host_answer: Answer | None = None
    weeks: int = 1
    moved: Mapping[int, datetime] = field(default_factory=dict)
    elsewhere: Mapping[int, tuple[Attendee, ...]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    floating: bool = False

    @property
    def otherwise(self) -> dict[int, "Planned"]:
        """The weeks that differ from the series, as events of their own."""
        return {
            week: replace(
                self,
                start=self.moved.get(week, self.start + week * WEEK),
                attendees=self.elsewhere.get(week, self.attendees),
            )
            for week in sorted({*self.moved, *self.elsewhere})
        }


class CalendarWorld(ABC):
    """A provider with hosts and events, as a contract test sets it up."""

    calendar: Calendar

    @abstractmethod
    def ref(self, mailbox: str, *, secret: str | None = None) -> CalendarRef:
        """Say how to read a mailbox; without `secret`, with the right one."""

    @abstractmethod
    async def place(self, mailbox: str, *planned: Planned) -> None:
        """Write events, new or changed; the mailbox is made for them."""

    @abstractmethod
    async def remove(self, mailbox: str, uid: str) -> None:
        """Delete an event with all its occurrences."""

    @abstractmethod
    async def go_away(self) -> None:
        """Make the provider unreachable."""


def _rooms_of(meeting: Meeting) -> list[str]:
    return [one.address for one in meeting.attendees if one.kind is AttendeeKind.ROOM]


class CalendarContract:
    """Inherited by a provider's tests, which give `world` and `host` as fixtures.

    `host` is a mailbox that no other test uses.
    """

    async def _read(
        self,
        world: CalendarWorld,
        host: str,
        start: datetime = NOW - DAY,
        end: datetime = NOW + DAY,
    ) -> list[Meeting]:
        return await world.calendar.between(world.ref(host), start, end)

    async def _one(self, world: CalendarWorld, host: str, planned: Planned) -> Meeting:
        await world.place(host, planned)
        found = await self._read(world, host)
        assert len(found) == 1
        return found[0]

    # --- reading a stretch of time (E3, E10: the host's meetings around an arrival)

    async def test_a_meeting_is_read_as_it_was_written(self, world, host) -> None:
        """Time, people, answers, room and place of a meeting come through."""
        meeting = await self._one(
            world,
            host,
            Planned("plain", attendees=(MIA, TOM, ROOM_A), location="Room A"),
        )

        assert (meeting.start, meeting.end) == (NOW, NOW + HOUR)
        assert {MIA, TOM, ROOM_A} <= set(meeting.attendees)
        assert meeting.location == "Room A"
        assert meeting.host_answer is Answer.ACCEPTED
        assert meeting.shown_as is ShownAs.BUSY
        assert not (meeting.all_day or meeting.cancelled or meeting.private)

    async def test_names_in_every_script_come_through(self, world, host) -> None:
        """A visitor's name is read right, whatever it is written in."""
        people = (
            Attendee("a@x.example", "Zoë Ångström-Łukasz; the 1st"),
            Attendee("b@x.example", "王小明"),
            Attendee("c@x.example", "مريم"),
        )

        meeting = await self._one(world, host, Planned("names", attendees=people))

        assert set(people) <= set(meeting.attendees)

    async def test_meetings_come_in_the_order_of_time(self, world, host) -> None:
        """The day is read from morning to evening."""
        await world.place(
            host,
            Planned("noon", start=NOW + 3 * HOUR),
            Planned("early", start=NOW - 2 * HOUR),
            Planned("now", start=NOW),
        )

        found = await self._read(world, host)

        assert [one.uid for one in found] == ["early", "now", "noon"]

    async def test_the_edges_of_the_stretch(self, world, host) -> None:
        """What ends as the stretch begins is out, and so is what begins as it ends."""
        second = timedelta(seconds=1)
        await world.place(
            host,
            Planned("ends-at-start", start=NOW - HOUR),
            Planned("ends-after-start", start=NOW - HOUR + second),
            Planned("around", start=NOW - HOUR, length=3 * HOUR),
            Planned("starts-before-end", start=NOW + HOUR - second),
            Planned("starts-at-end", start=NOW + HOUR),
        )

        found = await self._read(world, host, NOW, NOW + HOUR)

        assert [one.uid for one in found] == [
            "around",
            "ends-after-start",
            "starts-before-end",
        ]

    async def test_an_empty_calendar(self, world, host) -> None:
        """A host without meetings is no trouble."""
        await world.place(host)

        assert await self._read(world, host) == []

    async def test_months_at_once(self, world, host) -> None:
        """A long stretch is read whole and without doubles."""
        await world.place(
            host,
            Planned("series", start=NOW, weeks=16),
            Planned("long", start=NOW + 20 * DAY, length=20 * DAY),
        )

        found = await self._read(world, host, NOW, NOW + 16 * WEEK)

        uids = [one.uid for one in found]
        assert (uids.count("series"), uids.count("long")) == (16, 1)

    # --- series (E3, and E6: an occurrence keeps its id, or visits would lose it)

    async def test_every_occurrence_has_its_own_lasting_id(self, world, host) -> None:
        """Each week's meeting of a series is a meeting of its own."""
        await world.place(host, Planned("series", weeks=3))

        whole = await self._read(world, host, NOW, NOW + 3 * WEEK)
        again = await self._read(world, host, NOW + WEEK, NOW + 2 * WEEK)

        assert [one.start for one in whole] == [NOW, NOW + WEEK, NOW + 2 * WEEK]
        assert len({one.id for one in whole}) == 3
        assert {one.uid for one in whole} == {"series"}
        assert [one.id for one in again] == [whole[1].id]

    async def test_a_series_keeps_its_local_time(self, world, host) -> None:
        """A ten o'clock meeting stays at ten when the clocks change."""
        start = datetime(2026, 3, 27, 10, tzinfo=BERLIN)
        await world.place(host, Planned("series", start=start, weeks=2))

        found = await self._read(world, host, start, start + 2 * WEEK)

        assert [one.start.astimezone(BERLIN).hour for one in found] == [10, 10]
        assert found[1].start - found[0].start == WEEK - HOUR

    async def test_a_moved_occurrence_is_read_where_it_is_now(
        self, world, host
    ) -> None:
        """When one week's meeting moves, only the new time counts; the id stays."""
        later = NOW + WEEK + 5 * HOUR
        await world.place(host, Planned("series", weeks=2))
        before = await self._read(world, host, NOW, NOW + 2 * WEEK)
        await world.place(host, Planned("series", weeks=2, moved={1: later}))

        after = await self._read(world, host, NOW, NOW + 2 * WEEK)

        assert [one.start for one in after] == [NOW, later]
        assert [one.id for one in after] == [one.id for one in before]

    async def test_an_occurrence_moved_from_far_away(self, world, host) -> None:
        """A meeting that was moved to today from next week is found today."""
        today = NOW + 3 * HOUR
        await world.place(
            host, Planned("series", start=NOW + WEEK, moved={0: today}, weeks=2)
        )

        found = await self._read(world, host)

        assert [one.start for one in found] == [today]

    async def test_an_occurrence_moved_far_away(self, world, host) -> None:
        """A meeting that was moved to next month is not found today."""
        away = NOW + 30 * DAY
        await world.place(host, Planned("series", weeks=2, moved={0: away}))

        assert await self._read(world, host) == []

    async def test_one_week_in_another_room(self, world, host) -> None:
        """E1: where one week's meeting is in another room, visitors are sent there."""
        planned = Planned("series", weeks=3, attendees=(MIA, ROOM_A))
        await world.place(host, planned)
        before = await self._read(world, host, NOW, NOW + 3 * WEEK)
        await world.place(host, replace(planned, elsewhere={1: (MIA, ROOM_B)}))

        after = await self._read(world, host, NOW, NOW + 3 * WEEK)

        rooms = [_rooms_of(one) for one in after]
        assert rooms == [[ROOM_A.address], [ROOM_B.address], [ROOM_A.address]]
        assert [one.id for one in after] == [one.id for one in before]

    async def test_a_week_that_was_left_out(self, world, host) -> None:
        """Where a series makes a pause, there is no meeting."""
        await world.place(host, Planned("series", weeks=3, left_out=frozenset({1})))

        found = await self._read(world, host, NOW, NOW + 3 * WEEK)

        assert [one.start for one in found] == [NOW, NOW + 2 * WEEK]

    # --- what kind of event it is (E3: nobody is sent to what is no meeting)

    async def test_a_cancelled_meeting_is_marked(self, world, host) -> None:
        """Nobody is sent to a meeting that was called off."""
        meeting = await self._one(world, host, Planned("off", cancelled=True))

        assert meeting.cancelled

    async def test_an_all_day_event_is_marked(self, world, host) -> None:
        """A birthday is not taken for a meeting."""
        midnight = NOW.replace(hour=0)

        meeting = await self._one(
            world, host, Planned("day", start=midnight, length=DAY, all_day=True)
        )

        assert meeting.all_day
        assert meeting.start <= NOW < meeting.end
        assert meeting.end - meeting.start == DAY

    async def test_a_private_meeting_is_marked(self, world, host) -> None:
        """What is private is treated as private."""
        meeting = await self._one(world, host, Planned("mine", private=True))

        assert meeting.private

    @pytest.mark.parametrize("shown_as", [ShownAs.FREE, ShownAs.TENTATIVE])
    async def test_how_the_time_is_shown(self, world, host, shown_as) -> None:
        """A reminder that leaves its owner free is not taken for a meeting."""
        meeting = await self._one(world, host, Planned("show", shown_as=shown_as))

        assert meeting.shown_as is shown_as

    async def test_times_without_a_zone(self, world, host) -> None:
        """A time that names no zone is read in the zone of the connection."""
        meeting = await self._one(world, host, Planned("floating", floating=True))

        assert meeting.start == NOW

    # --- people and rooms (E1, E8, E16, E18 and E19: whose meeting, and which room)

    @pytest.mark.parametrize(
        "answer", [Answer.TENTATIVE, Answer.DECLINED, Answer.NONE, Answer.ACCEPTED]
    )
    async def test_the_host_as_a_guest(self, world, host, answer) -> None:
        """Where somebody else invited the host, the host's own answer is read."""
        meeting = await self._one(
            world, host, Planned("invited", attendees=(TOM,), host_answer=answer)
        )

        assert meeting.host_answer is answer

    async def test_a_room_that_declined(self, world, host) -> None:
        """A room that said no is known to have said no."""
        declined = replace(ROOM_A, answer=Answer.DECLINED)

        meeting = await self._one(world, host, Planned("no", attendees=(declined,)))

        assert declined in meeting.attendees

    async def test_several_rooms(self, world, host) -> None:
        """All rooms of a meeting are read, in the order they were booked."""
        meeting = await self._one(
            world, host, Planned("both", attendees=(ROOM_B, MIA, ROOM_A))
        )

        rooms = [one for one in meeting.attendees if one.kind is AttendeeKind.ROOM]
        assert rooms == [ROOM_B, ROOM_A]

    async def test_a_meeting_without_a_room(self, world, host) -> None:
        """A meeting that has no room is read without one."""
        meeting = await self._one(world, host, Planned("none", attendees=(MIA,)))

        assert meeting.location is None
        assert all(one.kind is AttendeeKind.PERSON for one in meeting.attendees)

    async def test_finding_rooms(self, world, host) -> None:
        """Every room is found once, with its name, where rooms can be found."""
        await world.place(
            host,
            Planned("one", attendees=(ROOM_A, ROOM_B)),
            Planned("two", start=NOW + 2 * HOUR, attendees=(ROOM_A,)),
        )
        expected = [Room(ROOM_A.address, "Room A"), Room(ROOM_B.address, "Room B")]

        found = await world.calendar.rooms(world.ref(host))

        assert found == expected * world.calendar.has_rooms

    # --- one meeting (E6, E12: a visit follows one that moved out of sight)

    async def test_one_meeting_by_its_id(self, world, host) -> None:
        """A meeting can be looked at again on its own."""
        meeting = await self._one(world, host, Planned("one", attendees=(ROOM_A,)))

        assert await world.calendar.meeting(world.ref(host), meeting.id) == meeting

    async def test_one_occurrence_by_its_id(self, world, host) -> None:
        """One week's meeting can be looked at again on its own, moved or not."""
        planned = Planned("series", weeks=3, moved={1: NOW + WEEK + 40 * DAY})
        await world.place(host, planned)
        found = await self._read(world, host, NOW, NOW + 10 * WEEK)
        ref = world.ref(host)

        again = [await world.calendar.meeting(ref, one.id) for one in found]

        assert again == found
        assert len(found) == 3

    async def test_a_meeting_that_is_gone(self, world, host) -> None:
        """A deleted meeting is not there, which is no error."""
        meeting = await self._one(world, host, Planned("one"))
        await world.remove(host, "one")

        assert await world.calendar.meeting(world.ref(host), meeting.id) is None

    # --- changes (E6: periodic polling)

    async def test_the_first_mark_comes_with_everything(self, world, host) -> None:
        """Who asks for changes for the first time gets all there is."""
        await world.place(host, Planned("one"), Planned("two", start=NOW + HOUR))

        first = await world.calendar.changes(world.ref(host), None)

        assert {one.uid for one in first.changed} == {"one", "two"}
        assert first.removed == ()

    async def test_no_news(self, world, host) -> None:
        """Where nothing happened, nothing is reported."""
        await world.place(host, Planned("one"))
        ref = world.ref(host)
        first = await world.calendar.changes(ref, None)

        second = await world.calendar.changes(ref, first.mark)

        assert (second.changed, second.removed) == ((), ())

    async def test_only_what_is_new(self, world, host) -> None:
        """A new meeting and a moved one are reported, the others are not."""
        await world.place(host, Planned("stays"), Planned("moves"))
        ref = world.ref(host)
        first = await world.calendar.changes(ref, None)
        await world.place(
            host, Planned("moves", start=NOW + 2 * HOUR), Planned("new", start=NOW)
        )

        second = await world.calendar.changes(ref, first.mark)

        times = {one.uid: one.start for one in second.changed}
        assert times == {"moves": NOW + 2 * HOUR, "new": NOW}
        assert second.removed == ()

    async def test_what_is_gone(self, world, host) -> None:
        """A deleted meeting is reported by its id."""
        await world.place(host, Planned("stays"), Planned("goes"))
        ref = world.ref(host)
        first = await world.calendar.changes(ref, None)
        gone = [one.id for one in first.changed if one.uid == "goes"]
        await world.remove(host, "goes")

        second = await world.calendar.changes(ref, first.mark)

        assert (second.changed, list(second.removed)) == ((), gone)

    async def test_one_week_that_is_gone(self, world, host) -> None:
        """When one week of a series is left out, that week's meeting is gone."""
        await world.place(host, Planned("series", weeks=3))
        ref = world.ref(host)
        first = await world.calendar.changes(ref, None)
        gone = [one.id for one in first.changed if one.start == NOW + WEEK]
        await world.place(host, Planned("series", weeks=3, left_out=frozenset({1})))

        second = await world.calendar.changes(ref, first.mark)

        assert list(second.removed) == gone

    async def test_a_mark_that_is_no_mark(self, world, host) -> None:
        """With a mark that means nothing any more, everything is read anew."""
        await world.place(host, Planned("one"))

        with pytest.raises(MarkExpired):
            await world.calendar.changes(world.ref(host), "no mark of ours")

    # --- what goes wrong (E9, E10, and section G: the states of a connection)

    async def test_a_good_connection_passes_its_check(self, world, host) -> None:
        """A connection that works is told to work."""
        await world.place(host)

        await world.calendar.check(world.ref(host))

    @pytest.mark.parametrize("method", ["check", "between", "changes", "rooms"])
    async def test_an_unknown_mailbox(self, world, host, method) -> None:
        """A host whom the calendar does not know is named as just that."""
        with pytest.raises(NoSuchCalendar):
            await self._call(world, method, world.ref(f"nobody-{host}"))

    @pytest.mark.parametrize("method", ["check", "between", "changes", "rooms"])
    async def test_a_wrong_secret(self, world, host, method) -> None:
        """With a wrong password, somebody is asked to renew the connection."""
        await world.place(host)

        with pytest.raises(ConsentNeeded):
            await self._call(world, method, world.ref(host, secret="wrong"))

    @pytest.mark.parametrize("method", ["check", "between", "changes", "rooms"])
    async def test_a_provider_that_is_away(self, world, host, method) -> None:
        """When the provider is away, we are told to try later."""
        await world.place(host)
        await world.go_away()

        with pytest.raises(TryLater):
            await self._call(world, method, world.ref(host))

    async def test_pushes_are_as_declared(self, world, host) -> None:
        """A provider that cannot push says so, in its declaration and when asked."""
        await world.place(host)

        try:
            await world.calendar.subscribe(world.ref(host), "https://x.example/push")
            pushes = True
        except StrangeReply:
            pushes = False

        assert pushes == world.calendar.can_push

    async def test_a_reference_keeps_its_secrets(self, world, host) -> None:
        """Neither mailbox nor password can slip into a log by accident."""
        ref = world.ref(host, secret="geheim")

        assert host not in repr(ref)
        assert "geheim" not in repr(ref)

    async def test_closing_twice_is_no_harm(self, world, host) -> None:
        """When the server stops, connections are closed, whoever did so before."""
        await world.place(host)
        await world.calendar.check(world.ref(host))

        await world.calendar.close()
        await world.calendar.close()

    async def _call(
        self, world: CalendarWorld, method: str, ref: CalendarRef
    ) -> object:
        calls = {
            "check": lambda: world.calendar.check(ref),
            "between": lambda: world.calendar.between(ref, NOW, NOW + HOUR),
            "changes": lambda: world.calendar.changes(ref, None),
            "rooms": lambda: world.calendar.rooms(ref),
        }
        return await calls[method]()
