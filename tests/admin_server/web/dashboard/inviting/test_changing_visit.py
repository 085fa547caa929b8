"""Changing a visit on a page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin_server.core.visits import Invitation
from shared.check_in import VisitState
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    JONAS,
    MEMBER,
    PRIYA,
    RECEPTION,
    TENANT,
    Lobby,
    open_lobby,
)
from tests.fakes.page_forms import PageForm
from tests.fakes.sealed_lobby import invite_by_mail, seal_pass_key


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby that signs passes; its mails wait."""
    async with open_lobby(tmp_path, deliver=False) as opened:
        await seal_pass_key(opened)
        yield opened


async def form_of(browser: httpx.AsyncClient, invitation: Invitation) -> PageForm:
    path = f"/visits/{invitation.visit}/change"
    return PageForm((await browser.get(path)).text, path)


async def save(
    browser: httpx.AsyncClient, invitation: Invitation, **values: str
) -> httpx.Response:
    form = await form_of(browser, invitation)
    return await browser.post(form.action, data=form.filled(**values))


async def sequence(lobby: Lobby, invitation: Invitation) -> int:
    found = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.invitations.get(invitation.id)
    )
    assert found is not None
    return found.sequence


async def test_the_form_says_the_visit_as_it_is(lobby: Lobby) -> None:
    """Every field has what was entered."""
    invitation = await invite_by_mail(lobby, purpose="Talks", needs="Lift")
    browser = await lobby.sign_in(RECEPTION)

    form = await form_of(browser, invitation)

    assert form.values["host_name"] == JONAS.name
    assert form.values["arrival_time"] == "11:00"
    assert form.values["departure_time"] == "13:00"
    assert (form.values["purpose"], form.values["needs"]) == ("Talks", "Lift")


async def test_a_visit_moves(lobby: Lobby) -> None:
    """Reception moves a visit by an hour to another host."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answer = await save(
        browser,
        invitation,
        arrival_time="12:00",
        departure_time="14:00",
        host_name="Priya Nair",
        host="",
        room_text="Garden",
    )

    visit = await lobby.visit(invitation)
    assert answer.headers["location"] == f"/visits/{invitation.visit}"
    assert f"{visit.expected_arrival:%H:%M}" == "11:00"
    assert (visit.host, visit.room_text) == (PRIYA.id, "Garden")
    assert await sequence(lobby, invitation) == 1


async def test_saving_nothing_new_changes_nothing(lobby: Lobby) -> None:
    """A visit of 09:00 and seven seconds keeps its seconds, and tells nobody."""
    start = lobby.clock.now() + timedelta(seconds=7)
    invitation = await invite_by_mail(lobby, arrival=start)
    browser = await lobby.sign_in(RECEPTION)

    answer = await save(browser, invitation)

    assert answer.status_code == 303
    assert (await lobby.visit(invitation)).expected_arrival == start
    assert await sequence(lobby, invitation) == 0


async def test_a_double_click_changes_once(lobby: Lobby) -> None:
    """The same change sent twice is one change."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)
    form = await form_of(browser, invitation)
    filled = form.filled(purpose="Talks")

    answers = [await browser.post(form.action, data=filled) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert await sequence(lobby, invitation) == 1


async def test_two_people_do_not_undo_each_other(lobby: Lobby) -> None:
    """Who opened the form before somebody else's change is told so."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)
    old = await form_of(browser, invitation)
    await save(browser, invitation, purpose="Talks")

    answer = await browser.post(old.action, data=old.filled(needs="Lift"))

    visit = await lobby.visit(invitation)
    assert answer.status_code == 422
    assert "Somebody else changed this visit meanwhile" in answer.text
    assert (visit.purpose, visit.needs) == ("Talks", None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"departure_time": "10:00"}, "must be after the arrival"),
        ({"host_name": "Zzz", "host": ""}, "Choose a host"),
        ({"arrival_time": ""}, "Fill this in"),
    ],
)
async def test_what_is_wrong_is_said(
    lobby: Lobby, values: dict[str, str], sentence: str
) -> None:
    """The form stays open with what was typed."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answer = await save(browser, invitation, purpose="Talks", **values)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Talks"' in answer.text
    assert await sequence(lobby, invitation) == 0


async def test_a_host_is_found_without_script(lobby: Lobby) -> None:
    """The button looks for hosts and changes nothing."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answer = await save(browser, invitation, host_name="pri", step="find")

    assert answer.status_code == 200
    assert PRIYA.name in answer.text
    assert await sequence(lobby, invitation) == 0


async def test_a_visit_that_has_begun_does_not_change(lobby: Lobby) -> None:
    """On site there is nothing to change any more, not even by an old form."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)
    form = await form_of(browser, invitation)
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.visits.set_state(invitation.visit, VisitState.ON_SITE)
    )

    shown = await browser.get(form.action)
    sent = await browser.post(form.action, data=form.filled(purpose="Talks"))

    assert (shown.status_code, sent.status_code) == (409, 409)
    assert "cannot be changed" in shown.text
    assert (await lobby.visit(invitation)).purpose is None


async def test_a_member_keeps_the_host(lobby: Lobby) -> None:
    """A member changes the time of a visit they entered, and not whom it is for."""
    invitation = await invite_by_mail(lobby, host=PRIYA.id, created_by=MEMBER.id)
    browser = await lobby.sign_in(MEMBER)

    answer = await save(browser, invitation, purpose="Talks", host=JONAS.id)

    visit = await lobby.visit(invitation)
    assert answer.status_code == 303
    assert (visit.host, visit.purpose) == (PRIYA.id, "Talks")


async def test_a_visit_goes_to_another_site(lobby: Lobby) -> None:
    """An admin of both moves a visit across the street."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(ADMIN)

    await save(browser, invitation, site=HARBOUR.id)

    assert (await lobby.visit(invitation)).site == HARBOUR.id


async def test_a_meetings_room_is_the_calendars(lobby: Lobby) -> None:
    """E8: a visit with a meeting has no field for a room, and takes none."""
    invitation = await invite_by_mail(lobby)
    linked = replace(await lobby.visit(invitation), meeting="m1")
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.visits.put(linked))
    browser = await lobby.sign_in(RECEPTION)
    form = await form_of(browser, invitation)

    answer = await browser.post(form.action, data=form.filled(room_text="Garden"))

    assert "room_text" not in form.values
    assert "The calendar says the room" in answer.text


async def test_a_language_that_is_no_longer_offered_stays(lobby: Lobby) -> None:
    """A visitor who was asked in French stays so until somebody changes it."""
    invitation = await invite_by_mail(lobby, language="fr")
    browser = await lobby.sign_in(RECEPTION)

    await save(browser, invitation, purpose="Talks")

    assert (await lobby.visit(invitation)).language == "fr"
