"""What the pages of a site's questions say, and what they send."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    ChangeTouched,
    Cleared,
    ConfirmTouched,
    MoreWanted,
    NextTouched,
    NoneOfThese,
    RowChosen,
    SuggestionTaken,
)
from kiosk_app.journey.states import (
    AlreadyHere,
    Answering,
    ChoosingType,
    Confirming,
    HostTold,
    Journey,
    StillThere,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
)
from shared.kiosk_options import Asked, KioskOptions
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scene import LOOKING, ROOM_A, completed, reply, typed
from tests.fakes.scenes import SCENES
from tests.fakes.scenes_questions import ASKING, DEPARTMENT, PLATE, TOLD

BY_NAME = {scene.name: scene for scene in SCENES}


def desk_at(name: str, language: str = "en") -> FakeDesk:
    """Stand at a scene."""
    scene = BY_NAME[name]
    return FakeDesk(journey=scene.journey(language), configuration=scene.configuration)


async def said_at(desk: FakeDesk) -> list[str]:
    """Give everything that is written on the screen."""
    async with FletHarness(build_main(desk)) as kiosk:
        return kiosk.texts()


def asking(state, options=ASKING) -> FakeDesk:
    """Stand at a page of a site that asks for these things."""
    return FakeDesk(journey=Journey(state, options=options))


async def test_an_address_is_read_back_letter_by_letter():
    """B27: large and spaced to the eye, and spelled to the ear."""
    desk = desk_at("confirming_email")

    async with FletHarness(build_main(desk)) as kiosk:
        said, heard = kiosk.texts(), kiosk.marked("email").label

    assert {"m a r a", "@ lindt . example"} <= set(said)
    assert heard.startswith("Mike, Alfa, Romeo, Alfa, at, Lima, India")


async def test_a_good_address_has_no_suggestion():
    """Nobody is asked whether they meant what they typed."""
    said = await said_at(desk_at("confirming_email"))

    assert not any("Did you mean" in text for text in said)


@pytest.mark.parametrize(
    ("scene", "mark", "event"),
    [
        ("confirming_email", "email-right", ConfirmTouched(STAMP)),
        ("confirming_email", "change-email", ChangeTouched(WalkInStep.DETAILS)),
        ("confirming_email", "back", BackTouched()),
        ("confirming_email-odd", "suggestion", SuggestionTaken()),
        ("welcome_back", "use-these", ConfirmTouched(STAMP)),
        ("welcome_back", "anew", NoneOfThese()),
        ("welcome_back", "back", BackTouched()),
        ("choosing_type", "row-tour", RowChosen("tour")),
        ("choosing_type", "back", BackTouched()),
        ("choosing_type-many", "more", MoreWanted()),
        ("answering-text", "next", NextTouched()),
        ("answering-text", "back", BackTouched()),
        ("answering-yes_no", "row-no", RowChosen("no")),
        ("answering-yes_no", "next", NextTouched()),
        ("answering-choice", "row-d3", RowChosen("d3")),
        ("confirming-all", "change-name", ChangeTouched(WalkInStep.NAME)),
        ("confirming-all", "change-phone", ChangeTouched(WalkInStep.PHONE)),
        (
            "confirming-all",
            "change-question-plate",
            ChangeTouched(WalkInStep.QUESTION, "plate"),
        ),
    ],
)
async def test_a_touch_says_what_it_means(scene, mark, event):
    """Each button of these pages does the one thing that stands on it."""
    desk = desk_at(scene)

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch(mark)

    assert desk.sent == [event]


async def test_a_typed_answer_can_be_cleared():
    """One touch empties the field."""
    desk = asking(Answering(TOLD, PLATE, typed("B ML")))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("clear-answer")

    assert desk.sent == [Cleared()]


async def test_the_kinds_of_visit_are_said_in_the_visitors_language():
    """A German reads the site's German words."""
    said = await said_at(desk_at("choosing_type", "de"))

    assert {"Was führt Sie zu uns?", "Führung", "Handwerk", "Schritt 4 von 9"} <= {
        *said
    }


async def test_at_most_six_rows_are_shown_at_once():
    """Rows stay large; the others are one touch away."""
    first = desk_at("choosing_type-many")
    later = replace(
        first, journey=replace(first.journey, state=ChoosingType(WalkInForm(), shown=1))
    )

    said, more = await said_at(first), await said_at(later)

    assert "Kind of visit number 6" in said
    assert "Kind of visit number 7" not in said
    assert {"Kind of visit number 7", "Kind of visit number 11"} <= {*more}


async def test_what_was_chosen_before_is_marked():
    """Whoever comes back sees, and hears, what they answered."""
    async with FletHarness(build_main(desk_at("answering-yes_no"))) as kiosk:
        marked = {one.label for one in kiosk.semantics() if one.selected and one.on_tap}

    assert marked == {"Yes"}


async def test_a_required_choice_has_no_way_past_it():
    """Without an answer there is nothing to skip with."""
    needed = await said_at(asking(Answering(TOLD, DEPARTMENT)))
    optional = DEPARTMENT.model_copy(update={"required": False})
    free = await said_at(asking(Answering(TOLD, optional)))

    assert "Skip" not in needed
    assert "Skip" in free


async def test_the_confirmation_lists_all_that_was_told():
    """Whatever goes to the host can be read, and changed, before."""
    said = " ".join(await said_at(desk_at("confirming-all")))

    assert "Lindt & Partner · mara.lindt@gmial.com" in said
    assert "+49 30 1234567" in said
    assert "Contractor" in said
    assert "Number plate B ML 4827" in said
    assert "Versorgungswirtschaft Nordwest" in said
    assert "Repair of the lift in the north wing" in said
    assert "Jonas Weber" in said


async def test_what_was_left_out_has_a_dash():
    """A line without an answer says so."""
    form = replace(
        TOLD, answers=(("plate", "B 1"), ("camera", ""), ("department", "x"))
    )

    said = await said_at(asking(Confirming(form)))

    assert said.count("–") == 2


@pytest.mark.parametrize(
    ("options", "title", "label"),
    [
        (KioskOptions(), "Company and e‑mail", "Company (optional)"),
        (KioskOptions(company=Asked.REQUIRED), "Company and e‑mail", "Company"),
        (KioskOptions(email=Asked.OFF), "What is your company?", "Company"),
        (KioskOptions(company=Asked.OFF), "What is your e‑mail?", "E-mail"),
    ],
)
async def test_only_what_the_site_wants_is_asked(options, title, label):
    """Optional is written; what is required needs no word."""
    page = WalkIn(step=WalkInStep.DETAILS, active=WalkInField.EMAIL)

    said = await said_at(asking(page, options))

    assert {title, label} <= {*said}


@pytest.mark.parametrize(
    ("active", "sentence"),
    [
        (WalkInField.COMPANY, "Please type your company first."),
        (WalkInField.EMAIL, "Please look at the e‑mail once more."),
    ],
)
async def test_what_is_missing_is_said(active, sentence):
    """The line below names the field that holds the visitor up."""
    page = WalkIn(step=WalkInStep.DETAILS, active=active, nudged=True)

    assert sentence in await said_at(asking(page))


async def test_a_page_that_asks_nothing_any_more_still_leads_on():
    """An admin may stop asking while somebody stands there."""
    nothing = KioskOptions(company=Asked.OFF, email=Asked.OFF)

    said = await said_at(asking(WalkIn(step=WalkInStep.DETAILS), nothing))

    assert "Skip" in said


async def test_a_phone_number_has_a_keyboard_of_its_own():
    """Digits and a plus, large."""
    async with FletHarness(build_main(desk_at("walk_in-phone"))) as kiosk:
        marks = {one.identifier for one in kiosk.semantics() if one.on_tap}

    assert {"key-+", "key-0", "key-backspace"} <= marks
    assert "key-q" not in marks


class Evening(FakeDesk):
    """A desk at another time of day."""

    def stamp(self):
        """Give the time in the evening, or at noon."""
        return replace(STAMP, kiosk_time=self.moment)

    moment: datetime = STAMP.kiosk_time


@pytest.mark.parametrize(
    ("later", "greeting"),
    [
        (timedelta(0), "Good morning. You are checked in, Mara"),
        (timedelta(hours=3), "Good afternoon. You are checked in, Mara"),
        (timedelta(hours=9), "Good evening. You are checked in, Mara"),
        (timedelta(hours=18), "Good evening. You are checked in, Mara"),
    ],
)
async def test_a_visitor_is_greeted_by_the_time_at_the_site(later, greeting):
    """Morning, afternoon, evening: by the site's clock, wherever the server stands."""
    desk = Evening(journey=Journey(completed()))
    desk.moment = STAMP.kiosk_time + later

    assert greeting in await said_at(desk)


@pytest.mark.parametrize("scene", ["completed-early", "completed-late-long"])
async def test_a_greeting_never_makes_the_title_small(scene):
    """Where there is no room for it, what is so comes first."""
    said = await said_at(desk_at(scene))

    assert not any(text.startswith("Good") for text in said)


async def test_a_room_that_has_moved_says_so_in_words():
    """The panel says that the room has changed, and shows the other one."""
    said = await said_at(desk_at("completed-moved"))

    assert {"Your room has changed", "Lakeside", "Floor 3, by the stairs"} <= {*said}
    assert "Your meeting room" not in said


async def test_whoever_has_a_room_reads_that_they_can_go_there():
    """What happens next is said in words."""
    assert "You can go to your room now" in await said_at(desk_at("completed"))


@pytest.mark.parametrize(
    "state",
    [
        completed(room=LOOKING),
        completed(host=HostTold.NOT_REACHED),
        BY_NAME["completed-early"].state,
    ],
)
async def test_whoever_should_wait_is_not_sent_on(state):
    """Without a room, without the host, or too early, nobody is sent to a room."""
    said = await said_at(FakeDesk(journey=Journey(state)))

    assert "You can go to your room now" not in said


@pytest.mark.parametrize(
    ("covered", "button"),
    [
        (completed(), "More time"),
        (AlreadyHere(reply(), ROOM_A), "More time"),
        (WalkIn(), "I am still here"),
    ],
)
async def test_whoever_reads_can_have_more_time(covered, button):
    """WCAG 2.2.1: the time to read can be extended with one touch."""
    said = await said_at(FakeDesk(journey=Journey(StillThere(covered, 9))))

    assert button in said


async def test_whoever_was_here_before_is_welcomed_back_in_masked_words():
    """What they told last time is shown so that only they recognise it."""
    said = await said_at(desk_at("welcome_back"))

    assert {"Welcome back, Mara", "Shall we use what you told us last time?"} <= set(
        said
    )
    assert any("L•••t" in text for text in said)
    assert any("••• 45" in text for text in said)
    assert any("J••• W•••" in text for text in said)


async def test_only_what_is_offered_has_a_line():
    """Where only the host is known there is no empty line for a company."""
    said = await said_at(desk_at("welcome_back-host"))

    assert "You are visiting" in said
    assert "Company" not in said


async def test_each_masked_line_is_heard_with_its_name():
    """A blind visitor hears which of the dots are their company's."""
    desk = desk_at("welcome_back")

    async with FletHarness(build_main(desk)) as kiosk:
        heard = [one.label for one in kiosk.semantics() if one.label]

    assert any(label.startswith("Company: ") for label in heard)


async def test_the_last_page_shows_what_was_taken_over_masked():
    """What the kiosk never saw in the clear stands masked among what was typed."""
    said = await said_at(desk_at("confirming-remembered"))

    assert any("L•••t" in text for text in said)
    assert any("J••• W•••" in text for text in said)
