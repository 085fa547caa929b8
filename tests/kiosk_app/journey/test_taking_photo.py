"""A visitor is photographed: where the site asks, once, and never against their will."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import PrintBadge, SendPhoto
from kiosk_app.journey.events import (
    BackTouched,
    CameraSeen,
    CheckInAnswered,
    CheckInKept,
    CheckInNotKept,
    CheckInUnanswered,
    ConfirmTouched,
    HostChosen,
    HostWasTold,
    LeftAlone,
    NextTouched,
    PhotoAccepted,
    PhotoAgainWanted,
    PhotoSkipped,
    PhotoTaken,
    PhotoWanted,
    RoomAnswered,
    Scanned,
    SecondPassed,
    ServerSeen,
    TimeUp,
    TryAgainTouched,
    VisitCancelled,
)
from kiosk_app.journey.patience import BRIEF_SECONDS, Patience, patience
from kiosk_app.journey.states import (
    AlreadyHere,
    CheckedInOffline,
    Checking,
    Completed,
    Confirming,
    Journey,
    Refused,
    ServerAway,
    State,
    TakingPhoto,
    WalkIn,
    WalkInField,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_photo import CameraState, Photo, Unphotographed
from shared.kiosk_options import Asked, KioskOptions
from tests.kiosk_app.journey.examples import (
    FORM,
    FOUND,
    ID,
    JONAS,
    LATER,
    OFFLINE_ARRIVAL,
    PASS,
    STAMP,
    after,
    effects_of,
    journey,
    reply,
)

JPEG = b"a picture"
TAKEN = (CameraSeen(works=True), PhotoWanted(), PhotoTaken(JPEG))
AT_HOST = WalkIn(
    step=WalkInStep.HOST, form=replace(FORM, host=None), active=WalkInField.HOST
)


def asked(state: State, photo: Asked = Asked.OPTIONAL) -> Journey:
    """Stand at a kiosk whose site photographs its visitors."""
    return replace(journey(state), options=KioskOptions(photo=photo))


def scanned(photo: Asked = Asked.OPTIONAL) -> Journey:
    """Hold a pass to the reader, and be checked in."""
    return after(
        asked(Welcome(), photo), Scanned(PASS, STAMP), CheckInAnswered(ID, reply())
    )


def test_a_walk_in_is_photographed_before_they_confirm():
    """After the last page comes the photo, then one look at it all."""
    at_photo = after(asked(AT_HOST), HostChosen(JONAS))

    used = after(at_photo, *TAKEN, PhotoAccepted())

    assert at_photo.state == TakingPhoto(FORM)
    assert used.state == Confirming(replace(FORM, portrait=Photo(JPEG)))


def test_nobody_is_photographed_where_nobody_asks():
    """A site that wants no photos shows no camera."""
    at_form = after(asked(AT_HOST, Asked.OFF), HostChosen(JONAS))
    at_room = scanned(Asked.OFF)

    assert isinstance(at_form.state, Confirming)
    assert isinstance(at_room.state, Completed)


def test_the_photo_is_sent_after_the_check_in():
    """The photo goes to the server once there is a visit, and not before."""
    form = replace(FORM, portrait=Photo(JPEG))
    asking = after(asked(Confirming(form)), ConfirmTouched(STAMP))
    answer = CheckInAnswered(ID, reply())

    sent = effects_of(asking, answer)

    assert isinstance(asking.state, Checking)
    assert SendPhoto("visit-1", JPEG) in sent
    assert isinstance(after(asking, answer).state, Completed)


def test_a_photo_is_asked_for_once():
    """Whoever goes back to change a line is not photographed again."""
    form = replace(FORM, portrait=Unphotographed.DECLINED)
    at_host = WalkIn(
        step=WalkInStep.HOST, form=form, active=WalkInField.HOST, changing=True
    )

    changed = after(asked(at_host), HostChosen(JONAS))

    assert changed.state == Confirming(form)


def test_who_declines_goes_on_and_nothing_is_told():
    """Where it is optional, one touch goes on without a photo, and nobody hears why."""
    skipped = after(asked(TakingPhoto(FORM)), PhotoSkipped())
    asking = after(skipped, ConfirmTouched(STAMP))

    told = effects_of(asking, CheckInAnswered(ID, reply()))

    assert skipped.state == Confirming(replace(FORM, portrait=Unphotographed.DECLINED))
    assert not [one for one in told if isinstance(one, SendPhoto)]


def test_who_must_be_photographed_cannot_decline():
    """Where it is required there is no way around a camera that works."""
    at_photo = asked(TakingPhoto(FORM, camera=CameraState.READY), Asked.REQUIRED)

    assert after(at_photo, PhotoSkipped()) == at_photo


def test_a_photo_can_be_taken_again():
    """A picture that one does not like is thrown away."""
    again = after(asked(TakingPhoto(FORM)), *TAKEN, PhotoAgainWanted())

    second = after(again, CameraSeen(works=True), PhotoWanted(), PhotoTaken(b"second"))

    assert again.state == TakingPhoto(FORM)
    assert second.state == TakingPhoto(FORM, photo=Photo(b"second"))


def test_back_leads_to_the_host():
    """Back opens the page before the photo."""
    back = after(asked(TakingPhoto(FORM)), BackTouched())

    assert isinstance(back.state, WalkIn)
    assert back.state.step is WalkInStep.HOST


def test_without_a_camera_one_goes_on_by_oneself():
    """Where it is optional and there is no camera, the next page comes by itself."""
    on = after(asked(TakingPhoto(FORM)), CameraSeen(works=False))

    assert on.state == Confirming(replace(FORM, portrait=Unphotographed.NO_CAMERA))


@pytest.mark.parametrize("event", [NextTouched(), TimeUp()])
def test_without_a_camera_one_is_told_where_it_is_required(event):
    """Where it is required the page says so calmly, and goes on all the same."""
    told = after(asked(TakingPhoto(FORM), Asked.REQUIRED), CameraSeen(works=False))

    on = after(told, event)

    assert told.state == TakingPhoto(FORM, camera=CameraState.MISSING)
    assert patience(told, 20) == Patience(BRIEF_SECONDS, TimeUp())
    assert on.state == Confirming(replace(FORM, portrait=Unphotographed.NO_CAMERA))


def test_a_missing_camera_is_told_to_the_server():
    """That there was no camera stands on the visit afterwards."""
    form = replace(FORM, portrait=Unphotographed.NO_CAMERA)
    asking = after(asked(Confirming(form)), ConfirmTouched(STAMP))

    told = effects_of(asking, CheckInAnswered(ID, reply()))

    assert SendPhoto("visit-1", None) in told


def test_a_camera_that_fails_while_it_shoots_is_missing():
    """A camera that is unplugged at that moment holds nobody up."""
    failed = after(
        asked(TakingPhoto(FORM), Asked.REQUIRED),
        CameraSeen(works=True),
        PhotoWanted(),
        CameraSeen(works=False),
    )

    assert failed.state == TakingPhoto(FORM, camera=CameraState.MISSING)


def test_a_late_picture_changes_nothing():
    """A picture that comes when nobody waits for one is dropped."""
    ready = asked(TakingPhoto(FORM, camera=CameraState.READY))

    assert after(ready, PhotoTaken(JPEG)) == ready


def test_a_pass_is_checked_in_before_the_photo():
    """Badge and host do not wait: the visitor is checked in, then photographed."""
    asking = after(asked(Welcome()), Scanned(PASS, STAMP))
    answer = CheckInAnswered(ID, reply())

    at_photo, told = after(asking, answer), effects_of(asking, answer)
    room = after(at_photo, *TAKEN, PhotoAccepted())

    assert isinstance(at_photo.state, TakingPhoto)
    assert [one for one in told if isinstance(one, PrintBadge)]
    assert isinstance(room.state, Completed)
    assert effects_of(after(at_photo, *TAKEN), PhotoAccepted()) == (
        SendPhoto("visit-1", JPEG),
    )


def test_who_is_here_already_is_not_photographed():
    """A second scan shows the room again, and no camera."""
    asking = after(asked(Welcome()), Scanned(PASS, STAMP))

    here = after(asking, CheckInAnswered(ID, reply(already_here=True)))

    assert isinstance(here.state, AlreadyHere)


def test_the_page_behind_hears_of_its_visit():
    """Room and host become known while the camera is shown."""
    at_photo = scanned()

    later = after(
        at_photo, RoomAnswered("visit-1", FOUND), HostWasTold("visit-1", reached=True)
    )
    room = after(later, PhotoSkipped())

    assert isinstance(later.state, TakingPhoto)
    assert isinstance(room.state, Completed)
    assert room.state.room == FOUND


def test_a_visit_cancelled_meanwhile_needs_no_photo():
    """When the visit is called off at that moment, its visitor hears so."""
    assert isinstance(after(scanned(), VisitCancelled("visit-1")).state, Refused)


def test_nobody_goes_back_behind_their_check_in():
    """Whoever is checked in has no way back from the camera but forward."""
    at_photo = scanned()

    assert after(at_photo, BackTouched()) == at_photo


def test_a_next_pass_ends_the_photo():
    """The next visitor's pass counts; nobody waits for a photo of the one before."""
    asking = after(scanned(), Scanned(PASS, LATER))

    assert isinstance(asking.state, Checking)
    assert asking.state.request.request_id == LATER.request_id


def test_offline_nobody_is_photographed():
    """Without the server there is nowhere to bring a photo: none is taken."""
    away = after(asked(AT_HOST), ServerSeen(online=False), HostChosen(JONAS))

    assert isinstance(away.state, Confirming)


def test_a_kept_check_in_keeps_no_photo():
    """A server that goes away after the photo gets the check-in, and never the photo."""
    form = replace(FORM, portrait=Photo(JPEG))
    asking = after(
        asked(Confirming(form)), ConfirmTouched(STAMP), CheckInUnanswered(ID)
    )

    kept = after(asking, CheckInKept(ID, OFFLINE_ARRIVAL))

    assert isinstance(kept.state, CheckedInOffline)
    assert not hasattr(kept.state, "portrait")


def test_a_photo_outlives_a_second_try():
    """Where nothing can be kept, trying again sends the photo as well."""
    form = replace(FORM, portrait=Photo(JPEG))
    away = after(
        asked(Confirming(form)),
        ConfirmTouched(STAMP),
        CheckInUnanswered(ID),
        CheckInNotKept(ID),
    )
    again = after(away, ServerSeen(online=True), TryAgainTouched())

    assert isinstance(away.state, ServerAway)
    assert SendPhoto("visit-1", JPEG) in effects_of(again, CheckInAnswered(ID, reply()))


def test_a_photo_is_gone_at_home():
    """Whoever walks away leaves no picture on the kiosk."""
    looking = asked(TakingPhoto(FORM, photo=Photo(JPEG)))

    left = after(looking, LeftAlone(1), SecondPassed())

    assert left.state == Welcome()


def test_a_picture_is_written_nowhere():
    """Whatever a log says of a screen, the picture is not in it."""
    looking = after(asked(TakingPhoto(FORM)), *TAKEN)

    assert "a picture" not in repr((looking, TAKEN, SendPhoto("visit-1", JPEG)))


def test_a_camera_that_fails_is_not_offered():
    """On Welcome a camera that cannot be used is taken back, as a lost reader is."""
    lost = after(asked(Welcome()), CameraSeen(works=False))

    assert not lost.camera_works
    assert after(lost, CameraSeen(works=True)).camera_works


def test_a_camera_that_failed_is_tried_for_the_next_visitor():
    """Once a visitor has gone, the camera gets another chance."""
    lost = replace(asked(TakingPhoto(FORM)), camera_works=False)

    gone = after(lost, LeftAlone(1), SecondPassed())

    assert gone.camera_works


def test_a_photo_shows_that_the_camera_works_again():
    """A camera that takes a photo may read codes again."""
    lost = replace(asked(TakingPhoto(FORM)), camera_works=False)

    assert after(lost, CameraSeen(works=True)).camera_works
