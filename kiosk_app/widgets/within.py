"""What a drawn control has in it, all the way down."""

import flet as ft


def within(control: ft.Control) -> list[ft.Control]:
    """List the control and all that is drawn in it, as it is read."""
    found = [control]
    match control:
        case ft.Column() | ft.Row() | ft.Stack():
            for one in control.controls:
                found += within(one)
        case ft.Container() | ft.Semantics() | ft.GestureDetector():
            if isinstance(control.content, ft.Control):
                found += within(control.content)
        case _:
            pass
    return found


def stops_in(control: ft.Control) -> list[ft.Semantics]:
    """List what can be touched; the keys of our keyboard draw themselves."""
    return [
        one
        for one in within(control)
        if isinstance(one, ft.Semantics) and one.on_tap is not None
    ]
