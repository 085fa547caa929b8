"""Each button of each screen does what it says."""

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    ChangeTouched,
    CheckOutTouched,
    CheckOutWanted,
    Cleared,
    CodeWanted,
    ColleaguesConfirmed,
    ColleaguesWanted,
    ColleagueTouched,
    ConfirmTouched,
    DoneTouched,
    FieldTouched,
    HostChosen,
    LanguageChosen,
    LanguageWanted,
    NextTouched,
    NoneOfThese,
    StillHereTouched,
    TryAgainTouched,
    VisitChosen,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    Journey,
    SearchState,
    WalkIn,
    WalkInField,
    WalkInStep,
)
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import HOSTS, SCENES
from tests.fakes.scenes_names import TIMES

BY_NAME = {scene.name: scene for scene in SCENES}
TOUCHES = [
    ("welcome", "walk-in", [WalkInWanted()]),
    ("welcome", "code", [CodeWanted()]),
    ("welcome", "language", [LanguageWanted()]),
    ("welcome", "check-out", [CheckOutWanted()]),
    ("leaving-named", "next", [NextTouched()]),
    ("leaving-named", "back", [BackTouched()]),
    ("leaving-named", "clear-leaving", [Cleared()]),
    ("choosing_visit-many", "visit-3", [VisitChosen(TIMES[3], STAMP)]),
    ("choosing_visit-one", "none", [NoneOfThese()]),
    ("choosing_visit-one", "back", [BackTouched()]),
    ("choosing_visit-several", "home", [DoneTouched()]),
    ("completed-party", "colleagues", [ColleaguesWanted()]),
    ("colleagues", "colleague-1", [ColleagueTouched(1)]),
    ("colleagues", "confirm", [ColleaguesConfirmed((STAMP, STAMP))]),
    ("colleagues", "back", [BackTouched()]),
    ("colleagues-one", "to-visit", [BackTouched()]),
    ("colleagues-done", "to-visit", [BackTouched()]),
    ("choosing_language", "back", [BackTouched()]),
    ("choosing_language", "language-de", [LanguageChosen("de")]),
    ("typing_code", "back", [BackTouched()]),
    ("walk_in-name", "back", [BackTouched()]),
    ("walk_in-name", "next", [NextTouched()]),
    ("walk_in-name-empty", "next", [NextTouched()]),
    ("walk_in-name", "field-name", [FieldTouched(WalkInField.NAME)]),
    ("walk_in-name", "clear-name", [FieldTouched(WalkInField.NAME), Cleared()]),
    ("walk_in-details", "field-email", [FieldTouched(WalkInField.EMAIL)]),
    ("walk_in-details", "next", [NextTouched()]),
    ("walk_in-host", "host-h2", [HostChosen(HOSTS[1])]),
    ("confirming", "back", [BackTouched()]),
    ("confirming", "change-name", [ChangeTouched(WalkInStep.NAME)]),
    ("confirming", "change-details", [ChangeTouched(WalkInStep.DETAILS)]),
    ("confirming", "change-host", [ChangeTouched(WalkInStep.HOST)]),
    ("confirming", "check-in", [ConfirmTouched(STAMP)]),
    ("completed", "done", [DoneTouched()]),
    ("already_here", "done", [DoneTouched()]),
    ("already_here", "check-out", [CheckOutTouched(STAMP)]),
    ("refused-expired", "walk-in", [WalkInWanted()]),
    ("refused-expired", "home", [DoneTouched()]),
    ("refused-code_unknown", "code", [CodeWanted()]),
    ("refused-cancelled", "home", [DoneTouched()]),
    ("refused-other", "home", [DoneTouched()]),
    ("server_away", "try-again", [TryAgainTouched()]),
    ("server_away", "done", [DoneTouched()]),
    ("checked_in_offline", "done", [DoneTouched()]),
    ("still_there", "still-here", [StillHereTouched()]),
]


@pytest.mark.parametrize("how", ["touch", "activate"])
@pytest.mark.parametrize(("scene", "mark", "events"), TOUCHES)
async def test_a_button_does_what_it_says(scene, mark, events, how):
    """A finger and a screen reader set off the same thing."""
    shown = BY_NAME[scene]
    desk = FakeDesk(journey=shown.journey("en"), configuration=shown.configuration)

    async with FletHarness(build_main(desk)) as kiosk:
        await getattr(kiosk, how)(mark)

    assert desk.sent == events


async def test_a_search_that_failed_can_be_repeated():
    """When names could not be looked up, one touch tries again."""
    state = WalkIn(
        step=WalkInStep.HOST, active=WalkInField.HOST, search=SearchState.AWAY
    )
    desk = FakeDesk(journey=Journey(state))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("try-again")

    assert desk.sent == [TryAgainTouched()]


async def test_nothing_can_be_touched_while_checking():
    """Nobody sends a check-in twice by tapping about."""
    desk = FakeDesk(journey=BY_NAME["checking"].journey("en"))

    async with FletHarness(build_main(desk)) as kiosk:
        touchable = [one for one in kiosk.semantics() if one.on_tap]

    assert touchable == []
