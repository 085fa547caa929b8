"""The index of the settings: a card for each part, as far as it is one's own."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.permissions import Action
from admin_server.core.users import Role
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.frame import page

router = APIRouter()


@dataclass(frozen=True)
class Card:
    """A way to one part of the settings; its words stand under its name.

    Attributes:
        calendars: it is there only while the organisation looks at calendars (E2).
    """

    name: str
    path: str
    icon: str
    needs: Action
    calendars: bool = False

    def is_for(self, who: CurrentUser) -> bool:
        """Tell whether somebody is shown it."""
        hidden = self.calendars and not who.tenant.calendar_integration
        return who.may(self.needs) and not hidden


@dataclass(frozen=True)
class Group:
    """Cards that belong together."""

    name: str
    cards: tuple[Card, ...]


_TENANT = Action.MANAGE_TENANT
_GROUPS = (
    Group(
        "organisation",
        (
            Card("organisation", "/settings/organisation", "domain", _TENANT),
            Card("texts", "/settings/texts", "edit", _TENANT),
            Card("mail", "/settings/mail", "mail", _TENANT),
            Card(
                "calendar",
                "/settings/integrations/calendar",
                "calendar_month",
                _TENANT,
                calendars=True,
            ),
        ),
    ),
    Group(
        "sites",
        (
            Card("sites", "/settings/sites", "apartment", Action.MANAGE_SITES),
            Card("rooms", "/rooms", "meeting_room", Action.MANAGE_SITES),
            Card("kiosks", "/kiosks", "tablet_mac", Action.MANAGE_KIOSKS),
        ),
    ),
    Group(
        "people",
        (
            Card("hosts", "/hosts", "groups", _TENANT),
            Card("users", "/users", "group", Action.MANAGE_USERS),
            Card("sign_in", "/settings/sign-in", "shield", Action.MANAGE_USERS),
            Card("audit", "/audit", "history", Action.SEE_AUDIT),
        ),
    ),
)
CARDS = tuple(card for group in _GROUPS for card in group.cards)
"""Every card that there is."""


@router.get("/settings")
async def settings(
    request: Request,
    who: Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))],
) -> HTMLResponse:
    """Show what somebody may set."""
    mine = [
        Group(group.name, tuple(one for one in group.cards if one.is_for(who)))
        for group in _GROUPS
    ]
    return page(
        request,
        "settings.html",
        groups=[group for group in mine if group.cards],
        checklist=who.user.role is Role.TENANT_ADMIN,
    )
