"""A visitor is photographed: the camera shows them, then the picture."""

from dataclasses import replace

from kiosk_app.journey.arrival import at_arrival
from kiosk_app.journey.events import (
    BackTouched,
    ByWorld,
    CameraSeen,
    Event,
    NextTouched,
    PhotoAccepted,
    PhotoAgainWanted,
    PhotoSkipped,
    PhotoTaken,
    PhotoWanted,
    TimeUp,
)
from kiosk_app.journey.photo_wanted import photo_of
from kiosk_app.journey.states import (
    Completed,
    Confirming,
    Journey,
    TakingPhoto,
    WalkInForm,
)
from kiosk_app.journey.states_photo import CameraState, Photo, Portrait, Unphotographed
from kiosk_app.journey.turn import Turn, show, stay
from kiosk_app.journey.walk_in_pages import pages
from kiosk_app.journey.walk_in_way import Way, open_page
from shared.kiosk_options import Asked


def at_taking_photo(journey: Journey, state: TakingPhoto, event: Event) -> Turn:
    """Follow the camera, and go on with a picture or without one."""
    match event:
        case CameraSeen() | PhotoTaken():
            return _see(journey, state, event)
        case PhotoWanted() | PhotoAgainWanted():
            return show(journey, _aimed(state, event))
        case PhotoAccepted() | NextTouched() if state.photo is not None:
            return _go_on(journey, state, state.photo)
        case NextTouched() | TimeUp() if state.camera is CameraState.MISSING:
            return _go_on(journey, state, Unphotographed.NO_CAMERA)
        case PhotoSkipped() if journey.options.photo is not Asked.REQUIRED:
            return _go_on(journey, state, Unphotographed.DECLINED)
        case _:
            return _besides(journey, state, event)


def _aimed(state: TakingPhoto, event: PhotoWanted | PhotoAgainWanted) -> TakingPhoto:
    match event:
        case PhotoWanted() if state.camera is CameraState.READY:
            return replace(state, camera=CameraState.TAKING)
        case PhotoAgainWanted() if state.photo is not None:
            return TakingPhoto(state.then)
        case _:
            return state


def _see(journey: Journey, state: TakingPhoto, event: CameraSeen | PhotoTaken) -> Turn:
    match event:
        case PhotoTaken(jpeg) if state.camera is CameraState.TAKING:
            return show(journey, TakingPhoto(state.then, photo=Photo(jpeg)))
        case CameraSeen(works=True) if state.camera is CameraState.OPENING:
            seen = replace(journey, camera_works=True)
            return show(seen, replace(state, camera=CameraState.READY))
        case CameraSeen(works=False) if state.photo is None:
            return _without_camera(journey, state)
        case _:
            return stay(journey)


def _without_camera(journey: Journey, state: TakingPhoto) -> Turn:
    if journey.options.photo is Asked.REQUIRED:
        # Whoever has to be photographed hears why they are not.
        return show(journey, replace(state, camera=CameraState.MISSING))
    return _go_on(journey, state, Unphotographed.NO_CAMERA)


def _go_on(journey: Journey, state: TakingPhoto, portrait: Portrait) -> Turn:
    match state.then:
        case WalkInForm() as form:
            return show(journey, Confirming(replace(form, portrait=portrait)))
        case Completed() as done:
            return show(journey, done, *photo_of(done.reply.visit.id, portrait))


def _besides(journey: Journey, state: TakingPhoto, event: Event) -> Turn:
    match state.then:
        case WalkInForm() as form if isinstance(event, BackTouched):
            last = pages(form, journey.options)[-1]
            return open_page(journey, Way(form, last))
        case Completed() as done if isinstance(event, ByWorld):
            return _meanwhile(journey, state, done, event)
        case _:
            return stay(journey)


def _meanwhile(
    journey: Journey, state: TakingPhoto, done: Completed, event: ByWorld
) -> Turn:
    """Let the page behind hear of its own visit."""
    turn = at_arrival(journey, done, event)
    after, effects = turn
    if not isinstance(after.state, Completed):
        return turn
    return show(after, replace(state, then=after.state), *effects)
