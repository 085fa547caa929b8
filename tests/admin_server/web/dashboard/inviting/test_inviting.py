"""Inviting people on a page."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from admin_server.core.people import Host
from admin_server.core.visits import Visit
from tests.fakes.clock import MORNING
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    JONAS,
    MEMBER,
    PRIYA,
    RECEPTION,
    TENANT,
    Lobby,
    open_lobby,
)
from tests.fakes.page_forms import PageForm
from tests.fakes.people import first_mail
from tests.fakes.sealed_lobby import invite_by_mail, seal_pass_key

NEW = "/visits/new"
AT_0925 = datetime(2026, 11, 23, 8, 25, tzinfo=UTC)


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby that signs passes and sends mails, at 09:25."""
    async with open_lobby(tmp_path, now=AT_0925) as opened:
        await seal_pass_key(opened)
        yield opened


async def form_of(browser: httpx.AsyncClient) -> PageForm:
    return PageForm((await browser.get(NEW)).text, NEW)


async def send(browser: httpx.AsyncClient, **values: str) -> httpx.Response:
    form = await form_of(browser)
    start = {"name__0": "Mara Lindt", "host_name": JONAS.name}
    return await browser.post(NEW, data=form.filled(**{**start, **values}))


async def visits(lobby: Lobby) -> list[Visit]:
    week = timedelta(days=7)
    return await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.between(MORNING - week, MORNING + week)
    )


async def hired(lobby: Lobby, *hosts: Host) -> None:
    def work(nouns) -> None:
        for host in hosts:
            nouns.hosts.put(host)

    await lobby.store.for_tenant(TENANT).write(work)


async def test_the_form_offers_the_next_full_hour(lobby: Lobby) -> None:
    """Statement 29: at 09:25, from ten to twelve."""
    form = await form_of(await lobby.sign_in(RECEPTION))

    assert form.values["arrival_day"] == form.values["departure_day"] == "2026-11-23"
    assert form.values["arrival_time"] == "10:00"
    assert form.values["departure_time"] == "12:00"


async def test_reception_invites_somebody(lobby: Lobby) -> None:
    """The visit is expected at once, and the visitor's mail leaves."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(
        browser,
        email__0="mara@lindt.example",
        company__0="Lindt",
        purpose="Talks",
        needs="Step-free route",
        room_text="Garden",
        language="de",
    )

    (visit,) = await visits(lobby)
    page = await browser.get(answer.headers["location"])
    invited = await first_mail(lobby)
    assert answer.status_code == 303
    assert visit.expected_arrival == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert (visit.host, visit.site, visit.created_by) == (
        JONAS.id,
        HOUSE.id,
        RECEPTION.id,
    )
    assert (visit.purpose, visit.needs, visit.room_text, visit.language) == (
        "Talks",
        "Step-free route",
        "Garden",
        "de",
    )
    assert "The invitation is on its way to mara@lindt.example." in page.text
    assert invited.to_address == "mara@lindt.example"
    assert invited.subject.startswith("Ihr Besuch bei Lakeside")


async def test_without_an_address_there_is_a_code(lobby: Lobby) -> None:
    """No mail: the page shows a code to read out."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser)

    page = await browser.get(answer.headers["location"])
    (visit,) = await visits(lobby)
    invitation = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.invitations.by_visit(visit.id)
    )
    assert invitation is not None
    assert "print the pass or read the code out" in page.text
    assert invitation.code in page.text
    assert lobby.mail.sent == []


@pytest.mark.parametrize(("leaves", "status"), [("10:00", 303), ("10:01", 422)])
async def test_a_day_is_the_longest_visit(
    lobby: Lobby, leaves: str, status: int
) -> None:
    """Statement 29: 24 hours are accepted, 24 h 1 min is refused."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser, departure_day="2026-11-24", departure_time=leaves)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"departure_time": "10:00"}, "must be after the arrival", "departure_time"),
        ({"arrival_time": "08:00"}, "This time has passed", "arrival_time"),
        ({"name__0": ""}, "Write a name", "name-0"),
        ({"host_name": "", "host": ""}, "Choose a host", "host_name"),
        ({"host_name": "Zzz"}, "Choose a host", "host_name"),
        ({"email__0": "mara@"}, "not an e-mail address", "email-0"),
        ({"arrival_day": "yesterday"}, "Write a day", "arrival_day"),
        ({"arrival_day": "9999-12-31"}, "Write a day", "arrival_day"),
        ({"arrival_time": "noon"}, "Write a time", "arrival_time"),
        ({"departure_time": "11:00+05:00"}, "Write a time", "departure_time"),
        ({"arrival_time": ""}, "Fill this in", "arrival_time"),
        ({"site": HARBOUR.id}, "one of your sites", "site"),
        ({"key": "nonsense"}, "form is too old", "visit"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_lost(
    lobby: Lobby, values: dict[str, str], sentence: str, field: str
) -> None:
    """The page says how to repair it; everything that was typed stays."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser, purpose="Contract talks", **values)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert sentence in answer.text
    assert field in {"visit", "site"} or f'href="#field-{field}"' in answer.text
    assert 'value="Contract talks"' in answer.text
    assert await visits(lobby) == []


async def test_an_hour_that_the_clocks_leave_out_is_no_time(lobby: Lobby) -> None:
    """The night the clocks go forward there is no half past two."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(
        browser,
        arrival_day="2027-03-28",
        arrival_time="02:30",
        departure_day="2027-03-28",
        departure_time="04:00",
    )

    assert "leave this time out" in answer.text


async def test_a_form_sent_twice_invites_once(lobby: Lobby) -> None:
    """A double click makes one visit, and ends on its page."""
    browser = await lobby.sign_in(RECEPTION)
    form = (await form_of(browser)).filled(
        name__0="Mara Lindt", host_name=JONAS.name, email__0="mara@lindt.example"
    )

    answers = await asyncio.gather(*(browser.post(NEW, data=form) for _ in range(4)))

    assert len(await visits(lobby)) == 1
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1


async def test_a_corrected_form_still_invites_once(lobby: Lobby) -> None:
    """A form that came back with something wrong is the same form."""
    browser = await lobby.sign_in(RECEPTION)
    wrong = await send(browser, departure_time="10:00")
    form = PageForm(wrong.text, NEW).filled(departure_time="12:00")

    await browser.post(NEW, data=form)
    await browser.post(NEW, data=form)

    assert len(await visits(lobby)) == 1


async def test_a_form_is_its_owners(lobby: Lobby) -> None:
    """Somebody else's form key makes nothing."""
    reception, admin = await lobby.sign_in(RECEPTION), await lobby.sign_in(ADMIN)
    theirs = (await form_of(admin)).values["key"]

    answer = await send(reception, key=theirs)

    assert "form is too old" in answer.text
    assert await visits(lobby) == []


async def test_several_people_come_together(lobby: Lobby) -> None:
    """Each has their own code on the page; an empty row is nobody."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(
        browser, people="3", name__1="Tom Berg", email__1="tom@berg.example"
    )

    page = await browser.get(answer.headers["location"])
    assert len(await visits(lobby)) == 2
    assert page.text.count('class="code"') == 2
    assert "Tom Berg" in page.text


async def test_another_person_gets_a_row(lobby: Lobby) -> None:
    """The button adds a row and keeps what was typed; the focus goes there."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser, step="add", purpose="Talks", departure_time="")

    form = PageForm(answer.text, NEW)
    assert answer.status_code == 200
    assert (form.values["name-0"], form.values["name-1"]) == ("Mara Lindt", "")
    assert form.values["people"] == "2"
    assert 'name="email-1"' in answer.text
    assert answer.text.count('autofocus="autofocus"') == 1
    assert await visits(lobby) == []


@pytest.mark.parametrize(("people", "rows"), [("99", 20), ("0", 1), ("x", 1), ("²", 1)])
async def test_there_are_one_to_twenty_rows(
    lobby: Lobby, people: str, rows: int
) -> None:
    """Whatever a form claims, the page has between one row and twenty."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser, people=people, name__0="")

    assert answer.text.count('name="company-') == rows


async def test_one_address_is_one_person(lobby: Lobby) -> None:
    """The same address twice in a form is a slip."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(
        browser,
        people="2",
        email__0="mara@lindt.example",
        name__1="Tom Berg",
        email__1="MARA@lindt.example",
    )

    assert "is in the form already" in answer.text
    assert await visits(lobby) == []


async def test_somebody_we_know_need_not_be_named(lobby: Lobby) -> None:
    """Without script, the e-mail alone names a returning visitor."""
    await invite_by_mail(lobby, company="Lindt AG")
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser, name__0="", email__0="mara@lindt.example")

    page = await browser.get(answer.headers["location"])
    assert "<h2>Mara Lindt</h2>" in page.text


async def test_the_page_works_without_script_to_find_a_host(lobby: Lobby) -> None:
    """A button looks the name up; the host is chosen from what is found."""
    legal = Host("jonas-2", "Jonas Weber", "jw2@lakeside.example", department="Legal")
    await hired(lobby, legal)
    browser = await lobby.sign_in(RECEPTION)

    found = await send(browser, host_name="weber", step="find")
    form = PageForm(found.text, NEW)
    answer = await browser.post(NEW, data=form.filled(host="jonas-2"))

    (visit,) = await visits(lobby)
    assert "Who is meant?" in found.text
    assert "Legal" in found.text
    assert answer.status_code == 303
    assert visit.host == "jonas-2"


async def test_a_namesake_has_to_be_chosen(lobby: Lobby) -> None:
    """Two hosts of one name: the page asks which, and does not guess."""
    await hired(lobby, Host("jonas-2", "Jonas Weber", "jw2@lakeside.example"))
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser)

    assert answer.status_code == 422
    assert answer.text.count('type="radio" name="host"') == 2
    assert await visits(lobby) == []


async def test_a_name_that_was_changed_chooses_anew(lobby: Lobby) -> None:
    """Who was chosen before counts only while the name fits."""
    browser = await lobby.sign_in(RECEPTION)

    await send(browser, host=PRIYA.id, host_name=JONAS.name)

    (visit,) = await visits(lobby)
    assert visit.host == JONAS.id


async def test_who_left_is_not_a_host(lobby: Lobby) -> None:
    """A former host's id in an old page invites nobody."""
    await hired(lobby, replace(JONAS, active=False))
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser, host=JONAS.id)

    assert answer.status_code == 422


async def test_a_member_invites_for_themselves(lobby: Lobby) -> None:
    """Whatever the form claims, a member's visitor comes to the member."""
    browser = await lobby.sign_in(MEMBER)
    page = await browser.get(NEW)

    answer = await send(browser, host=PRIYA.id, host_name=PRIYA.name)

    (visit,) = await visits(lobby)
    assert 'name="host_name"' not in page.text
    assert answer.status_code == 303
    assert (visit.host, visit.created_by) == (JONAS.id, MEMBER.id)


async def test_a_member_who_is_no_host_is_told_so(lobby: Lobby) -> None:
    """Somebody who cannot be visited reads whom to ask, and gets no form."""
    await hired(lobby, replace(JONAS, email="other@lakeside.example"))
    browser = await lobby.sign_in(MEMBER)

    page = await browser.get(NEW)
    sent = await browser.post(NEW, data={"name-0": "Mara"})

    assert "not in the list of hosts" in page.text
    assert "<form class" not in page.text
    assert sent.status_code == 200
    assert await visits(lobby) == []


async def test_who_has_no_site_is_told_so(lobby: Lobby) -> None:
    """A receptionist without a site has nowhere to invite to."""
    homeless = replace(RECEPTION, sites=())
    await lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(homeless))
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(NEW)

    assert "no site yet" in page.text


async def test_several_sites_are_a_choice(lobby: Lobby) -> None:
    """An admin chooses the site; times are that site's."""
    tokyo = replace(HARBOUR, time_zone="Asia/Tokyo")
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.sites.put(tokyo))
    browser = await lobby.sign_in(ADMIN)
    page = await browser.get(NEW)

    await send(browser, site=HARBOUR.id, arrival_time="20:00", departure_time="21:00")

    (visit,) = await visits(lobby)
    assert "Times are local at the site." in page.text
    assert visit.expected_arrival == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


async def test_an_unknown_language_is_the_first_one(lobby: Lobby) -> None:
    """Only the house's languages are spoken."""
    browser = await lobby.sign_in(RECEPTION)

    await send(browser, language="tlh")

    (visit,) = await visits(lobby)
    assert visit.language == "en"


async def test_odd_language_codes_are_shown_as_they_are(lobby: Lobby) -> None:
    """A language that nobody has a name for is offered by its code."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, languages=("en", "x!", "qqq")))
    )
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(NEW)

    assert '<option value="x!">x!</option>' in page.text
    assert '<option value="qqq">' in page.text


async def test_nasty_names_stay_text(lobby: Lobby) -> None:
    """Check 25: whatever is typed is shown as text."""
    nasty = "<script>alert(1)</script> {{ 7*7 }}"
    browser = await lobby.sign_in(RECEPTION)

    answer = await send(browser, name__0=nasty)

    page = await browser.get(answer.headers["location"])
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page.text


async def test_no_number_of_people_is_too_long_to_read(lobby: Lobby) -> None:
    """A number of five thousand digits is answered like any other wrong one."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/visits/new", data={"people": "9" * 5000})

    assert answer.status_code == 422


async def test_an_address_alone_names_a_stranger_to_no_member(lobby: Lobby) -> None:
    """A member has to know the name of whoever they have not invited before."""
    await invite_by_mail(lobby, host=PRIYA.id)
    browser = await lobby.sign_in(MEMBER)

    answer = await send(browser, name__0="", email__0="mara@lindt.example")

    assert answer.status_code == 422
    assert "Mara Lindt" not in answer.text
