"""The kinds of visit of a site and their questions, as its admin sets them."""

from dataclasses import replace

import pytest

from shared.kiosk_options import KioskOptions, Question, QuestionKind, VisitType
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
    Lobby,
)
from tests.fakes.owning import ask, events, own, told_sites

_KIOSK = f"/settings/sites/{HOUSE.id}/kiosk"
_SERVICE = f"{_KIOSK}/kinds/service"
_TOOLS = f"{_SERVICE}/questions/tools"
PLATE = Question(key="plate", label={"en": "Number plate", "de": "Kennzeichen"})
TOOLS = Question(
    key="tools",
    kind=QuestionKind.CHOICE,
    label={"en": "Tools"},
    required=True,
    choices={"none": {"en": "None"}, "own": {"en": "My own"}},
)
SERVICE = VisitType(
    key="service", name={"en": "Service", "fr": "Service"}, questions=(PLATE, TOOLS)
)
INTERVIEW = VisitType(key="interview", name={"en": "Interview"})
_ASKED = {
    "label_en": "Vehicle",
    "label_de": "Fahrzeug",
    "kind": "choice",
    "required": "yes",
    "choices_en": "Car\nBicycle\n",
    "choices_de": "Auto\nFahrrad",
}


@pytest.fixture
async def lobby(lobby: Lobby) -> Lobby:
    """A lobby whose house offers two kinds of visit."""
    options = KioskOptions(visit_types=(INTERVIEW, SERVICE))
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.sites.put(replace(HOUSE, kiosk=options))
    )
    return lobby


async def kinds(lobby: Lobby) -> tuple[VisitType, ...]:
    """What the house offers."""
    site = await ask(lobby, lambda nouns: nouns.sites.get(HOUSE.id))
    return site.kiosk.visit_types


async def test_a_kind_of_visit_is_added(lobby: Lobby):
    """A new kind stands last, its kiosk is told, and its questions are next."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(
        f"{_KIOSK}/new-kind", data={"name_en": "Interview", "name_de": "Bewerbung"}
    )

    assert answer.headers["location"] == f"{_KIOSK}/kinds/interview_2"
    assert await kinds(lobby) == (
        INTERVIEW,
        SERVICE,
        VisitType(key="interview_2", name={"en": "Interview", "de": "Bewerbung"}),
    )
    assert await events(lobby) == [("site.kiosk_changed", f"user:{SITE_ADMIN.id}")]
    assert await told_sites(lobby) == [HOUSE.id]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name_de": "Bewerbung"}, "Fill this in."),
        ({"name_en": "x" * 61, "name_de": "Bewerbung"}, "at most 60 characters"),
    ],
)
async def test_a_kind_needs_a_name_in_the_first_language(
    lobby: Lobby, data: dict[str, str], said: str
):
    """What is missing is named, and what was typed in the other language stays."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(f"{_KIOSK}/new-kind", data=data)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Bewerbung"' in answer.text
    assert await kinds(lobby) == (INTERVIEW, SERVICE)


async def test_there_are_at_most_twelve_kinds(lobby: Lobby):
    """A thirteenth is not saved, and the page says what to do."""
    many = tuple(VisitType(key=f"k{at}", name={"en": "K"}) for at in range(12))
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.sites.put(
            replace(HOUSE, kiosk=KioskOptions(visit_types=many))
        )
    )
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(f"{_KIOSK}/new-kind", data={"name_en": "One more"})

    assert answer.status_code == 422
    assert "There are twelve kinds of visit already." in answer.text
    assert await kinds(lobby) == many


async def test_a_kind_gets_other_names(lobby: Lobby):
    """Its questions stay, and so do its words in a language that rests."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(_SERVICE, data={"name_en": "Repair", "name_de": "Reparatur"})

    names = {"en": "Repair", "de": "Reparatur", "fr": "Service"}
    assert await kinds(lobby) == (
        INTERVIEW,
        SERVICE.model_copy(update={"name": names}),
    )


async def test_a_kind_is_brought_forward(lobby: Lobby):
    """What most visitors come for may stand first."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_SERVICE}/forward")

    assert await kinds(lobby) == (SERVICE, INTERVIEW)


async def test_a_kind_is_removed_after_a_question(lobby: Lobby):
    """The button names what goes, and only that goes."""
    browser = await lobby.sign_in(SITE_ADMIN)

    asked = await browser.get(f"{_SERVICE}/remove")
    there = await kinds(lobby)
    await browser.post(f"{_SERVICE}/remove")

    assert "Remove Service</button>" in asked.text
    assert there == (INTERVIEW, SERVICE)
    assert await kinds(lobby) == (INTERVIEW,)


async def test_a_question_is_added(lobby: Lobby):
    """Its choices are the same ones in every language."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(f"{_SERVICE}/new-question", data=_ASKED)

    assert answer.headers["location"] == _SERVICE
    assert (await kinds(lobby))[1].questions == (
        PLATE,
        TOOLS,
        Question(
            key="vehicle",
            kind=QuestionKind.CHOICE,
            label={"en": "Vehicle", "de": "Fahrzeug"},
            required=True,
            choices={
                "car": {"en": "Car", "de": "Auto"},
                "bicycle": {"en": "Bicycle", "de": "Fahrrad"},
            },
        ),
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("label_en", "", "Fill this in."),
        ("kind", "smell", "Choose one from the list."),
        ("choices_en", "Car", "Write at least two choices"),
        ("choices_en", "Car\ncar", "Two choices read the same."),
        ("choices_en", "\n".join("abcdefghijklm"), "as many lines as in the first"),
        ("choices_de", "Auto", "as many lines as in the first language (2)"),
        ("choices_en", f"Car\n{'x' * 61}", "at most 60 characters"),
    ],
)
async def test_a_question_that_does_not_fit_is_told(
    lobby: Lobby, field: str, value: str, said: str
):
    """It is named at its field, what was typed stays, and nothing is saved."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(
        f"{_SERVICE}/new-question", data={**_ASKED, field: value}
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Fahrzeug"' in answer.text
    assert await kinds(lobby) == (INTERVIEW, SERVICE)


async def test_there_are_at_most_twelve_choices(lobby: Lobby):
    """More than twelve nobody reads."""
    browser = await lobby.sign_in(SITE_ADMIN)
    many = {"choices_en": "\n".join("abcdefghijklm"), "choices_de": ""}

    answer = await browser.post(f"{_SERVICE}/new-question", data=_ASKED | many)

    assert "Write at most twelve choices." in answer.text
    assert await kinds(lobby) == (INTERVIEW, SERVICE)


async def test_there_are_at_most_twelve_questions(lobby: Lobby):
    """A thirteenth is not saved, and the page says what to do."""
    many = tuple(Question(key=f"q{at}", label={"en": "Q"}) for at in range(12))
    full = SERVICE.model_copy(update={"questions": many})
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.sites.put(
            replace(HOUSE, kiosk=KioskOptions(visit_types=(full,)))
        )
    )
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(f"{_SERVICE}/new-question", data=_ASKED)

    assert "There are twelve questions already." in answer.text
    assert await kinds(lobby) == (full,)


async def test_a_question_is_changed(lobby: Lobby):
    """A choice that keeps its words keeps its key; answered no more by choice, none."""
    browser = await lobby.sign_in(SITE_ADMIN)
    moved = {"label_en": "Tools", "kind": "choice", "choices_en": "My own\nNone\nOurs"}

    shown = await browser.get(_TOOLS)
    await browser.post(_TOOLS, data=moved)
    turned = (await kinds(lobby))[1].questions[1]
    await browser.post(_TOOLS, data=moved | {"kind": "yes_no"})

    assert "None\nMy own</textarea>" in shown.text
    assert list(turned.choices) == ["own", "none", "ours"]
    assert turned.required is False
    assert (await kinds(lobby))[1].questions[1].choices == {}


async def test_a_question_is_moved_and_removed(lobby: Lobby):
    """Its place is changed by a touch; before it goes the button names it."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_TOOLS}/forward")
    turned = (await kinds(lobby))[1].questions
    asked = await browser.get(f"{_TOOLS}/remove")
    await browser.post(f"{_TOOLS}/remove")

    assert turned == (TOOLS, PLATE)
    assert "Remove Tools</button>" in asked.text
    assert (await kinds(lobby))[1].questions == (PLATE,)


async def test_the_pages_show_what_is_there(lobby: Lobby):
    """Names, questions and how they are answered can be read."""
    browser = await lobby.sign_in(ADMIN)

    listed = await browser.get(_KIOSK)
    shown = await browser.get(_SERVICE)
    new = await browser.get(f"{_KIOSK}/new-kind")
    asked = await browser.get(f"{_SERVICE}/new-question")

    assert "2 questions" in listed.text
    assert "Number plate" in shown.text
    assert "One of several choices · must be answered" in shown.text
    assert "Name in German" in new.text
    assert "Choices in English" in asked.text


@pytest.mark.parametrize(
    "path",
    [
        f"{_KIOSK}/kinds/unknown",
        f"{_SERVICE}/questions/unknown",
        f"{_SERVICE}/questions/unknown/remove",
        f"{_KIOSK}/kinds/unknown/remove",
    ],
)
async def test_what_is_gone_is_not_there(lobby: Lobby, path: str):
    """Somebody else may have removed it meanwhile."""
    browser = await lobby.sign_in(SITE_ADMIN)

    seen = await browser.get(path)
    sent = await browser.post(path, data={"name_en": "x"})

    assert (seen.status_code, sent.status_code) == (404, 404)


async def test_kinds_of_a_file_are_shown_and_left_alone(lobby: Lobby):
    """What the configuration file says of them nobody changes here."""
    await own(lobby, "site.house.kiosk.visit_types")
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_SERVICE)
    sent = await browser.post(_SERVICE, data={"name_en": "Repair"})
    removed = await browser.post(f"{_SERVICE}/remove")
    added = await browser.post(f"{_KIOSK}/new-kind", data={"name_en": "More"})

    assert "Set in the configuration file." in shown.text
    assert "Number plate" in shown.text
    assert [one.status_code for one in (sent, removed, added)] == [404, 404, 404]
    assert await kinds(lobby) == (INTERVIEW, SERVICE)


async def test_reception_changes_no_kind(lobby: Lobby):
    """Reception does not decide what visitors are asked."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(_SERVICE, data={"name_en": "Repair"})

    assert answer.status_code == 403
    assert await kinds(lobby) == (INTERVIEW, SERVICE)
