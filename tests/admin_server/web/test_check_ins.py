"""Checking in over the kiosk API, on a real store and with a calendar in memory."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from admin_server.core.meetings import Answer, Attendee, AttendeeKind
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.lobby import (
    HARBOUR,
    HARBOUR_TOKEN,
    HOUSE,
    JONAS,
    OTHER_TOKEN,
    PRIYA,
    ROOM_A,
    TENANT,
    Lobby,
    meeting,
)

MARA = Attendee("mara@lindt.example", "Mara Lindt", answer=Answer.ACCEPTED)


async def test_a_pass_shows_room_and_wifi(lobby: Lobby) -> None:
    """E4, E11: a visitor with a pass is told the room and the Wi-Fi at once."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    invitation = await lobby.expect(email="mara@lindt.example")

    answer = await lobby.check_in(**{"pass": lobby.pass_of(invitation)})
    reply = answer.json()
    room = await lobby.get(f"/check-ins/{reply['visit']['id']}/room", wait=2)

    assert answer.status_code == 201
    assert reply["visit"]["state"] == "on_site"
    assert reply["visit"]["expected_arrival"] == "2026-11-23T10:00:00+01:00"
    assert reply["host"] == {"name": "Jonas Weber"}
    assert reply["room"]["state"] == "looking"
    assert 0 < reply["deadline_ms"] <= 2000
    assert reply["wifi"]["qr"] == "WIFI:T:WPA;S:Portico Guest;P:lake-4827-mint;;"
    assert reply["badge"]["date"] == "23 November 2026"
    assert room.json() == {
        "state": "found",
        "reason": None,
        "name": "Conference Room A",
        "building": "Main building",
        "floor": "2",
        "directions": "Floor 2, left after the lift",
        "turn": "left",
    }


async def test_a_fresh_copy_is_not_asked_for_again(lobby: Lobby) -> None:
    """Two visitors of one host: the calendar is asked once, the second is faster."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    first = await lobby.expect(email="mara@lindt.example")
    second = await lobby.expect("Mara Lindt", email="mara@lindt.example")
    answer = await lobby.check_in(code=first.code)
    await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=2)

    again = await lobby.check_in(code=second.code)

    assert again.json()["room"]["name"] == "Conference Room A"
    assert lobby.calendar.calls["between"] == 1


async def test_an_old_copy_is_read_anew(lobby: Lobby) -> None:
    """Decision 14: what was read more than five minutes ago is not believed."""
    first = await lobby.expect()
    second = await lobby.expect()
    answer = await lobby.check_in(code=first.code)
    await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=2)
    lobby.clock.forward(minutes=6)

    again = await lobby.check_in(code=second.code)

    assert again.json()["room"]["state"] == "looking"


@pytest.mark.parametrize(
    ("starts", "expected"), [(20, "found"), (30, "found"), (31, "none")]
)
async def test_the_window_is_thirty_minutes(
    lobby: Lobby, starts: int, expected: str
) -> None:
    """Statement 25: a meeting 31 minutes away is not the visitor's."""
    soon = MORNING + timedelta(minutes=starts)
    lobby.calendar.put(JONAS.mailbox, meeting(soon, MARA))
    invitation = await lobby.expect(email="mara@lindt.example")

    answer = await lobby.check_in(code=invitation.code)
    room = await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=2)

    assert room.json()["state"] == expected


async def test_a_calendar_that_never_answers_delays_nothing(lobby: Lobby) -> None:
    """Statement 27: with the calendar silent, the visitor finishes without a room."""
    lobby.calendar.delay = timedelta(seconds=60)
    invitation = await lobby.expect()
    loop = asyncio.get_running_loop()
    began = loop.time()

    answer = await lobby.check_in(code=invitation.code)
    answered = loop.time() - began
    room = await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=5)
    waited = loop.time() - began

    assert answer.status_code == 201
    assert room.json() == {
        "state": "none",
        "reason": None,
        "name": None,
        "building": None,
        "floor": None,
        "directions": None,
        "turn": None,
    }
    assert answered < 1.5
    assert waited < 4


async def test_a_host_without_a_mailbox_is_not_looked_for(lobby: Lobby) -> None:
    """Where there is no calendar to ask, nobody waits for one."""
    invitation = await lobby.expect(host=PRIYA.id)

    answer = await lobby.check_in(code=invitation.code)

    assert answer.json()["room"]["state"] == "none"
    assert answer.json()["deadline_ms"] == 0
    assert lobby.calendar.calls["between"] == 0


async def test_a_site_without_wifi_answers_none(lobby: Lobby) -> None:
    """A lobby without guest Wi-Fi simply shows none."""
    invitation = await lobby.expect(site=HARBOUR.id)

    answer = await lobby.check_in(code=invitation.code, token=HARBOUR_TOKEN)

    assert answer.status_code == 201
    assert answer.json()["wifi"] is None


async def test_a_walk_in_reveals_nothing(lobby: Lobby) -> None:
    """Decision 13: a stranger who knows a host's name learns no room."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))

    answer = await lobby.check_in(visitor={"name": "Stranger"}, host_id=JONAS.id)
    room = await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=2)

    assert answer.status_code == 201
    assert room.json()["state"] == "none"


async def test_typing_the_hosts_own_address_reveals_nothing(lobby: Lobby) -> None:
    """Decision 13: who can guess the host's e-mail is still a stranger."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, domains=()))
    )
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))

    answer = await lobby.check_in(
        visitor={"name": "Jonas Weber", "email": JONAS.email}, host_id=JONAS.id
    )
    room = await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=2)

    assert room.json()["state"] == "none"


async def test_a_declined_room_is_not_shown(lobby: Lobby) -> None:
    """A room that said no is not the visitor's room."""
    declined = Attendee(ROOM_A.address, ROOM_A.name, AttendeeKind.ROOM, Answer.DECLINED)
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, attendees=(declined, MARA)))
    invitation = await lobby.expect(email="mara@lindt.example")

    answer = await lobby.check_in(code=invitation.code)
    room = await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=2)

    assert room.json()["state"] == "none"


async def test_the_same_request_checks_in_once(lobby: Lobby) -> None:
    """A kiosk that asks again, because the answer got lost, gets the same visit."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    invitation = await lobby.expect(email="mara@lindt.example")
    request_id = str(uuid4())

    first = await lobby.check_in(code=invitation.code, request_id=request_id)
    await lobby.get(f"/check-ins/{first.json()['visit']['id']}/room", wait=2)
    second = await lobby.check_in(code=invitation.code, request_id=request_id)

    assert second.status_code == 201
    assert second.json()["visit"] == first.json()["visit"]
    assert second.json()["already_here"] is False
    assert second.json()["room"]["name"] == "Conference Room A"


async def test_eight_at_once_with_one_request_id(lobby: Lobby) -> None:
    """R3: however often one request comes, one visit and one message come of it."""
    request_id = str(uuid4())
    body = {"visitor": {"name": "Ada"}, "host_id": JONAS.id}

    answers = await asyncio.gather(
        *(lobby.check_in(request_id=request_id, **body) for _ in range(8))
    )
    on_site = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.on_site()
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["visit"]["id"] for answer in answers}) == 1
    assert len(on_site) == 1


async def test_a_reused_request_id_is_refused(lobby: Lobby) -> None:
    """R5: one id cannot mean two different check-ins."""
    request_id = str(uuid4())
    await lobby.check_in(
        request_id=request_id, visitor={"name": "Ada"}, host_id=JONAS.id
    )

    answer = await lobby.check_in(
        request_id=request_id, visitor={"name": "Eve"}, host_id=JONAS.id
    )

    assert answer.status_code == 409
    assert answer.json()["error"] == "request_id_reused"


async def test_a_second_scan_says_already_here(lobby: Lobby) -> None:
    """Somebody on site who scans again sees room and Wi-Fi once more."""
    invitation = await lobby.expect()
    await lobby.check_in(**{"pass": lobby.pass_of(invitation)})

    answer = await lobby.check_in(**{"pass": lobby.pass_of(invitation)})

    assert answer.status_code == 200
    assert answer.json()["already_here"] is True
    assert answer.json()["wifi"]["ssid"] == "Portico Guest"


@pytest.mark.parametrize("state", [VisitState.LEFT, VisitState.EXPIRED])
async def test_a_used_pass_is_refused(lobby: Lobby, state: VisitState) -> None:
    """Statement 30: after the visit its pass opens nothing any more."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.visits.set_state(invitation.visit, state)
    )

    answer = await lobby.check_in(**{"pass": lobby.pass_of(invitation)})

    assert answer.status_code == 409
    assert answer.json()["error"] == "already_used"


async def test_a_cancelled_visit_says_so(lobby: Lobby) -> None:
    """Statement 30: a cancelled pass names its reason."""
    invitation = await lobby.expect()
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.visits.set_state(invitation.visit, VisitState.CANCELLED)
    )

    answer = await lobby.check_in(code=invitation.code)

    assert answer.status_code == 409
    assert answer.json()["error"] == "cancelled"


@pytest.mark.parametrize(
    ("days", "status", "error"),
    [(-1, 409, "expired"), (1, 409, "too_early"), (0, 201, None)],
)
async def test_a_pass_admits_on_its_day(
    lobby: Lobby, days: int, status: int, error: str | None
) -> None:
    """Yesterday's pass has expired, tomorrow's is too early."""
    arrival = MORNING + timedelta(days=days)
    invitation = await lobby.expect(arrival=arrival)

    answer = await lobby.check_in(**{"pass": lobby.pass_of(invitation)})

    assert answer.status_code == status
    assert answer.json().get("error") == error


async def test_too_early_tells_when(lobby: Lobby) -> None:
    """Whoever comes a day early is told the day, in the site's own time."""
    invitation = await lobby.expect(arrival=MORNING + timedelta(days=1))

    answer = await lobby.check_in(code=invitation.code)

    assert answer.json()["detail"] == {"starts": "2026-11-24T10:00:00+01:00"}


async def test_the_signed_expiry_is_a_ceiling(lobby: Lobby) -> None:
    """A pass past its signed end is refused, whatever the visit says."""
    invitation = await lobby.expect()
    old = lobby.pass_of(invitation, expires=MORNING - timedelta(seconds=1))

    answer = await lobby.check_in(**{"pass": old})

    assert answer.json()["error"] == "expired"


async def test_another_building_is_named(lobby: Lobby) -> None:
    """An invitation for another building says which, so that the visitor gets there."""
    invitation = await lobby.expect()

    answer = await lobby.check_in(code=invitation.code, token=HARBOUR_TOKEN)

    assert answer.status_code == 409
    assert answer.json()["error"] == "other_site"
    assert answer.json()["detail"] == {
        "site": "Lakeside House",
        "address": "Lake Road 1",
    }


NOT_PASSES = [
    "https://evil.example/?visitor=1",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "P1." + "A" * 151,
    "x" * 4096,
    "\x00\x1b[2J",
    "P1.",
    "مرحبا",
]


@pytest.mark.parametrize("text", NOT_PASSES)
async def test_what_is_no_pass_is_refused_alike(lobby: Lobby, text: str) -> None:
    """Check 12: whatever a QR code contains, the refusal is the same sentence."""
    answer = await lobby.check_in(**{"pass": text})

    assert answer.status_code == 404
    assert answer.json() == {
        "error": "pass_unknown",
        "message": "This is not a pass of ours.",
    }


async def test_a_pass_without_an_invitation_is_unknown(lobby: Lobby) -> None:
    """A pass that we did sign, for an invitation that is gone, opens nothing."""
    invitation = await lobby.expect()
    gone = replace(invitation, id=str(uuid4()))

    answer = await lobby.check_in(**{"pass": lobby.pass_of(gone)})

    assert answer.json()["error"] == "pass_unknown"


async def test_another_tenants_pass_is_unknown(lobby: Lobby) -> None:
    """A pass of one organisation is nothing at another."""
    invitation = await lobby.expect()

    answer = await lobby.check_in(
        token=OTHER_TOKEN, **{"pass": lobby.pass_of(invitation)}
    )

    assert answer.status_code == 404
    assert answer.json()["error"] == "pass_unknown"


async def test_another_tenants_kiosk_sees_no_room(lobby: Lobby) -> None:
    """Nobody asks after another organisation's visit, nor another site's."""
    invitation = await lobby.expect()
    answer = await lobby.check_in(code=invitation.code)
    path = f"/check-ins/{answer.json()['visit']['id']}/room"

    elsewhere = await lobby.get(path, token=OTHER_TOKEN)
    harbour = await lobby.get(path, token=HARBOUR_TOKEN)

    assert (elsewhere.status_code, harbour.status_code) == (404, 404)
    assert elsewhere.json()["error"] == "visit_unknown"


async def test_an_unknown_host_is_refused(lobby: Lobby) -> None:
    """A host that is not there cannot be visited, and nobody is checked in."""
    answer = await lobby.check_in(visitor={"name": "Ada"}, host_id="nobody")
    on_site = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.on_site()
    )

    assert answer.status_code == 404
    assert answer.json()["error"] == "host_unknown"
    assert on_site == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoë  O'Connor ", "Zoë O'Connor"),
        ("Zoe\u0308", "Zoë"),
        ("محمد علي", "محمد علي"),
        ("山田 太郎", "山田 太郎"),
        ("Ann 👩\u200d🔬", "Ann 👩\u200d🔬"),
        ("Eve\x00\x1b[31m\nRed", "Eve [31m Red"),
        ("\u202eevil", "evil"),
        ("N" * 200, "N" * 200),
    ],
)
async def test_any_name_is_welcome(lobby: Lobby, typed: str, kept: str) -> None:
    """Every person can check in under their own name; control signs go."""
    answer = await lobby.check_in(visitor={"name": typed}, host_id=JONAS.id)

    assert answer.status_code == 201
    assert answer.json()["visitor"]["name"] == kept


@pytest.mark.parametrize("typed", ["", "   ", "\x00\x07", "N" * 201])
async def test_no_name_is_asked_for_again(lobby: Lobby, typed: str) -> None:
    """A check-in without a name, or with far too long a one, is refused clearly."""
    answer = await lobby.check_in(visitor={"name": typed}, host_id=JONAS.id)

    assert answer.status_code == 422
    assert answer.json()["error"] == "request_invalid"
    assert answer.json()["message"].startswith("visitor.name")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"pass": "x", "code": "y"},
        {"visitor": {"name": "Ada"}},
        {"host_id": JONAS.id},
        {"code": "ABCDEF", "tenant": "another"},
        {"code": "ABCDEF", "kiosk_time": "2026-11-23T10:00:00"},
        {"code": "ABCDEF", "language": "../../etc"},
    ],
)
async def test_a_malformed_request_is_refused(
    lobby: Lobby, body: dict[str, object]
) -> None:
    """A request that is not shaped as documented changes nothing."""
    answer = await lobby.check_in(**body)

    assert answer.status_code == 422
    assert answer.json()["error"] == "request_invalid"


async def test_a_wrong_kiosk_clock_changes_nothing(lobby: Lobby) -> None:
    """R7: a kiosk whose clock is years off checks people in all the same."""
    invitation = await lobby.expect()

    answer = await lobby.check_in(
        code=invitation.code, kiosk_time="2019-01-01T00:00:00Z"
    )
    visit = await lobby.visit(invitation)

    assert answer.status_code == 201
    assert visit.arrived_at == MORNING
    assert visit.kiosk_time is not None
    assert visit.kiosk_time.year == 2019


async def test_codes_cannot_be_guessed_for_long(lobby: Lobby) -> None:
    """After ten wrong codes in a minute the kiosk has to pause."""
    wrong = [await lobby.check_in(code="ZZZZZZ") for _ in range(10)]

    answer = await lobby.check_in(code="ZZZZZZ")

    assert {refused.status_code for refused in wrong} == {404}
    assert {refused.json()["error"] for refused in wrong} == {"code_unknown"}
    assert answer.status_code == 429
    assert answer.json()["error"] == "rate_limit_exceeded"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


async def test_a_typed_code_may_be_written_anyhow(lobby: Lobby) -> None:
    """Small letters and spaces in a code do no harm."""
    invitation = await lobby.expect()
    typed = f"{invitation.code[:3]} {invitation.code[3:]}".lower()

    answer = await lobby.check_in(code=typed)

    assert answer.status_code == 201


async def test_a_returning_visitor_is_greeted_in_their_language(lobby: Lobby) -> None:
    """The badge's date is written in the language the visitor chose."""
    invitation = await lobby.expect()

    answer = await lobby.check_in(code=invitation.code, language="de")

    assert answer.json()["badge"]["date"] == "23. November 2026"
    assert answer.json()["language"] == "de"


async def test_the_host_is_told_with_the_room(lobby: Lobby) -> None:
    """The message to the host waits for the room and then goes at once."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    invitation = await lobby.expect(email="mara@lindt.example", company="Lindt")

    answer = await lobby.check_in(code=invitation.code)
    await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=2)
    news = await lobby.get("/kiosk/events", after=0, wait=5)

    (message,) = lobby.mail.sent
    assert message.to_address == JONAS.email
    assert message.subject == "Mara Lindt is here to see you"
    assert "Company: Lindt" in message.text
    assert "the way to: Conference Room A" in message.text
    assert "Arrived: 10:00" in message.text
    assert [event["kind"] for event in news.json()["events"]] == ["host_told"]


async def test_a_visit_leaves_a_trace(lobby: Lobby) -> None:
    """The audit tells who invited and which kiosk checked in, by ids only."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)

    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{invitation.visit}")
    )

    assert [(event, actor) for _, event, actor in rows] == [
        ("visit.invited", "host:host-jonas"),
        ("visit.checked_in", "kiosk:kiosk-house"),
    ]


async def test_an_over_long_body_is_refused(lobby: Lobby) -> None:
    """Check 36: a body of a megabyte is turned away before it is read."""
    answer = await lobby.check_in(code="x" * 1_000_000)

    assert answer.status_code == 413
    assert answer.json()["error"] == "request_too_large"


async def test_invited_just_after_midnight_may_come_before(lobby: Lobby) -> None:
    """A visit at ten past midnight admits at ten to, though that is another day."""
    midnight = MORNING.replace(hour=23, minute=0)  # 00:00 in Zurich
    lobby.clock.time = midnight - timedelta(minutes=10)
    invitation = await lobby.expect(arrival=midnight + timedelta(minutes=10))

    answer = await lobby.check_in(code=invitation.code)

    assert answer.status_code == 201
    assert HOUSE.local(lobby.clock.time).day == 23
