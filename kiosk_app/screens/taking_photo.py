"""The visitor sees themselves, takes a photo, and looks at it."""

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    NextTouched,
    PhotoAccepted,
    PhotoAgainWanted,
    PhotoSkipped,
    PhotoWanted,
)
from kiosk_app.journey.states import Completed, TakingPhoto
from kiosk_app.journey.states_photo import CameraState, Photo
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lens import Aim, viewfinder
from kiosk_app.widgets.lettering import heading, sign, written
from kiosk_app.widgets.parts import (
    button_row,
    page_ground,
    primary_button,
    soft_button,
)
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from shared.kiosk_options import Asked

_SMALL_FRAME = 0.27


def draw(view: View) -> ft.Control:
    """Draw the camera or the picture, what becomes of it, and how to go on."""
    return page_ground(
        view,
        ft.Column(
            [_title(view), _middle(view), button_row(view, _buttons(view))],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _title(view: View) -> ft.Control:
    state = view.state(TakingPhoto)
    text = view.words("taking_photo.look" if state.photo else "taking_photo.title")
    if isinstance(state.then, Completed):
        # Nobody goes back to before they were checked in.
        return ft.Container(
            heading(view, text, lines=1),
            height=view.sizes.px(56, 80),
            alignment=ft.Alignment.CENTER_RIGHT
            if view.words.from_right
            else ft.Alignment.CENTER_LEFT,
        )
    return title_row(view, text, on_back=lambda: view.send(BackTouched()))


def _middle(view: View) -> ft.Control:
    """Set frame and words beside each other, or below on a high page."""
    sizes = view.sizes
    parts: list[ft.Control] = [_frame(view), _said(view)]
    if sizes.portrait:
        return ft.Column(
            parts,
            spacing=sizes.px(16, 32),
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER
            if sizes.large_text
            else ft.CrossAxisAlignment.STRETCH,
        )
    parts[1].expand = True
    return ft.Row(
        parts,
        spacing=sizes.px(20, 40),
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _frame(view: View) -> ft.Control:
    """Keep one place for the camera and for the picture: nothing moves."""
    sizes, palette = view.sizes, view.palette
    width, height = _frame_size(view)
    return ft.Container(
        _seen(view),
        width=width,
        height=height,
        bgcolor=palette.function_key,
        border=ft.Border.all(2, palette.edge),
        border_radius=sizes.round_card,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
        alignment=ft.Alignment.CENTER,
    )


def _frame_size(view: View) -> tuple[int, int]:
    sizes = view.sizes
    if sizes.large_text or sizes.low:
        # The page scrolls then: who looks at themselves must see their whole face.
        height = int(sizes.height * _SMALL_FRAME)
        return height * 4 // 3, height
    if sizes.portrait:
        width = int(sizes.width) - 2 * sizes.margin
        return width, width * 3 // 4
    height = sizes.px(288, 504)
    return height * 4 // 3, height


def _seen(view: View) -> ft.Control:
    state = view.state(TakingPhoto)
    match state.photo, state.camera:
        case Photo(jpeg), _:
            return _named(
                view,
                "picture",
                _picture(view, jpeg),
            )
        case None, CameraState.MISSING:
            icon = ft.Icons.NO_PHOTOGRAPHY_ROUNDED
            return sign(icon, view.sizes.px(72, 120), view.palette.ink2)
        case _:
            return _named(view, "camera", viewfinder(view.lens, Aim.PHOTO))


def _picture(view: View, jpeg: bytes) -> ft.Control:
    width, height = _frame_size(view)
    return ft.Image(
        src=jpeg,
        width=width,
        height=height,
        fit=ft.BoxFit.COVER,
        gapless_playback=True,
    )


def _named(view: View, what: str, drawn: ft.Control) -> ft.Control:
    return ft.Semantics(
        image=True,
        container=True,
        label=view.words(f"taking_photo.{what}"),
        identifier=what,
        exclude_semantics=True,
        content=drawn,
    )


def _said(view: View) -> ft.Control:
    state = view.state(TakingPhoto)
    kept = view.words("taking_photo.kept")
    lines = [written(view, view.words(_lead(state)), Role.LEAD, lines=5)]
    if state.camera is not CameraState.MISSING:
        lines.append(written(view, kept, Role.SMALL, colour=view.palette.ink2, lines=5))
    said = ft.Column(list(lines), spacing=view.sizes.px(12, 24), tight=True)
    return ft.Semantics(live_region=True, container=True, content=said)


def _lead(state: TakingPhoto) -> str:
    match state.photo, state.camera:
        case Photo(), _:
            return "taking_photo.look_lead"
        case None, CameraState.MISSING:
            return "taking_photo.missing"
        case None, CameraState.OPENING:
            return "taking_photo.opening"
        case _:
            return "taking_photo.lead"


def _buttons(view: View) -> list[ft.Semantics]:
    state, words, send = view.state(TakingPhoto), view.words, view.send
    if state.photo is not None:
        return [
            soft_button(
                view,
                words("taking_photo.again"),
                lambda: send(PhotoAgainWanted()),
                mark="again",
            ),
            primary_button(
                view,
                words("taking_photo.use"),
                lambda: send(PhotoAccepted()),
                mark="use",
            ),
        ]
    if state.camera is CameraState.MISSING:
        go_on = words("common.next")
        return [primary_button(view, go_on, lambda: send(NextTouched()), mark="next")]
    return [*_skip(view), _take(view, state)]


def _take(view: View, state: TakingPhoto) -> ft.Semantics:
    button = primary_button if state.camera is CameraState.READY else soft_button
    return button(
        view,
        view.words("taking_photo.take"),
        lambda: _release(view),
        mark="take",
        icon=ft.Icons.PHOTO_CAMERA_ROUNDED,
    )


def _release(view: View) -> None:
    view.send(PhotoWanted())
    view.lens.take()


def _skip(view: View) -> list[ft.Semantics]:
    if view.journey.options.photo is Asked.REQUIRED:
        return []
    return [
        soft_button(
            view,
            view.words("taking_photo.skip"),
            lambda: view.send(PhotoSkipped()),
            mark="skip",
        )
    ]
