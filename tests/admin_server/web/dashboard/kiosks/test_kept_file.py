"""Check-ins that came off a kiosk as a file become visits."""

import json

import pytest

from tests.fakes.kept_check_ins import kept
from tests.fakes.lobby import ADMIN, HARBOUR, RECEPTION, SITE_ADMIN, TENANT, Lobby
from tests.fakes.lobby import JONAS as HOST

PAGE = "/kept-check-ins"
WALK_IN = {"visitor": {"name": "Ada Sommer"}, "host_id": HOST.id, "language": "en"}


def _file(*entries, **more):
    content = {"portico_kept_check_ins": 1, "check_ins": list(entries)} | more
    return {"file": ("queue.json", json.dumps(content), "application/json")}


async def test_a_dead_kiosks_check_ins_are_visits(lobby: Lobby):
    """R16: brought twice they are there once; another organisation's are told apart."""
    browser = await lobby.sign_in(ADMIN)
    good = kept(lobby, ago=None, **WALK_IN)
    strange = kept(lobby, ago=None, **WALK_IN) | {"sealed": "unreadable"}

    first = await browser.post(
        PAGE, data={"kiosk": "kiosk-house"}, files=_file(good, strange)
    )
    again = await browser.post(PAGE, data={"kiosk": "kiosk-house"}, files=_file(good))
    page = await browser.get(again.headers["location"])

    assert (first.status_code, first.headers["location"]) == (
        303,
        "/kiosks/kiosk-house",
    )
    assert "1 check-ins are here now. 0 could not be read" in page.text
    visits = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.on_site()
    )
    assert [visit.kiosk for visit in visits] == ["kiosk-house"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (None, "Choose a file."),
        (_file(portico_kept_check_ins=2), "This is no file of kept check-ins."),
        ({"file": ("a.json", b"\x00nothing", "text/plain")}, "This is no file of"),
    ],
)
async def test_what_is_no_such_file_is_said(lobby: Lobby, sent, said):
    """A wrong file changes nothing, and the page says what it wants."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(PAGE, data={"kiosk": "kiosk-house"}, files=sent)

    assert answer.status_code == 422
    assert said in answer.text


async def test_only_own_kiosks_are_offered(lobby: Lobby):
    """A site's admin brings nothing for another site; reception brings nothing."""
    site_admin = await lobby.sign_in(SITE_ADMIN)
    reception = await lobby.sign_in(RECEPTION)

    page = await site_admin.get(f"{PAGE}?kiosk=kiosk-house")
    other = await site_admin.post(PAGE, data={"kiosk": "kiosk-harbour"}, files=_file())
    turned_away = await reception.get(PAGE)

    assert HARBOUR.id == "site-harbour"
    assert 'value="kiosk-house" selected' in page.text
    assert "kiosk-harbour" not in page.text
    assert (other.status_code, turned_away.status_code) == (404, 403)
