"""How a site's badges look, as its admin sets it."""

from pathlib import Path

import pytest

import shared
from shared.badge import Pattern
from shared.kiosk_options import BadgeChoice, VisitType
from tests.fakes.at_the_kiosk import set_options
from tests.fakes.lobby import HOUSE, RECEPTION, SITE_ADMIN, Lobby
from tests.fakes.owning import ask, events, own, told_sites

_PATH = f"/settings/sites/{HOUSE.id}/badge"
_OWN = (Path(shared.__file__).parent / "badge_designs" / "narrow.toml").read_text(
    "utf-8"
)


async def chosen(lobby: Lobby) -> BadgeChoice:
    """What the house chose."""
    site = await ask(lobby, lambda nouns: nouns.sites.get(HOUSE.id))
    return site.kiosk.badge


async def test_a_design_is_chosen_by_its_picture(lobby: Lobby):
    """Each design stands there drawn; the one chosen goes to the kiosks at once."""
    browser = await lobby.sign_in(SITE_ADMIN)

    page = (await browser.get(_PATH)).text
    saved = await browser.post(_PATH, data={"design": "tall", "text": "Call 112"})

    assert page.count('type="radio" name="design"') == 5
    assert page.count('src="data:image/png;base64,') == 5
    assert saved.headers["location"] == _PATH
    assert await chosen(lobby) == BadgeChoice(design="tall", text="Call 112")
    assert ("site.badge_changed", SITE_ADMIN.id) in [
        (event, actor.removeprefix("user:")) for event, actor in await events(lobby)
    ]
    assert await told_sites(lobby) == [HOUSE.id]


async def test_a_preview_saves_nothing(lobby: Lobby):
    """An own design is looked at first; what was typed stays."""
    browser = await lobby.sign_in(SITE_ADMIN)
    typed = {"design": "own", "own": _OWN, "text": "", "preview": "yes"}

    shown = await browser.post(_PATH, data=typed)
    before = await chosen(lobby)
    await browser.post(_PATH, data={"design": "own", "own": _OWN, "text": ""})

    assert shown.status_code == 200
    assert "This is a preview. Nothing is saved yet." in shown.text
    assert before == BadgeChoice()
    assert (await chosen(lobby)).own == _OWN.strip("\n")


@pytest.mark.parametrize(
    ("own_design", "says"),
    [
        ("", "Write the design, or choose another one."),
        ("[label]\nwidth = 2000\n", "label"),
        ("this is no TOML", "TOML"),
        ("a" * 12_001, "12000"),
    ],
)
async def test_what_is_no_design_is_said(lobby: Lobby, own_design: str, says: str):
    """A design that cannot be used is not saved, and the page says where it is wrong."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PATH, data={"design": "own", "own": own_design})

    assert answer.status_code == 422
    assert says in answer.text.partition('id="error-own"')[2].partition("</p>")[0]
    assert await chosen(lobby) == BadgeChoice()


async def test_what_a_file_owns_stays(lobby: Lobby):
    """The design that a tenant file names is shown locked, the line of text is free."""
    await own(lobby, "site.house.badge.design")
    browser = await lobby.sign_in(SITE_ADMIN)

    page = (await browser.get(_PATH)).text
    await browser.post(_PATH, data={"design": "tall", "own": "", "text": "Call 112"})

    assert "Set in the configuration file" in page
    assert await chosen(lobby) == BadgeChoice(text="Call 112")


async def test_reception_changes_no_designs(lobby: Lobby):
    """Who only prints badges does not decide how they look."""
    browser = await lobby.sign_in(RECEPTION)

    assert (await browser.get(_PATH)).status_code == 403


async def test_a_kind_of_visit_has_a_pattern(lobby: Lobby):
    """Contractors are told from others by the pattern that the admin chose."""
    kind = VisitType(key="work", name={"en": "Work"})
    await set_options(lobby, visit_types=(kind,))
    browser = await lobby.sign_in(SITE_ADMIN)
    path = f"/settings/sites/{HOUSE.id}/kiosk/kinds/work"

    await browser.post(path, data={"name_en": "Work", "pattern": "stripes"})

    site = await ask(lobby, lambda nouns: nouns.sites.get(HOUSE.id))
    assert site.kiosk.visit_types[0].pattern is Pattern.STRIPES
