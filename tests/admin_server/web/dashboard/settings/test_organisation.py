import pytest

from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    OTHER_ADMIN,
    OTHER_TENANT,
    SITE_ADMIN,
    Lobby,
)
from tests.fakes.owning import events, own, tenant_of, told_sites

_PATH = "/settings/organisation"
_FORM = {
    "name": "Lakeside AG",
    "languages": ["de", "en"],
    "domains": "lakeside.example, @Lake.example",
    "calendar_integration": "yes",
    "accent": "#ffd400",
}


async def test_the_organisation_is_saved(lobby: Lobby):
    """An admin changes everything, and kiosks, audit and page follow."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data=_FORM)

    tenant = await tenant_of(lobby)
    assert answer.headers["location"] == _PATH
    assert (tenant.name, tenant.languages) == ("Lakeside AG", ("de", "en"))
    assert tenant.domains == ("lakeside.example", "lake.example")
    assert tenant.accent == "#FFD400"
    assert await events(lobby) == [("tenant.changed", f"user:{ADMIN.id}")]
    assert await told_sites(lobby) == [HOUSE.id, HARBOUR.id]


async def test_ten_languages_can_be_offered_to_visitors(lobby: Lobby):
    """All that the kiosk speaks can be chosen, also what the dashboard does not."""
    browser = await lobby.sign_in(ADMIN)
    ten = ["en", "de", "fr", "es", "it", "pt", "pl", "tr", "ar", "ja"]

    shown = (await browser.get(_PATH)).text
    await browser.post(_PATH, data={**_FORM, "languages": ten})

    assert 'value="ja"' in shown
    assert (await tenant_of(lobby)).languages == tuple(ten)


async def test_saving_the_same_again_changes_nothing(lobby: Lobby):
    """Pressing Save twice writes one line into the audit."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post(_PATH, data=_FORM)

    await browser.post(_PATH, data=_FORM)

    assert len(await events(lobby)) == 1


async def test_kiosks_are_not_bothered_by_what_they_do_not_show(lobby: Lobby):
    """Whether calendars are looked at is none of a kiosk's business (E2)."""
    browser = await lobby.sign_in(ADMIN)
    form = {
        "name": "Lakeside",
        "languages": ["en", "de"],
        "domains": "lakeside.example",
        "accent": "",
    }

    await browser.post(_PATH, data=form)

    assert not (await tenant_of(lobby)).calendar_integration
    assert await told_sites(lobby) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fill this in."),
        ("languages", [], "Choose at least one language."),
        ("languages", ["klingon-x"], "Choose languages from the list."),
        ("domains", "lake", "is not a domain such as"),
        ("accent", "yellow", "is not a colour such as"),
    ],
)
async def test_a_wrong_value_is_told_and_kept(
    lobby: Lobby, field: str, value: object, said: str
):
    """What does not fit is named at its field, and nothing is saved."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data={**_FORM, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="#ffd400"' in answer.text or field == "accent"
    assert await events(lobby) == []


@pytest.mark.parametrize("field", list(_FORM))
async def test_an_owned_value_is_locked(lobby: Lobby, field: str):
    """A value of the configuration file is shown locked, and a post leaves it."""
    await own(lobby, f"tenant.{field}")
    before = getattr(await tenant_of(lobby), field)
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_PATH)
    await browser.post(_PATH, data=_FORM)

    after = await tenant_of(lobby)
    assert "Set in the configuration file." in shown.text
    assert getattr(after, field) == before
    assert await events(lobby) == [("tenant.changed", f"user:{ADMIN.id}")]


async def test_a_colour_can_be_looked_at_first(lobby: Lobby):
    """Yellow is shown before and after, with the reason, and nothing is saved."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data={**_FORM, "look": "yes"})

    assert "We darkened your colour so that everyone can read it" in answer.text
    assert 'fill="#7E6A07"' in answer.text
    assert (await tenant_of(lobby)).accent is None


async def test_an_unticked_box_stays_unticked_when_something_else_is_wrong(
    lobby: Lobby,
):
    """A form that comes back shows what was chosen, not what was stored."""
    browser = await lobby.sign_in(ADMIN)
    form = {key: value for key, value in _FORM.items() if key[0] != "c"}

    answer = await browser.post(_PATH, data={**form, "name": ""})

    box = answer.text[answer.text.index('name="calendar_integration"') :][:80]
    assert "checked" not in box


async def test_a_site_admin_cannot_change_it(lobby: Lobby):
    """Whoever manages one site does not rename the organisation."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PATH, data=_FORM)

    assert answer.status_code == 403
    assert (await tenant_of(lobby)).name == "Lakeside"


async def test_another_organisation_changes_only_itself(lobby: Lobby):
    """An admin of another organisation does not touch this one."""
    browser = await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)

    await browser.post(_PATH, data=_FORM)

    assert (await tenant_of(lobby)).name == "Lakeside"
