import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.messages import GaveUp, TryAgain
from admin_server.core.people import Visitor
from shared.check_in import VisitState
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    JONAS,
    PRIYA,
    SITE_ADMIN,
    TENANT,
    Lobby,
    meeting,
    open_lobby,
)
from tests.fakes.owning import ask, events, tenant_of

_PATH = "/welcome"
_REHEARSAL = {"do": "rehearsal", "host": JONAS.id, "site": HOUSE.id}


def visits_today(lobby: Lobby):
    """Everybody who is or was expected on the lobby's day."""
    start = lobby.clock.now() - timedelta(days=1)
    return ask(lobby, lambda n: n.visits.between(start, start + timedelta(days=2)))


async def test_every_step_is_open_at_first(lobby: Lobby):
    """On the first day four steps wait, and the first one stands out."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(_PATH)

    assert answer.text.count('class="chip open"') == 4
    assert answer.text.count('class="primary"') == 1


async def test_a_test_mail_ticks_its_step(lobby: Lobby):
    """Once the mail is taken, the step is done and stays so."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data={"do": "mail"})

    assert "has taken the mail to ines@lakeside.example" in answer.text
    assert [mail.to_address for mail in lobby.mail.sent] == [ADMIN.email]
    assert (await tenant_of(lobby)).checklist == {"mail": "done"}
    assert await events(lobby) == [("checklist.done", f"user:{ADMIN.id}")]


async def test_a_refused_mail_ticks_nothing(lobby: Lobby):
    """What did not work is not ticked, and the page says why."""
    lobby.mail.outcome = TryAgain("smtp_535")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data={"do": "mail"})

    assert "does not accept our user name and password" in answer.text
    assert (await tenant_of(lobby)).checklist == {}


async def test_the_meeting_is_found_on_its_own_page(lobby: Lobby):
    """The step leads to the test with a meeting, which ticks it (B45)."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(_PATH)

    assert 'href="/settings/integrations/calendar/test"' in answer.text


async def test_where_calendars_are_off_the_step_says_so(lobby: Lobby):
    """There is no test of calendars that nobody looks at (E2)."""
    tenant = await tenant_of(lobby)
    off = replace(tenant, calendar_integration=False)
    await lobby.store.for_tenant(TENANT).write(lambda n: n.change_tenant(off))
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(_PATH)

    assert "Looking for rooms is switched off." in answer.text
    assert 'href="/settings/integrations/calendar/test"' not in answer.text


async def test_a_kiosk_that_was_seen_is_its_own_proof(lobby: Lobby):
    """The step is done as soon as a kiosk has reported itself."""
    await lobby.get("/kiosk")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(_PATH)

    assert answer.text.count('class="chip done"') == 1


async def test_a_step_can_be_left_out_and_taken_up_again(lobby: Lobby):
    """Nobody has to do a step, and may change their mind."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PATH, data={"do": "skip", "step": "kiosk"})
    skipped = (await tenant_of(lobby)).checklist
    await browser.post(_PATH, data={"do": "again", "step": "kiosk"})

    assert skipped == {"kiosk": "skipped"}
    assert (await tenant_of(lobby)).checklist == {"kiosk": "open"}


async def test_everything_can_be_left_out(lobby: Lobby):
    """The whole checklist can be left, and what is done stays done."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post(_PATH, data={"do": "mail"})

    answer = await browser.post(_PATH, data={"do": "skip_all"})

    assert answer.headers["location"] == "/settings"
    assert (await tenant_of(lobby)).checklist == {
        "mail": "done",
        "meeting": "skipped",
        "kiosk": "skipped",
        "rehearsal": "skipped",
    }


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "dance"},
        {"do": "skip", "step": "lunch"},
        {"do": "meeting"},
        {**_REHEARSAL, "host": "host-nobody"},
        {**_REHEARSAL, "site": "site-nowhere"},
    ],
)
async def test_what_is_no_step_is_not_there(lobby: Lobby, sent: dict):
    """A step, host or site that does not exist leads nowhere."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data=sent)

    assert answer.status_code == 404
    assert (await tenant_of(lobby)).checklist == {}


@pytest.mark.parametrize("sent", [{"do": "mail"}, {"do": "skip_all"}, _REHEARSAL])
async def test_a_site_admin_has_no_checklist(lobby: Lobby, sent: dict):
    """Setting an organisation up is its own admins' business."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PATH, data=sent)

    assert answer.status_code == 403
    assert lobby.mail.sent == []


async def test_a_rehearsal_reaches_nobody_but_the_tester(lobby: Lobby):
    """The arrival is told to the tester alone: the host hears nothing."""
    lobby.calendar.put(JONAS.mailbox, meeting(lobby.clock.now()))
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data=_REHEARSAL)

    (mail,) = lobby.mail.sent
    assert (mail.to_address, mail.subject) == (
        ADMIN.email,
        "Rehearsal: Ines Albrecht is here",
    )
    assert "Jonas Weber was told nothing" in mail.text
    assert "Ines Albrecht was checked in at Lakeside House." in answer.text
    assert "taken the arrival message to ines@lakeside.example" in answer.text
    assert (await tenant_of(lobby)).checklist == {"rehearsal": "done"}


async def test_a_rehearsal_finds_the_room(lobby: Lobby):
    """The page says which room the calendar named for the rehearsed visit."""
    lobby.calendar.put(JONAS.mailbox, meeting(lobby.clock.now()))
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data=_REHEARSAL)

    assert "The calendar named the room: Conference Room A." in answer.text
    assert "Conference Room A" in lobby.mail.sent[0].text


async def test_a_rehearsal_without_a_room_says_so(lobby: Lobby):
    """Without a meeting the page says what a visitor would do."""
    lobby.calendar.add_mailbox(JONAS.mailbox)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data=_REHEARSAL)

    assert "No room was found in the calendar of Jonas Weber" in answer.text


async def test_a_rehearsal_leaves_nothing_behind(lobby: Lobby):
    """Afterwards nobody of that name is or was expected, and the audit knows both."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data=_REHEARSAL)

    assert "The rehearsed visit was taken away again." in answer.text
    assert await visits_today(lobby) == []
    assert [event for event, _ in await events(lobby)] == [
        "checklist.done",
        "rehearsal.ended",
        "rehearsal.begun",
    ]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (GaveUp("smtp_550"), "refuses the address"),
        (TryAgain("SMTPConnectError"), "cannot be reached"),
    ],
)
async def test_a_rehearsal_without_its_mail_is_not_done(
    lobby: Lobby, outcome, said: str
):
    """A message that was not taken is told with its reason, and nothing is ticked."""
    lobby.mail.outcome = outcome
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data=_REHEARSAL)

    assert "The arrival message was not sent." in answer.text
    assert said in answer.text
    assert (await tenant_of(lobby)).checklist == {}
    assert await visits_today(lobby) == []


async def test_a_rehearsal_ends_where_nothing_is_sent(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    """Where messages wait for ever, the page says so and the visit still goes."""
    monkeypatch.setattr(
        "admin_server.web.dashboard.settings.rehearsing.MAIL_SECONDS", 0.1
    )
    async with open_lobby(tmp_path, deliver=False) as lobby:
        browser = await lobby.sign_in(ADMIN)

        answer = await browser.post(_PATH, data=_REHEARSAL)

        assert "was not sent within ten seconds" in answer.text
        assert await visits_today(lobby) == []


async def test_a_rehearsal_that_something_points_at_ends_where_it_is(lobby: Lobby):
    """If somebody checks the rehearsed visitor out meanwhile, that is told."""
    lobby.calendar.delay = timedelta(seconds=1)
    lobby.calendar.add_mailbox(JONAS.mailbox)
    browser = await lobby.sign_in(ADMIN)

    sending = asyncio.create_task(browser.post(_PATH, data=_REHEARSAL))
    await _point_at_it(lobby)
    answer = await sending

    (visit,) = await visits_today(lobby)
    assert "The rehearsed visit has ended." in answer.text
    assert visit.state is VisitState.LEFT


async def _point_at_it(lobby: Lobby) -> None:
    here = await ask(lobby, lambda n: n.visits.on_site())
    while not here:
        await asyncio.sleep(0.02)
        here = await ask(lobby, lambda n: n.visits.on_site())
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.kiosk_events.add(
            site=HOUSE.id, kind="visit_ended", visit=here[0].id, at=lobby.clock.now()
        )
    )


async def test_a_visitor_of_the_tester_s_name_is_left_alone(lobby: Lobby):
    """Somebody real who has the tester's name keeps their profile."""
    namesake = Visitor("namesake", ADMIN.name, email="other@x.example")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.visitors.put(namesake))
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PATH, data=_REHEARSAL)

    assert await ask(lobby, lambda n: n.visitors.get("namesake")) == namesake


async def test_an_empty_organisation_is_led_to_what_is_missing(lobby: Lobby):
    """Without hosts the steps that need one say where to enter them."""
    hidden = [replace(host, active=False) for host in (JONAS, PRIYA)]
    await lobby.store.for_tenant(TENANT).write(
        lambda n: [n.hosts.put(host) for host in hidden]
    )
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(_PATH)

    assert "A rehearsal needs a host and a site." in answer.text
