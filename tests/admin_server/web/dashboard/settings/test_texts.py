import pytest

from tests.fakes.lobby import ADMIN, HARBOUR, HOUSE, SITE_ADMIN, Lobby
from tests.fakes.owning import events, own, tenant_of, told_sites

_PATH = "/settings/texts"
_FORM = {
    "invitation_en": "Please bring an ID.\n\nPark behind the house. " + "x" * 300,
    "invitation_de": "Bitte bringen Sie einen Ausweis mit.",
    "welcome_en": "Nice to see you",
    "welcome_de": "",
}


async def test_words_are_saved_per_language(lobby: Lobby):
    """Each language has its own words, long paragraphs whole, and kiosks are told."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PATH, data=_FORM)

    assert (await tenant_of(lobby)).texts == {
        "invitation": {
            "en": _FORM["invitation_en"],
            "de": _FORM["invitation_de"],
        },
        "welcome": {"en": "Nice to see you"},
    }
    assert await events(lobby) == [("tenant.texts_changed", f"user:{ADMIN.id}")]
    assert await told_sites(lobby) == [HOUSE.id, HARBOUR.id]


async def test_an_invitation_is_no_business_of_kiosks(lobby: Lobby):
    """A changed paragraph in mails does not bother a kiosk."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PATH, data={"invitation_en": "Hello"})

    assert await told_sites(lobby) == []


async def test_words_can_be_taken_away(lobby: Lobby):
    """An emptied text is gone."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post(_PATH, data=_FORM)

    await browser.post(_PATH, data={})

    assert (await tenant_of(lobby)).texts == {}


async def test_a_line_that_is_too_long_is_told(lobby: Lobby):
    """The kiosk's line has to fit, and what was typed stays."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data={**_FORM, "welcome_en": "x" * 81})

    assert answer.status_code == 422
    assert "Write at most 80 characters." in answer.text
    assert "Bitte bringen Sie" in answer.text
    assert (await tenant_of(lobby)).texts == {}


@pytest.mark.parametrize("field", ["invitation_de", "welcome_en"])
async def test_owned_words_are_locked(lobby: Lobby, field: str):
    """Words from the configuration file stay, the others change."""
    await own(lobby, f"texts.{field.replace('_', '.')}")
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_PATH)
    await browser.post(_PATH, data=_FORM)

    place, language = field.split("_")
    texts = (await tenant_of(lobby)).texts
    assert "Set in the configuration file." in shown.text
    assert language not in texts.get(place, {})
    assert texts["invitation"]["en"] == _FORM["invitation_en"]


async def test_a_site_admin_writes_no_texts(lobby: Lobby):
    """Words of the organisation are not one site's to change."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PATH, data=_FORM)

    assert answer.status_code == 403
    assert (await tenant_of(lobby)).texts == {}
