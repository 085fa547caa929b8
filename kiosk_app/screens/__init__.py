"""Every screen of the kiosk, by the state that it shows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import flet as ft

from kiosk_app.journey import states, states_help, states_staff
from kiosk_app.screens import (
    already_here,
    answering,
    checked_in_offline,
    checking,
    checking_out,
    choosing_language,
    choosing_type,
    choosing_visit,
    colleagues,
    comfort,
    completed,
    confirming,
    confirming_email,
    delivering,
    delivery_told,
    finding,
    goodbye,
    helping,
    leaving,
    on_phone,
    out_of_order,
    pairing,
    recalling,
    refused,
    server_away,
    staff_code,
    staff_page,
    still_there,
    taking_photo,
    typing_code,
    walk_in,
    welcome,
    welcome_back,
)
from kiosk_app.widgets.view import View

SCREENS: Mapping[type[states.State], Callable[[View], ft.Control]] = MappingProxyType(
    {
        states.Welcome: welcome.draw,
        states.Pairing: pairing.draw,
        states.ChoosingLanguage: choosing_language.draw,
        states.OnPhone: on_phone.draw,
        states.Comfort: comfort.draw,
        states.TypingCode: typing_code.draw,
        states.WalkIn: walk_in.draw,
        states.ConfirmingEmail: confirming_email.draw,
        states.Recalling: recalling.draw,
        states.WelcomeBack: welcome_back.draw,
        states.ChoosingType: choosing_type.draw,
        states.Answering: answering.draw,
        states.Confirming: confirming.draw,
        states.Checking: checking.draw,
        states.Completed: completed.draw,
        states.TakingPhoto: taking_photo.draw,
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
        states_help.Delivering: delivering.draw,
        states_help.DeliveryTold: delivery_told.draw,
        states_help.Helping: helping.draw,
        states.OutOfOrder: out_of_order.draw,
        states_staff.StaffCode: staff_code.draw,
        states_staff.StaffPage: staff_page.draw,
        states.StillThere: still_there.draw,
    }
)
