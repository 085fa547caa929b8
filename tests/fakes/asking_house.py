"""A site that asks its visitors for more than their name."""

from dataclasses import replace

from admin_server.core.visits import Visit
from shared.kiosk_options import (
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
)
from tests.fakes.lobby import HOUSE, TENANT, Lobby

ASKING = KioskOptions(
    company=Asked.OFF,
    email=Asked.REQUIRED,
    phone=Asked.REQUIRED,
    purpose=Asked.OPTIONAL,
    visit_types=(
        VisitType(key="meeting", name={"en": "Meeting"}),
        VisitType(
            key="contractor",
            name={"en": "Contractor"},
            questions=(
                Question(key="plate", label={"en": "Number plate"}, required=True),
                Question(
                    key="induction",
                    kind=QuestionKind.YES_NO,
                    label={"en": "Have you seen our safety film?"},
                ),
            ),
        ),
    ),
)


async def ask_for_more(lobby: Lobby) -> None:
    """Let the house ask; to be done before its kiosk is switched on."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.sites.put(replace(HOUSE, kiosk=ASKING))
    )


async def only_visit(lobby: Lobby) -> Visit:
    """Give the one visit that is on site."""
    (visit,) = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.on_site()
    )
    return visit
