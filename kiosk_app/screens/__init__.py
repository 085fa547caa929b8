"""Every screen of the kiosk, by the state that it shows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import flet as ft

from kiosk_app.journey import states
from kiosk_app.screens import (
    already_here,
    checked_in_offline,
    checking,
    checking_out,
    choosing_language,
    choosing_visit,
    colleagues,
    completed,
    confirming,
    finding,
    goodbye,
    leaving,
    out_of_order,
    pairing,
    refused,
    server_away,
    still_there,
    typing_code,
    walk_in,
    welcome,
)
from kiosk_app.widgets.view import View

SCREENS: Mapping[type[states.State], Callable[[View], ft.Control]] = MappingProxyType(
    {
        states.Welcome: welcome.draw,
        states.Pairing: pairing.draw,
        states.ChoosingLanguage: choosing_language.draw,
        states.TypingCode: typing_code.draw,
        states.WalkIn: walk_in.draw,
        states.Confirming: confirming.draw,
        states.Checking: checking.draw,
        states.Completed: completed.draw,
        states.CheckedInOffline: checked_in_offline.draw,
        states.AlreadyHere: already_here.draw,
        states.CheckingOut: checking_out.draw,
        states.Leaving: leaving.draw,
        states.Finding: finding.draw,
        states.ChoosingVisit: choosing_visit.draw,
        states.Colleagues: colleagues.draw,
        states.Goodbye: goodbye.draw,
        states.Refused: refused.draw,
        states.ServerAway: server_away.draw,
        states.OutOfOrder: out_of_order.draw,
        states.StillThere: still_there.draw,
    }
)
