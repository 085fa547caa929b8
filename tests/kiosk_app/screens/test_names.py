"""What the pages of names, choices and colleagues say, and what they never say."""

from dataclasses import replace

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import ChoosingVisit, Journey, Leaving, Welcome
from kiosk_app.journey.states_names import NotLeft, Why
from shared.kiosk import ReaderSide
from shared.kiosk_options import KioskOptions, WelcomeButton
from tests.fakes.desk import LAKESIDE, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES
from tests.fakes.scenes_names import NAMED, TIMES

BY_NAME = {scene.name: scene for scene in SCENES}


async def said_at(state, configuration=LAKESIDE, language="en"):
    """Give everything that is written on the screen."""
    desk = FakeDesk(
        journey=Journey(state, language=language), configuration=configuration
    )
    async with FletHarness(build_main(desk)) as kiosk:
        return kiosk.texts()


async def said_in(name, language="en"):
    """Give everything that is written in a scene."""
    scene = BY_NAME[name]
    return await said_at(scene.state, scene.configuration, language)


def offering(*buttons):
    """Configure a first page with these buttons only."""
    options = KioskOptions(buttons=buttons)
    return LAKESIDE.model_copy(update={"options": options})


async def test_a_found_visitor_recognises_themselves_by_a_hint():
    """Time and masked hint are shown, and nothing that was typed is repeated."""
    said = await said_in("choosing_visit-one")

    assert {"Is this you?", "Visit at 10:00", "None of these"} <= set(said)
    assert any("m•••@l•••.example" in text for text in said)
    assert not any("Mara" in text for text in said)


async def test_several_visits_are_told_apart_by_time_only():
    """Begun, next, later: no subject, no name, no address."""
    said = await said_in("choosing_visit-several")

    assert {"Which visit is it now?", "Visit at 09:00", "Visit at 14:00"} <= set(said)
    assert {"This one has begun", "This one is next", "Later today"} <= set(said)
    assert not any("•••" in text for text in said)


async def test_visits_that_have_all_begun_say_so():
    """In the evening none of them is the next one."""
    said = await said_at(ChoosingVisit(TIMES[:1], Why.SEVERAL))

    assert "This one has begun" in said


async def test_a_visit_without_a_hint_shows_its_time():
    """Where nothing is known that a visitor would recognise, the time must do."""
    bare = TIMES[0].model_copy(update={"hint": None})

    said = await said_at(ChoosingVisit((bare,), Why.BY_NAME, NAMED))

    assert "Visit at 09:00" in said


async def test_whoever_leaves_reads_both_ways():
    """The reader and the name are named in one sentence."""
    said = await said_at(Leaving())

    assert "Hold your badge or QR code to the reader, or type your full name." in said


@pytest.mark.parametrize("reader", [ReaderSide.NONE])
async def test_without_a_reader_nobody_is_sent_to_it(reader):
    """A kiosk without a reader asks for the name only."""
    there = LAKESIDE.model_copy(update={"reader": reader})

    said = await said_at(Leaving(), there)

    assert "Type your full name, as when you arrived." in said


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (Leaving(nudged=True), "Please type your full name first."),
        (Leaving(trouble=NotLeft.OVER), "This visit is checked out already."),
        (
            Leaving(trouble=NotLeft.AWAY),
            "We could not check you out just now. Try again, or tell reception.",
        ),
    ],
)
async def test_whoever_cannot_leave_reads_why(state, sentence):
    """There is always one plain sentence, and the way on."""
    assert sentence in await said_at(state)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Check in 2 people"), ("de", "2 Personen anmelden")],
)
async def test_the_button_counts_who_comes_along(language, sentence):
    """The button says how many people it checks in."""
    assert sentence in await said_in("colleagues", language)


async def test_each_colleague_has_an_outcome_in_words():
    """Checked in, or please go to reception: never a colour alone."""
    said = await said_in("colleagues-done")

    assert said.count("Checked in") == 3
    assert said.count("Please go to reception") == 1


async def test_nothing_can_be_touched_twice_while_they_are_checked_in():
    """While one after the other comes in there is only Back, and it waits."""
    desk = FakeDesk(journey=BY_NAME["colleagues-under_way"].journey("en"))

    async with FletHarness(build_main(desk)) as kiosk:
        touchable = [one.identifier for one in kiosk.semantics() if one.on_tap]

    assert touchable == ["back"]


async def test_whoever_comes_alone_is_not_asked_about_others():
    """The button for colleagues is there for those who have some."""
    alone, accompanied = await said_in("completed"), await said_in("completed-party")

    assert "And my colleagues" not in alone
    assert "And my colleagues" in accompanied


@pytest.mark.parametrize(
    ("scene", "sentence"),
    [
        ("completed-early", "Your meeting starts at 10:00"),
        ("completed-late-long", "Your meeting began at 10:00"),
    ],
)
async def test_whoever_is_early_or_late_reads_the_time(scene, sentence):
    """The page says when the meeting starts, or that it has begun."""
    assert sentence in await said_in(scene)


@pytest.mark.parametrize(
    ("buttons", "shown", "hidden"),
    [
        ((WelcomeButton.CODE,), "I have a code", "I have no invitation"),
        ((WelcomeButton.WALK_IN,), "I have no invitation", "I have a code"),
        ((WelcomeButton.CHECK_OUT,), "Check out", "I have a code"),
        ((), "Welcome", "Check out"),
    ],
)
async def test_the_first_page_offers_what_the_site_chose(buttons, shown, hidden):
    """An admin decides which ways in and out a kiosk offers."""
    said = await said_at(Welcome(), offering(*buttons))

    assert shown in said
    assert hidden not in said


async def test_the_mark_of_a_colleague_is_said_too():
    """A blind visitor hears who comes along and who does not."""
    desk = FakeDesk(journey=BY_NAME["colleagues"].journey("en"))

    async with FletHarness(build_main(desk)) as kiosk:
        marks = {
            one.label: one.selected
            for one in kiosk.semantics()
            if one.selected is not None
        }

    assert marks["Ben K., comes along"] is True
    assert marks["Wilhelmina-Alexandrowna H., not here"] is False


async def test_a_name_may_be_typed_on_after_trouble():
    """What was typed stands in the field, so that a letter can be mended."""
    said = await said_at(replace(BY_NAME["leaving-named"].state))

    assert any("Mara" in text for text in said)
