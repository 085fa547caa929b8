import ast
import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import admin_server
from admin_server.web.dashboard.settings.audit import harmless
from admin_server.web.dashboard.settings.audit_names import NOUNS
from admin_server.web.dashboard.words import LANGUAGES, words_in
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    JONAS,
    MEMBER,
    OTHER_ADMIN,
    OTHER_TENANT,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
    Lobby,
)
from tests.fakes.owning import events

_FOLDER = Path(admin_server.__file__).parent


def known_events() -> list[str]:
    """Every event that the source names as a plain text."""
    found = set()
    for file in _FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "event":
                value = getattr(node.value, "value", None)
                found |= {value} if isinstance(value, str) and "." in value else set()
    return sorted(found)


async def note(lobby: Lobby, event: str, subject: str, **more) -> None:
    """Let something have happened just now."""
    at = more.pop("at", lobby.clock.now())
    actor = more.pop("actor", f"user:{RECEPTION.id}")
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.audit.add(
            at=at, event=event, actor=actor, subject=subject, personal=more or None
        )
    )


@pytest.mark.parametrize("event", known_events())
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_event_has_plain_words(event: str, language: str):
    """Whatever happens is told in words, in every language."""
    assert f"audit.event.{event}" in words_in(language).texts
    assert event.split(".", maxsplit=1)[0] in NOUNS


def test_there_are_events():
    """The walk above does not pass because it found nothing."""
    assert {"visit.checked_in", "site.wifi_changed"} <= set(known_events())


async def test_what_happened_is_read_newest_first(lobby: Lobby):
    """An admin reads who did what, with names, the last thing first."""
    await note(lobby, "host.changed", f"host:{JONAS.id}")
    await note(lobby, "site.wifi_changed", f"site:{HOUSE.id}", actor="apply")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/audit")

    text = answer.text
    assert text.index("Guest Wi-Fi changed") < text.index("Host changed")
    assert "Noor Jansen" in text
    assert f'<a href="/hosts/{JONAS.id}">Jonas Weber</a>' in text
    assert "Configuration file" in text
    assert "Mon 23 Nov, 10:00" in text


async def test_german_admins_read_german(lobby: Lobby):
    """The audit speaks the reader's language."""
    german = replace(ADMIN, language="de")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(german))
    await note(lobby, "site.wifi_changed", f"site:{HOUSE.id}")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/audit")

    assert "Gäste-WLAN geändert" in answer.text


async def test_a_name_is_shown_as_long_as_it_is_kept(lobby: Lobby):
    """Of somebody who is gone the noted name is shown; without it, nobody's."""
    await note(lobby, "host.changed", "host:gone", name="Old Host")
    await note(lobby, "user.signed_in", "user:gone", actor="user:gone")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/audit")

    assert "Old Host" in answer.text
    assert "Nobody known any more" in answer.text
    assert 'href="/hosts/gone"' not in answer.text


async def test_a_stranger_at_the_sign_in_is_no_lost_name(lobby: Lobby):
    """What somebody did before signing in is not said of somebody forgotten."""
    await note(lobby, "user.reset_asked", f"user:{RECEPTION.id}", actor="nobody")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/audit")

    assert "Somebody not signed in" in answer.text


async def test_an_event_without_words_is_still_listed(lobby: Lobby):
    """What an older or newer server noted is not hidden."""
    await note(lobby, "visit.teleported", "visit:1")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/audit")

    assert "Noted: visit.teleported" in answer.text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("kind=site", "Guest Wi-Fi changed", "Host changed"),
        (f"person={RECEPTION.id}", "Host changed", "Guest Wi-Fi changed"),
        ("day=2026-11-22", "Room changed", "Host changed"),
        ("day=2026-11-23", "Host changed", "Room changed"),
        ("day=yesterday", "Host changed", "nothing is hidden"),
        ("kind=weather", "Host changed", "nothing is hidden"),
    ],
)
async def test_the_audit_can_be_narrowed(
    lobby: Lobby, query: str, shown: str, hidden: str
):
    """A local day, a person or a kind of thing leaves only its rows."""
    now = lobby.clock.now()
    # 22:00 UTC is 23:00 in Zurich, still the day before.
    await note(
        lobby, "room.changed", "room:x", actor="apply", at=now - timedelta(hours=11)
    )
    await note(lobby, "host.changed", f"host:{JONAS.id}")
    await note(lobby, "site.wifi_changed", f"site:{HOUSE.id}", actor="apply")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(f"/audit?{query}")

    assert shown in answer.text
    assert hidden not in answer.text


async def test_a_long_audit_comes_in_pages(lobby: Lobby):
    """Older things are on the next page, and each stands on one of them only."""
    for number in range(60):
        await note(lobby, "user.signed_in", f"user:{number}", name=f"Guest {number:02}")
    browser = await lobby.sign_in(ADMIN)

    first = await browser.get("/audit?kind=user")
    older = first.text.split("before=")[1].split('"')[0]
    second = await browser.get(f"/audit?kind=user&before={older}")

    assert "Guest 10" in first.text
    assert "Guest 09" not in first.text
    assert "Guest 09" in second.text
    assert "Guest 10" not in second.text


async def test_the_audit_can_be_taken_away_as_a_list(lobby: Lobby):
    """A spreadsheet gets every row of the filter, and that it was taken is noted."""
    await note(lobby, "host.changed", f"host:{JONAS.id}")
    await note(lobby, "site.changed", f"site:{HOUSE.id}")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post("/audit/export", data={"kind": "host"})

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.headers["content-disposition"].endswith('"audit-2026-11-23.csv"')
    assert [row[1:3] for row in rows[1:]] == [["Host changed", "Jonas Weber"]]
    assert rows[1][0] == "2026-11-23T10:00:00+01:00"
    assert (await events(lobby))[0] == ("audit.exported", f"user:{ADMIN.id}")


async def test_a_name_is_no_formula(lobby: Lobby):
    """A spreadsheet does not calculate what somebody typed as their name."""
    await note(lobby, "host.changed", "host:gone", name="=HYPERLINK(evil)")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post("/audit/export", data={})

    assert "'=HYPERLINK(evil)" in answer.text
    assert ",=HYPERLINK" not in answer.text


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_whatever_begins_a_formula_is_made_harmless(first: str):
    """Every sign that a spreadsheet takes for a formula is covered."""
    assert harmless(f"{first}1+1") == f"'{first}1+1"
    assert harmless("Jonas =") == "Jonas ="


@pytest.mark.parametrize("user", [SITE_ADMIN, RECEPTION, MEMBER])
async def test_the_audit_is_the_admins_alone(lobby: Lobby, user):
    """Nobody else reads or takes away what colleagues did."""
    browser = await lobby.sign_in(user)

    seen = await browser.get("/audit")
    taken = await browser.post("/audit/export", data={})

    assert (seen.status_code, taken.status_code) == (403, 403)


async def test_another_organisation_reads_only_its_own(lobby: Lobby):
    """What happened here is not told elsewhere."""
    await note(lobby, "host.changed", "host:gone", name="Old Host")
    browser = await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)

    seen = await browser.get("/audit")
    taken = await browser.post("/audit/export", data={})

    assert "Old Host" not in seen.text
    assert "Old Host" not in taken.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_day_beyond_the_calendar_filters_nothing(lobby: Lobby, day: str):
    """The first and the last day that there are break neither page nor export."""
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get("/audit", params={"day": day})
    taken = await browser.post("/audit/export", data={"day": day})

    assert (shown.status_code, taken.status_code) == (200, 200)
    assert "audit.exported" in taken.text
