"""What Microsoft may answer besides calendars, and how we behave then."""

import asyncio
import base64
import logging
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from admin_server.calendars.microsoft import Microsoft
from admin_server.calendars.microsoft.account import Account
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.demo.emulators.graph import EmulatorEvent, EmulatorRoom, Fault
from tests.admin_server.calendars.microsoft.graph_world import CLIENT, SECRET
from tests.contracts.calendar import DAY, HOUR, NOW, WEEK, Planned

VIEW = "calendarView"
BLOCKED = ConsentReason.BLOCKED_BY_GROUP
MISSING = ConsentReason.PERMISSION_MISSING
APPROVAL = ConsentReason.NEEDS_ADMIN_APPROVAL
EXPIRED = ConsentReason.EXPIRED


async def read(world, host: str) -> list[str]:
    found = await world.calendar.between(world.ref(host), NOW, NOW + HOUR)
    return [one.uid for one in found]


# --- what Graph refuses


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(VIEW, 403, "ErrorAccessDenied"), ConsentNeeded),
        (Fault(VIEW, 403, "Authorization_RequestDenied"), ConsentNeeded),
        (Fault(VIEW, 404, "MailboxNotEnabledForRESTAPI"), NoSuchCalendar),
        (Fault(VIEW, 404, "ErrorInvalidUser"), NoSuchCalendar),
        (Fault(VIEW, 404, "ErrorNonExistentMailbox"), NoSuchCalendar),
        (Fault(VIEW, 404, "ErrorItemNotFound"), NoSuchCalendar),
        (Fault(VIEW, 410, "Gone"), NoSuchCalendar),
        (Fault(VIEW, 400, "BadRequest"), StrangeReply),
        (Fault(VIEW, 200, json={"surprise": True}), StrangeReply),
        (Fault(VIEW, 200, json={"value": "many"}), StrangeReply),
        (Fault(VIEW, 200, html="<html>Welcome!</html>"), StrangeReply),
        (Fault(VIEW, 200, html="[" * 100_000), StrangeReply),
        (Fault(VIEW, 200, html="[]"), StrangeReply),
        (Fault(VIEW, 403, html="<html>Proxy</html>"), StrangeReply),
        (Fault(VIEW, 404, html="<html>Lost?</html>"), StrangeReply),
        (Fault(VIEW, 302, headers={"Location": "https://localhost/"}), StrangeReply),
        (Fault(VIEW, 429, "ApplicationThrottled"), TryLater),
        (Fault(VIEW, 500, "ErrorInternalServerError"), TryLater),
        (Fault(VIEW, 503, html="<html>Maintenance</html>"), TryLater),
        (Fault(VIEW, 504, "UnknownError"), TryLater),
    ],
)
async def test_what_graph_may_answer(
    world, host, fault: Fault, error: type[CalendarError]
) -> None:
    """Whatever Graph answers, it is one of the five errors."""
    await world.place(host)
    await world.tell("plan_fault", fault)

    with pytest.raises(error) as raised:
        await read(world, host)

    assert type(raised.value) is error


async def test_a_policy_and_a_permission_are_told_apart(world, host) -> None:
    """IT learns whether a permission is missing or a policy hides the mailbox."""
    await world.place(host, Planned("plain"))
    await world.tell("set_up", roles=["Place.Read.All"])
    with pytest.raises(ConsentNeeded) as missing:
        await read(world, host)
    await world.tell("set_up", roles=["Calendars.ReadBasic.All"], scope=["x@y.example"])
    with pytest.raises(ConsentNeeded) as hidden:
        await read(world, host)
    await world.tell("set_up", scope=[host])

    assert await read(world, host) == ["plain"]
    assert (missing.value.reason, hidden.value.reason) == (MISSING, BLOCKED)
    assert "ErrorAccessDenied" in hidden.value.detail


async def test_an_account_without_a_mailbox(world, host) -> None:
    """Somebody without a licence for mail has no calendar."""
    await world.tell("add_user", host, has_mailbox=False)

    with pytest.raises(NoSuchCalendar, match="MailboxNotEnabledForRESTAPI"):
        await read(world, host)


@pytest.mark.parametrize("mailbox", ["", " ", ".", "..", "a/../b@f.example", "a\\b"])
async def test_a_mailbox_that_is_no_name(world, mailbox) -> None:
    """A mailbox that cannot be one is not asked for at all."""
    with pytest.raises(NoSuchCalendar):
        await world.calendar.check(world.ref(mailbox))

    assert await world.tell("requests") == {}


@pytest.mark.parametrize("mailbox", ["x?y=z", "ü#1@f.example", "a%2Fb", "a..b&c"])
async def test_a_mailbox_cannot_change_the_question(world, mailbox) -> None:
    """However a mailbox is spelled, it stays one part of the address."""
    await world.place(mailbox, Planned("plain"))

    assert await read(world, mailbox) == ["plain"]


async def test_rooms_need_a_permission_of_their_own(world, host) -> None:
    """Without the permission for places, IT is told which one is missing."""
    await world.place(host)
    await world.tell("set_up", roles=["Calendars.ReadBasic.All"])

    with pytest.raises(ConsentNeeded, match=r"Place\.Read\.All") as raised:
        await world.calendar.rooms(world.ref(host))

    assert raised.value.reason is MISSING


async def test_clouds_without_places(world, host) -> None:
    """Where there is no directory of rooms, there are none, which is no error."""
    await world.place(host)
    await world.tell("plan_fault", Fault("/places", 400, "BadRequest"))

    assert await world.calendar.rooms(world.ref(host)) == []


async def test_many_rooms_come_page_by_page(world, host) -> None:
    """Every room is found, however many there are, except hidden ones."""
    await world.place(host)
    await world.tell("set_up", largest_page=2)
    rooms = [
        EmulatorRoom(
            f"r{number}@f.example",
            f"Room {number}",
            building="East",
            floor="2nd",
            capacity=number + 1,
            hidden=number == 4,
        )
        for number in range(5)
    ]
    await asyncio.gather(*(world.tell("add_room", room) for room in rooms))

    found = await world.calendar.rooms(world.ref(host))

    assert [room.name for room in found] == ["Room 0", "Room 1", "Room 2", "Room 3"]
    assert (found[0].building, found[0].floor, found[3].capacity) == ("East", "2nd", 4)


# --- signing in


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ({"error": "invalid_client"}, 401, EXPIRED),
        ({"error": "unauthorized_client"}, 400, APPROVAL),
        ({"error": "invalid_grant", "suberror": "consent_required"}, 400, APPROVAL),
        ({"error": "invalid_grant", "suberror": "bad_token"}, 400, EXPIRED),
        ({"error": "invalid_grant", "claims": '{"access_token":{}}'}, 400, BLOCKED),
        ({"error": "interaction_required"}, 400, BLOCKED),
        ({"error": "access_denied"}, 403, BLOCKED),
    ],
)
async def test_why_sign_in_was_refused(world, host, answer, status, reason) -> None:
    """IT learns what has to be renewed, with Microsoft's own words."""
    await world.place(host)
    described = {"error_description": "AADSTS1: No. Trace ID: 1", **answer}
    await world.tell("plan_fault", Fault("token", status, json=described))

    with pytest.raises(ConsentNeeded) as raised:
        await read(world, host)

    assert (raised.value.reason, raised.value.detail) == (reason, "AADSTS1: No.")


@pytest.mark.parametrize(
    ("number", "reason"),
    [(65001, APPROVAL), (53003, BLOCKED), (50105, BLOCKED), (50173, EXPIRED)],
)
async def test_a_grant_that_does_not_count_says_why_by_its_number(
    world, host, number: int, reason
) -> None:
    """An app that nobody approved is not called expired, though the code is the same."""
    await world.place(host)
    described = {"error": "invalid_grant", "error_description": f"AADSTS{number}: No."}
    await world.tell("plan_fault", Fault("token", 400, json=described))

    with pytest.raises(ConsentNeeded) as raised:
        await read(world, host)

    assert raised.value.reason is reason


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("token", 400, json={"error": "invalid_scope"}), StrangeReply),
        (Fault("token", 200, json={}), StrangeReply),
        (Fault("token", 200, html="<html>Sign in</html>"), StrangeReply),
        (Fault("token", 404, json={"no": "error"}), StrangeReply),
        (Fault("token", 302, headers={"Location": "https://localhost/"}), StrangeReply),
        (Fault("token", 500, html="<html>Oh</html>"), TryLater),
        (Fault("token", 400, json={"error": "temporarily_unavailable"}), TryLater),
    ],
)
async def test_what_sign_in_may_answer(world, host, fault, error) -> None:
    """Whatever the sign-in server answers, it is one of the five errors."""
    await world.place(host)
    await world.tell("plan_fault", fault)

    with pytest.raises(error):
        await read(world, host)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"tenant": "nobody"}, "AADSTS90002"),
        ({"tenant": "common"}, "tenant"),
        ({"tenant": ""}, "tenant"),
        ({"tenant": "a/b"}, "tenant"),
        ({"client_id": ""}, "client_id"),
        ({"login_url": "http://127.0.0.1"}, "login_url"),
        ({"graph_url": "graph"}, "graph_url"),
        ({"graph_url": "https://[x"}, "graph_url"),
    ],
)
async def test_settings_that_cannot_be_right(world, host, settings, said) -> None:
    """A wrong setting is named when the connection is tested."""
    await world.place(host)
    world.settings |= settings

    with pytest.raises(StrangeReply, match=said):
        await world.calendar.check(world.ref(host))


@pytest.mark.parametrize(
    ("described", "said"),
    [
        (
            {
                "issuer": "https://evil.example/x",
                "authorization_endpoint": "https://evil.example/x/authorize",
                "token_endpoint": "https://evil.example/x/oauth2/v2.0/token",
            },
            "another server",
        ),
        ({"issuer": "https://evil.example/x"}, "describes itself"),
    ],
)
async def test_a_secret_goes_to_one_server_only(world, host, described, said) -> None:
    """However the sign-in server describes itself, our secret goes nowhere else."""
    await world.place(host)
    fault = Fault("openid-configuration", 200, json=described)
    await world.tell("plan_fault", fault)

    with pytest.raises(StrangeReply, match=said):
        await world.calendar.check(world.ref(host))


async def test_an_app_that_nobody_knows(world, host) -> None:
    """A wrong app id is told apart from a wrong secret."""
    await world.place(host)
    world.settings["client_id"] = "another"

    with pytest.raises(ConsentNeeded, match="AADSTS700016") as raised:
        await world.calendar.check(world.ref(host))

    assert raised.value.reason is APPROVAL


async def test_a_connection_without_a_secret(world, host) -> None:
    """A connection that lost its secret asks for a new one."""
    with pytest.raises(ConsentNeeded, match="no secret"):
        await world.calendar.check(world.ref(host, secret=" "))


async def test_one_token_serves_many_questions(world, host) -> None:
    """Signing in happens once, not at every question, even at once."""
    await world.place(host, Planned("plain"))

    await asyncio.gather(*(read(world, host) for _ in range(8)))

    assert (await world.tell("requests"))["token"] == 1


async def test_a_token_that_ended_early_is_renewed_once(world, host) -> None:
    """When Microsoft withdraws a token, a new one is fetched without anybody's help."""
    await world.place(host, Planned("plain"))
    await read(world, host)
    await world.tell("expire_access")

    found = await asyncio.gather(*(read(world, host) for _ in range(3)))

    assert found == [["plain"]] * 3
    assert (await world.tell("requests"))["token"] == 2


async def test_a_token_that_is_never_good(world, host) -> None:
    """Where even a new token is refused, a person is asked, not Microsoft again."""
    await world.place(host)
    refused = Fault(VIEW, 401, "InvalidAuthenticationToken", times=9)
    await world.tell("plan_fault", refused)

    with pytest.raises(ConsentNeeded) as raised:
        await read(world, host)

    assert raised.value.reason is EXPIRED
    assert (await world.tell("requests"))[VIEW] == 2


@pytest.mark.parametrize(
    "coded",
    [
        base64.b64encode(b'{"access_token":{"nbf":{}}}').decode().rstrip("="),
        base64.b64encode(b"no object").decode(),
        base64.b64encode(b'"no object"').decode(),
        "no base64!",
    ],
    ids=["claims", "no JSON", "no object", "no base64"],
)
async def test_a_token_that_must_claim_more(world, host, coded: str) -> None:
    """What conditional access demands is asked for at once."""
    challenge = f'Bearer error="insufficient_claims", claims="{coded}"'
    headers = {"WWW-Authenticate": challenge}
    await world.place(host, Planned("plain"))
    await world.tell("plan_fault", Fault(VIEW, 401, headers=headers))

    assert await read(world, host) == ["plain"]
    assert (await world.tell("requests"))["token"] == 2


async def test_a_new_secret_counts_at_once(world, host) -> None:
    """After the secret was renewed, the old one's application is not used again."""
    await world.place(host, Planned("plain"))
    with pytest.raises(ConsentNeeded):
        await world.calendar.check(world.ref(host, secret="old"))

    assert await read(world, host) == ["plain"]


# --- limits


async def test_never_earlier_than_asked(world, host, clock) -> None:
    """Who asks us to wait is left alone for exactly so long."""
    await world.place(host, Planned("plain"))
    slow = Fault(VIEW, 429, "ApplicationThrottled", headers={"Retry-After": "30"})
    await world.tell("plan_fault", slow)
    with pytest.raises(TryLater) as first:
        await read(world, host)
    asked = (await world.tell("requests"))["graph"]
    clock.forward(seconds=29)

    with pytest.raises(TryLater) as second:
        await read(world, host)
    not_asked = (await world.tell("requests"))["graph"]
    clock.forward(seconds=1)

    assert await read(world, host) == ["plain"]
    assert (first.value.after, second.value.after) == (
        timedelta(seconds=30),
        timedelta(seconds=1),
    )
    assert not_asked == asked == 1


async def test_a_pause_is_one_mailbox_alone(world, host) -> None:
    """One busy mailbox does not keep the others from being read."""
    await world.place(host)
    await world.place(f"b-{host}", Planned("plain"))
    slow = Fault(host, 503, "Busy", headers={"Retry-After": "60"})
    await world.tell("plan_fault", slow)
    with pytest.raises(TryLater):
        await read(world, host)

    assert await read(world, f"b-{host}") == ["plain"]


async def test_sign_in_is_left_alone_too(world, host, clock) -> None:
    """When the sign-in server asks us to wait, we do."""
    await world.place(host, Planned("plain"))
    slow = Fault("token", 429, headers={"Retry-After": "20"})
    await world.tell("plan_fault", slow)
    with pytest.raises(TryLater):
        await read(world, host)
    with pytest.raises(TryLater):
        await read(world, host)
    asked = (await world.tell("requests"))["token"]
    clock.forward(seconds=20)

    assert await read(world, host) == ["plain"]
    assert asked == 1


@pytest.mark.parametrize(
    ("stated", "after"),
    [
        ("17", timedelta(seconds=17)),
        ("Wed, 04 Mar 2026 09:01:00 GMT", timedelta(minutes=1)),
        ("Wed, 04 Mar 2026 08:00:00", timedelta()),
        ("9" * 30, DAY),
        ("Fri, 04 Mar 2099 09:00:00 GMT", DAY),
        ("soon", None),
        ("-5", None),
    ],
)
async def test_how_a_pause_may_be_written(world, host, stated, after) -> None:
    """Seconds and dates are both understood, and no pause lasts for ever."""
    await world.place(host)
    fault = Fault(VIEW, 429, headers={"Retry-After": stated})
    await world.tell("plan_fault", fault)

    with pytest.raises(TryLater) as raised:
        await read(world, host)

    assert raised.value.after == after


async def test_never_more_than_four_at_once(world, host) -> None:
    """However many visitors one host has, Microsoft is not asked too much at once."""
    await world.place(host, Planned("plain"))
    await world.tell("set_up", latency=0.05)

    found = await asyncio.gather(*(read(world, host) for _ in range(12)))

    assert found == [["plain"]] * 12
    assert await world.tell("most_at_once") == {host: 4}


# --- pages and changes


async def test_long_calendars_come_page_by_page(world, host) -> None:
    """Nothing is lost between two pages."""
    await world.place(host, *(Planned(f"p{number}") for number in range(7)))
    await world.tell("set_up", largest_page=3)

    assert sorted(await read(world, host)) == [f"p{number}" for number in range(7)]
    assert (await world.tell("requests"))[VIEW] == 3


@pytest.mark.parametrize(
    "link", ["https://evil.example/v1.0/next", "http://127.0.0.1/", "https://[x/"]
)
async def test_a_page_on_another_server(world, host, link) -> None:
    """Our token goes to no server but the one that was set."""
    await world.place(host)
    page = {"value": [], "@odata.nextLink": link}
    await world.tell("plan_fault", Fault(VIEW, 200, json=page))

    with pytest.raises(StrangeReply, match="another server"):
        await read(world, host)


async def test_pages_without_an_end(world, host) -> None:
    """Pages that lead to themselves are given up."""
    await world.place(host)
    url = f"{world.settings['graph_url']}/users/x/calendarView"
    page = {"value": [], "@odata.nextLink": url}
    await world.tell("plan_fault", Fault(VIEW, 200, json=page, times=999))

    with pytest.raises(StrangeReply, match="do not end"):
        await read(world, host)


async def test_occurrences_in_changes_are_read_whole(world, host) -> None:
    """A series that is new is told with people and rooms, not just with times."""
    ref = world.ref(host)
    await world.place(host)
    await world.tell("set_up", largest_page=2)
    first = await world.calendar.changes(ref, None)
    await world.place(host, Planned("series", weeks=3, location="Room A"))

    second = await world.calendar.changes(ref, first.mark)

    assert [one.location for one in second.changed] == ["Room A"] * 3
    assert [one.start for one in second.changed] == [NOW, NOW + WEEK, NOW + 2 * WEEK]


async def test_no_news_costs_one_question(world, host) -> None:
    """Where nothing happened, the calendar is not read again."""
    await world.place(host, Planned("one"))
    ref = world.ref(host)
    first = await world.calendar.changes(ref, None)
    before = (await world.tell("requests"))["graph"]

    await world.calendar.changes(ref, first.mark)

    assert (await world.tell("requests"))["graph"] == before + 1


async def test_a_link_that_microsoft_forgot(world, host) -> None:
    """When Microsoft forgot what it told us, everything is read anew."""
    await world.place(host)
    ref = world.ref(host)
    first = await world.calendar.changes(ref, None)
    await world.tell("expire_deltas")

    with pytest.raises(MarkExpired):
        await world.calendar.changes(ref, first.mark)


@pytest.mark.parametrize(
    ("status", "code"), [(400, "SyncStateNotFound"), (400, "resyncRequired"), (410, "")]
)
async def test_how_microsoft_says_that_it_forgot(world, host, status, code) -> None:
    """By whichever words, a mark that is too old is one."""
    await world.place(host)
    ref = world.ref(host)
    first = await world.calendar.changes(ref, None)
    await world.tell("plan_fault", Fault("delta", status, code))

    with pytest.raises(MarkExpired):
        await world.calendar.changes(ref, first.mark)


async def test_a_mark_ages(world, host, clock) -> None:
    """After a week everything is read anew, so that the days to come are seen."""
    await world.place(host)
    ref = world.ref(host)
    first = await world.calendar.changes(ref, None)
    clock.forward(days=7)
    second = await world.calendar.changes(ref, first.mark)
    clock.forward(seconds=1)

    with pytest.raises(MarkExpired):
        await world.calendar.changes(ref, second.mark)


async def test_a_mark_of_another_cloud(world, host) -> None:
    """A mark that leads to another server is not followed."""
    await world.place(host)
    ref = world.ref(host)
    first = await world.calendar.changes(ref, None)
    moved = first.mark.replace("127.0.0.1", "graph.example")

    with pytest.raises(MarkExpired):
        await world.calendar.changes(ref, moved)


@pytest.mark.parametrize(
    "page", [{"value": []}, {"value": [], "@odata.deltaLink": "https://evil.example"}]
)
async def test_a_delta_without_a_good_end(world, host, page) -> None:
    """A reading of changes that cannot be continued is not trusted."""
    await world.place(host)
    await world.tell("plan_fault", Fault("delta", 200, json=page))

    with pytest.raises(StrangeReply):
        await world.calendar.changes(world.ref(host), None)


# --- one chosen calendar, one meeting, pushes


async def test_one_chosen_calendar_is_read_alone(world, host) -> None:
    """Where one calendar is chosen, the host's other meetings stay unread."""
    await world.place(host, Planned("first"))
    fields = {"start": _at(NOW), "end": _at(NOW + HOUR)}
    chosen = _event("second", fields, calendar="AAkALgChosen=")
    await world.tell("put_event", host, chosen)
    ref = world.ref(host, calendar="AAkALgChosen=")

    await world.calendar.check(ref)
    first = await world.calendar.changes(ref, None)
    await world.remove(host, "second")
    second = await world.calendar.changes(ref, first.mark)

    assert [one.uid for one in first.changed] == ["second"]
    assert second.removed == (first.changed[0].id,)
    with pytest.raises(NoSuchCalendar):
        await world.calendar.check(world.ref(host, calendar="AAkALgNone="))


@pytest.mark.parametrize("meeting", ["no id of ours|20260304", "AAkALgOTk5", "..", "/"])
async def test_a_meeting_that_never_was(world, host, meeting) -> None:
    """An id that means nothing to Microsoft is a meeting that is not there."""
    await world.place(host)

    assert await world.calendar.meeting(world.ref(host), meeting) is None


async def test_events_that_cannot_be_read(world, host) -> None:
    """An event that cannot be read is left out and counted in the log."""
    await world.place(host)
    page = {"value": [{"id": "x"}, {"id": "y"}]}
    await world.tell("plan_fault", Fault(VIEW, 200, json=page))
    await world.tell("plan_fault", Fault("/events/", 200, json={"id": "x"}))

    with structlog.testing.capture_logs() as lines:
        assert await read(world, host) == []
        assert await world.calendar.meeting(world.ref(host), "x") is None

    assert [line["events"] for line in lines] == [2, 1]
    assert lines[0]["event"] == "calendar_events_skipped"


# --- what nobody may read


async def test_logs_keep_secrets(world, host, caplog) -> None:
    """Whatever goes wrong, no log holds a secret, a token or a mailbox."""
    caplog.set_level(logging.DEBUG)
    await world.place(host, Planned("plain"))
    await world.tell("plan_fault", Fault(VIEW, 500, "ErrorInternalServerError"))
    await world.tell("plan_fault", Fault(VIEW, 200, json={"value": [{}]}))
    with structlog.testing.capture_logs() as lines:
        with pytest.raises(TryLater):
            await read(world, host)
        await read(world, host)
        await world.calendar.changes(world.ref(host), None)
        with pytest.raises(ConsentNeeded) as raised:
            await world.calendar.check(world.ref(host, secret="wrong~secret"))

    written = caplog.text + str(lines) + str(raised.value.detail)
    assert host not in written
    assert SECRET not in written
    assert "wrong~secret" not in written
    assert "Bearer" not in written
    assert len(lines) == 1


def test_errors_keep_secrets(http, clock) -> None:
    """What is printed by accident shows neither secret nor token."""
    account = Account("t", CLIENT, "https://l", "https://g", SECRET)

    assert SECRET not in repr(account)
    assert Microsoft(http, clock).can_schedule


def _at(moment: datetime) -> dict[str, str]:
    return {
        "dateTime": moment.astimezone(UTC).replace(tzinfo=None).isoformat(),
        "timeZone": "UTC",
    }


def _event(uid: str, fields: dict[str, object], *, calendar: str):
    return EmulatorEvent(uid, fields, calendar=calendar)
