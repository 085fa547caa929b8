"""Whether a visitor is asked for a photo, where, and what becomes of it."""

from kiosk_app.journey.effects import Effect, SendPhoto
from kiosk_app.journey.states import (
    Completed,
    Confirming,
    Journey,
    TakingPhoto,
    WalkInForm,
)
from kiosk_app.journey.states_photo import Photo, Portrait, Unphotographed
from kiosk_app.journey.turn import Turn, show
from shared.kiosk_options import Asked


def confirm(journey: Journey, form: WalkInForm) -> Turn:
    """Let a walk-in read their form; before it, once, they are asked for a photo."""
    if form.portrait is None and _is_wanted(journey):
        return show(journey, TakingPhoto(form))
    return show(journey, Confirming(form))


def arrive(journey: Journey, done: Completed, *effects: Effect) -> Turn:
    """Show the room; before it, whoever came without a form is asked for a photo.

    They are checked in already: badge, room and host do not wait for a picture, and
    nobody is photographed whose pass does not count.
    """
    if _is_wanted(journey):
        return show(journey, TakingPhoto(done), *effects)
    return show(journey, done, *effects)


def photo_of(visit: str, portrait: Portrait) -> tuple[Effect, ...]:
    """Send a visitor's photo, or say that there was no camera; nothing else is told."""
    match portrait:
        case Photo(jpeg):
            return (SendPhoto(visit, jpeg),)
        case Unphotographed.NO_CAMERA:
            return (SendPhoto(visit, None),)
        case _:
            return ()


def _is_wanted(journey: Journey) -> bool:
    # Without the server there is nowhere to bring it, and it does not wait here.
    return journey.options.photo is not Asked.OFF and journey.online
