"""What a site's kiosks offer and ask, as its admin sets it in the dashboard."""

from dataclasses import replace

import pytest

from admin_server.core.places import HelpContact
from shared.kiosk_options import Asked, KioskOptions, WelcomeButton
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HARBOUR_TOKEN,
    HOUSE,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
    Lobby,
)
from tests.fakes.owning import ask, events, own, told_sites

_PAGE = f"/settings/sites/{HOUSE.id}/kiosk"
_FORM = {
    "place_walk_in": "2",
    "place_code": "1",
    "place_delivery": "0",
    "place_check_out": "3",
    "place_reception": "0",
    "colleagues": "yes",
    "wifi_offline": "yes",
    "company": "required",
    "email": "optional",
    "phone": "off",
    "purpose": "optional",
    "photo": "off",
    "read_seconds": "60",
    "still_there_seconds": "30",
    "help_name": "Nina Keller",
    "help_email": "nina.keller@lakeside.example",
    "help_phone": "+41 44 555 01 00",
}
_SAVED = KioskOptions(
    buttons=(WelcomeButton.CODE, WelcomeButton.WALK_IN, WelcomeButton.CHECK_OUT),
    by_name=False,
    colleagues=True,
    wifi_offline=True,
    company=Asked.REQUIRED,
    email=Asked.OPTIONAL,
    purpose=Asked.OPTIONAL,
    read_seconds=60,
    still_there_seconds=30,
)
# How badges look has a page of its own.
_HERE = sorted(set(KioskOptions.model_fields) - {"badge"})


async def house(lobby: Lobby):
    """The house, as it stands."""
    return await ask(lobby, lambda nouns: nouns.sites.get(HOUSE.id))


async def test_what_kiosks_offer_is_saved(lobby: Lobby):
    """A site admin chooses buttons, questions, times and who comes to help."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PAGE, data=_FORM)

    site = await house(lobby)
    assert answer.status_code == 303
    assert site.kiosk == _SAVED
    assert site.help == HelpContact(
        "Nina Keller", "nina.keller@lakeside.example", "+41 44 555 01 00"
    )
    assert await events(lobby) == [("site.kiosk_changed", f"user:{SITE_ADMIN.id}")]
    assert await told_sites(lobby) == [HOUSE.id]


async def test_the_kiosk_of_that_site_is_told_and_no_other(lobby: Lobby):
    """The changed site's kiosk hears of it and fetches it; the other's does not."""
    browser = await lobby.sign_in(SITE_ADMIN)
    before = (await lobby.get("/kiosk")).json()
    elsewhere = (await lobby.get("/kiosk", token=HARBOUR_TOKEN)).json()

    await browser.post(_PAGE, data=_FORM)
    heard = (await lobby.get("/kiosk/events", after="0")).json()["events"]
    silence = await lobby.get("/kiosk/events", token=HARBOUR_TOKEN, after="0")
    after = (await lobby.get("/kiosk")).json()

    assert [event["kind"] for event in heard] == ["configuration_changed"]
    assert silence.json()["events"] == []
    assert after["version"] != before["version"]
    assert after["options"]["buttons"] == ["code", "walk_in", "check_out"]
    assert after["still_there_seconds"] == 30
    assert after["help_phone"] == "+41 44 555 01 00"
    assert after["wifi"]["ssid"] == "Portico Guest"
    assert (await lobby.get("/kiosk", token=HARBOUR_TOKEN)).json() == elsewhere


async def test_saving_the_form_as_it_is_changes_nothing(lobby: Lobby):
    """Whoever only looks and saves has told nobody anything."""
    browser = await lobby.sign_in(SITE_ADMIN)
    await browser.post(_PAGE, data=_FORM)

    await browser.post(_PAGE, data=_FORM)

    assert len(await events(lobby)) == 1
    assert await told_sites(lobby) == [HOUSE.id]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("place_walk_in", "1", "Another button stands at place 1 already."),
        ("place_walk_in", "9", "Choose one from the list."),
        ("company", "always", "Choose one from the list."),
        ("read_seconds", "5", "Write a number of seconds from 20 to 300."),
        ("read_seconds", "301", "Write a number of seconds from 20 to 300."),
        ("still_there_seconds", "soon", "Write a number of seconds from 20 to 300."),
        ("still_there_seconds", "", "Fill this in."),
        ("help_email", "nina", "This is not an e-mail address"),
        ("help_phone", "ring the bell", "This is not a telephone number"),
        ("help_phone", "1" * 41, "Write at most 40 characters."),
    ],
)
async def test_what_does_not_fit_is_told(
    lobby: Lobby, field: str, value: str, said: str
):
    """It is named at its field, what was typed stays, and nothing is saved."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PAGE, data={**_FORM, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Nina Keller"' in answer.text
    assert await house(lobby) == HOUSE


@pytest.mark.parametrize("field", _HERE)
async def test_every_choice_can_be_owned_by_a_file(lobby: Lobby, field: str):
    """What the configuration file says of a site's kiosks stays, and is shown so."""
    await own(lobby, f"site.house.kiosk.{field}")
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_PAGE)
    await browser.post(_PAGE, data=_FORM)

    site = await house(lobby)
    assert "Set in the configuration file." in shown.text
    assert getattr(site.kiosk, field) == getattr(KioskOptions(), field)
    assert site.help.name == "Nina Keller"


async def test_a_help_contact_can_be_owned_by_a_file(lobby: Lobby):
    """A file that says the telephone leaves the rest to the dashboard."""
    await own(lobby, "site.house.help.phone")
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PAGE, data=_FORM)

    assert (await house(lobby)).help == HelpContact(
        "Nina Keller", "nina.keller@lakeside.example"
    )


@pytest.mark.parametrize("field", _HERE)
async def test_the_page_knows_every_choice(lobby: Lobby, field: str):
    """Nothing that can be chosen for a kiosk is missing on its page."""
    browser = await lobby.sign_in(ADMIN)
    fields = {"buttons": "place_code", "visit_types": "kinds"}

    shown = await browser.get(_PAGE)

    name = fields.get(field, field)
    assert f'name="{name}"' in shown.text or f'id="{name}"' in shown.text


async def test_the_preview_shows_what_kiosks_show(lobby: Lobby):
    """Buttons that are not shown are not in the picture; the own line is."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: (
            nouns.sites.put(replace(HOUSE, kiosk=_SAVED)),
            nouns.change_tenant(
                replace(
                    nouns.tenant,
                    accent="#7AB800",
                    texts={"welcome": {"en": "Nice to see you"}},
                )
            ),
        )
    )
    browser = await lobby.sign_in(SITE_ADMIN)

    shown = (await browser.get(_PAGE)).text

    words = shown.partition('class="kiosk-preview"')[2].partition("</svg>")[0]
    assert "Nice to see you" in words
    assert words.index("I have a code") < words.index("I have no invitation")
    assert "Delivery" not in words
    assert 'fill="#7AB800"' in words


async def test_another_site_is_not_there(lobby: Lobby):
    """A site admin neither sees nor changes the kiosks of a site that is not theirs."""
    browser = await lobby.sign_in(SITE_ADMIN)
    page = f"/settings/sites/{HARBOUR.id}/kiosk"

    seen = await browser.get(page)
    sent = await browser.post(page, data=_FORM)

    assert (seen.status_code, sent.status_code) == (404, 404)
    assert await ask(lobby, lambda nouns: nouns.sites.get(HARBOUR.id)) == HARBOUR


async def test_reception_changes_no_kiosk(lobby: Lobby):
    """Reception does not decide what visitors are asked."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(_PAGE, data=_FORM)

    assert answer.status_code == 403
    assert await house(lobby) == HOUSE
