"""What somebody without an invitation tells the kiosk, over its API."""

from admin_server.core.visits import Visit
from shared.kiosk_options import Asked, Question, VisitType
from tests.fakes.at_the_kiosk import set_options
from tests.fakes.lobby import JONAS, TENANT, Lobby

WORKS = VisitType(
    key="works",
    name={"en": "Contractor"},
    questions=(Question(key="plate", label={"en": "Number plate"}, required=True),),
)


async def the_visit(lobby: Lobby, visit_id: str) -> Visit:
    """A visit as it stands."""
    found = await lobby.store.for_tenant(TENANT).read(lambda n: n.visits.get(visit_id))
    assert found is not None
    return found


async def test_what_was_told_stands_on_the_visit(lobby: Lobby):
    """Why somebody comes, what kind of visit it is and their answers are kept."""
    await set_options(lobby, visit_types=(WORKS,), purpose=Asked.OPTIONAL)

    answer = await lobby.check_in(
        visitor={"name": "Ada", "phone": "+41 44 1", "email": "ada@love.example"},
        host_id=JONAS.id,
        purpose=" Mend\tthe lift ",
        visit_type="works",
        answers={"plate": "ZH 1"},
    )

    visit = await the_visit(lobby, answer.json()["visit"]["id"])
    visitor = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.visitors.get(visit.visitor)
    )
    assert answer.status_code == 201
    assert visit.purpose == "Mend the lift"
    assert visit.arrival.visit_type == "works"
    assert visit.arrival.answers == {"plate": "ZH 1"}
    assert visitor is not None
    assert (visitor.phone, visitor.email) == ("+41 44 1", "ada@love.example")
    # Nobody has proved that the address is theirs.
    assert visitor.confirmed is False


async def test_a_missing_answer_saves_nothing(lobby: Lobby):
    """Whoever leaves out what is required is not half checked in."""
    await set_options(lobby, visit_types=(WORKS,))

    answer = await lobby.check_in(
        visitor={"name": "Ada"}, host_id=JONAS.id, visit_type="works"
    )

    here = await lobby.store.for_tenant(TENANT).read(lambda n: n.visits.on_site())
    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")
    assert answer.json()["message"].startswith("answers.plate:")
    assert here == []


async def test_a_refusal_quotes_nobody(lobby: Lobby):
    """What somebody typed where no question was does not come back in a message."""
    answer = await lobby.check_in(
        visitor={"name": "Ada"}, host_id=JONAS.id, answers={"<b>Ada": "secret"}
    )

    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert "<b>" not in answer.text
