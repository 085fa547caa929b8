"""Scenes of being photographed, and of a camera that reads codes."""

from kiosk_app.journey.states import (
    BadgeState,
    HostTold,
    TakingPhoto,
    Welcome,
)
from kiosk_app.journey.states_photo import CameraState, Photo
from kiosk_app.journey.states_questions import WalkInForm
from shared.kiosk import ReaderSide
from shared.kiosk_options import Asked, KioskOptions
from tests.fakes.desk import LAKESIDE
from tests.fakes.faces import drawn_face
from tests.fakes.scene import Scene, completed, typed

FORM = WalkInForm(name=typed("Mara Lindt"))
REQUIRED = KioskOptions(photo=Asked.REQUIRED)
OPTIONAL = KioskOptions(photo=Asked.OPTIONAL)
DONE = completed(badge=BadgeState.PRINTING, host=HostTold.TELLING)
BY_CAMERA = LAKESIDE.model_copy(
    update={
        "reader": ReaderSide.NONE,
        "options": KioskOptions(camera_reader=True),
    }
)

PHOTOS = (
    Scene(
        "taking_photo", TakingPhoto(FORM, camera=CameraState.READY), options=OPTIONAL
    ),
    Scene("taking_photo-opening", TakingPhoto(FORM), options=REQUIRED),
    Scene(
        "taking_photo-look",
        TakingPhoto(FORM, photo=Photo(drawn_face())),
        options=OPTIONAL,
    ),
    Scene(
        "taking_photo-arrived",
        TakingPhoto(DONE, camera=CameraState.READY),
        options=REQUIRED,
    ),
    Scene(
        "taking_photo-missing",
        TakingPhoto(DONE, camera=CameraState.MISSING),
        options=REQUIRED,
    ),
    Scene("welcome-camera", Welcome(), configuration=BY_CAMERA),
)
