"""What a host reads of their visitor besides the name."""

from datetime import timedelta

import pytest

from admin_server.core.messages import HOST_ARRIVAL, Message, OutboxRow
from admin_server.jobs.writing import write_message
from shared.kiosk_options import Question, QuestionKind, VisitType
from tests.fakes.at_the_kiosk import set_options
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby
from tests.fakes.writing_desk import desk_of

WORKS = VisitType(
    key="works",
    name={"en": "Contractor", "de": "Handwerk"},
    questions=(
        Question(key="plate", label={"en": "Number plate", "de": "Kennzeichen"}),
        Question(key="aid", kind=QuestionKind.YES_NO, label={"en": "First aider"}),
    ),
)


async def arrival_mail(lobby: Lobby, visit: str) -> str:
    """What the host of a visit reads."""
    row = OutboxRow("m1", HOST_ARRIVAL, {"visit": visit}, lobby.clock.now())
    message = await lobby.store.for_tenant(TENANT).read(
        lambda n: write_message(n, row, desk_of(lobby))
    )
    assert isinstance(message, Message)
    return message.text


@pytest.mark.parametrize(
    ("expected_in", "says"),
    [
        (timedelta(minutes=15), "They are 15 min early."),
        (-timedelta(minutes=15), "They are 15 min late."),
        (-timedelta(hours=2, minutes=5), "They are 2 h 5 min late."),
    ],
)
async def test_a_host_reads_that_somebody_is_early_or_late(
    lobby: Lobby, expected_in: timedelta, says: str
):
    """A quarter of an hour before or after the time is worth a line."""
    invitation = await lobby.expect(
        arrival=lobby.clock.now() + expected_in, stays=timedelta(hours=4)
    )
    await lobby.check_in(code=invitation.code)

    assert says in await arrival_mail(lobby, invitation.visit)


@pytest.mark.parametrize("minutes", [-14, 0, 14])
async def test_punctual_people_are_told_of_without_a_word(lobby: Lobby, minutes: int):
    """A few minutes are nobody's business."""
    invitation = await lobby.expect(
        arrival=lobby.clock.now() + timedelta(minutes=minutes)
    )
    await lobby.check_in(code=invitation.code)

    text = await arrival_mail(lobby, invitation.visit)

    assert " early." not in text
    assert " late." not in text


@pytest.mark.parametrize(
    ("host", "lines"),
    [
        (
            JONAS.id,
            [
                "Kind of visit: Contractor",
                "Why they come: Lift",
                "Number plate: ZH 1",
                "First aider: Yes",
            ],
        ),
        (
            PRIYA.id,
            [
                "Art des Besuchs: Handwerk",
                "Anlass: Lift",
                "Kennzeichen: ZH 1",
                "First aider: Ja",
            ],
        ),
    ],
)
async def test_a_host_reads_what_was_told(lobby: Lobby, host: str, lines: list[str]):
    """Kind of visit, purpose and answers stand in the mail, in the host's language."""
    await set_options(lobby, visit_types=(WORKS,))
    answer = await lobby.check_in(
        visitor={"name": "Ada"},
        host_id=host,
        purpose="Lift",
        visit_type="works",
        answers={"plate": "ZH 1", "aid": "yes"},
    )

    text = await arrival_mail(lobby, answer.json()["visit"]["id"])

    assert "\n".join(lines) in text
