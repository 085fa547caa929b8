"""Coming in and going out by name, by choice, and together with others."""

from datetime import timedelta
from uuid import UUID

from admin_server.core.invitations import Asked, invite_together
from admin_server.core.visits import Invitation
from shared.check_in import VisitState
from tests.fakes.front_desk import FrontDesk
from tests.fakes.lobby import CHANCE, HOUSE, JONAS, TENANT
from tests.fakes.sleeper import until

PARTY = str(UUID(int=7))


async def expect_together(desk: FrontDesk, *names: str) -> list[Invitation]:
    """Invite several people at once, for now."""
    now = desk.lobby.clock.now()
    asked = [
        Asked(
            name=name,
            host=JONAS.id,
            site=HOUSE.id,
            arrival=now,
            departure=now + timedelta(hours=2),
        )
        for name in names
    ]
    return await desk.lobby.store.for_tenant(TENANT).write(
        lambda nouns: invite_together(
            nouns, asked, party=PARTY, now=now, chance=CHANCE, by="user:1"
        )
    )


async def type_name(desk: FrontDesk, name: str) -> None:
    """Begin as a walk-in with a name."""
    await desk.touch("walk-in")
    await desk.type(name)
    await desk.touch("next")


async def test_an_expected_visitor_comes_in_by_name(desk: FrontDesk) -> None:
    """Whoever has forgotten their code types their name and says that it is them."""
    invitation = await desk.lobby.expect(email="mara@lindt.example")

    await type_name(desk, "Mara Lindt")
    await desk.reads("Is this you?")
    assert "lindt.example" not in desk.text()
    await desk.touch("visit-0")

    await desk.reads("You are checked in, Mara")
    visit = await desk.lobby.visit(invitation)
    assert visit.state is VisitState.ON_SITE


async def test_a_namesake_goes_on_as_a_walk_in(desk: FrontDesk) -> None:
    """Somebody else of that name is not mistaken for whoever is expected."""
    await desk.lobby.expect()

    await type_name(desk, "Mara Lindt")
    await desk.touch("none")

    await desk.reads("Company and e-mail")


async def test_the_beginning_of_a_name_finds_nobody(desk: FrontDesk) -> None:
    """Whoever tries out names learns nothing of others."""
    await desk.lobby.expect()

    await type_name(desk, "Mara")

    await desk.reads("Company and e-mail")


async def test_colleagues_come_in_with_one_touch(desk: FrontDesk) -> None:
    """One scan and two touches check a whole party in, each with a badge."""
    mara, ben, ida = await expect_together(desk, "Mara Lindt", "Ben Kast", "Ida Sander")

    desk.scan(desk.lobby.pass_of(mara))
    await desk.touch("colleagues")
    await desk.touch("confirm")
    await desk.touch("to-visit")

    await desk.reads("You are checked in, Mara")
    visits = [await desk.lobby.visit(one) for one in (mara, ben, ida)]
    assert [visit.state for visit in visits] == [VisitState.ON_SITE] * 3
    await until(lambda: len(desk.badges()) == 3)


async def test_a_badge_checks_out(desk: FrontDesk) -> None:
    """Whoever leaves touches Check out and holds up their badge."""
    invitation = await desk.lobby.expect()
    await desk.lobby.check_in(code=invitation.code)

    await desk.touch("check-out")
    await desk.reads("Hold your badge or QR code to the reader")
    desk.scan(invitation.code)

    await desk.reads("Goodbye, Mara")
    visit = await desk.lobby.visit(invitation)
    assert visit.state is VisitState.LEFT


async def test_a_badge_shows_the_room_again(desk: FrontDesk) -> None:
    """The badge's own code, held up on the first page, shows the room once more."""
    invitation = await desk.lobby.expect()
    await desk.lobby.check_in(code=invitation.code)

    desk.scan(invitation.code)

    await desk.reads("You are already checked in")


async def test_a_name_checks_out(desk: FrontDesk) -> None:
    """Whoever has lost their badge types their name, and says that it is them."""
    invitation = await desk.lobby.expect()
    await desk.lobby.check_in(code=invitation.code)

    await desk.touch("check-out")
    await desk.type("Mara Lindt")
    await desk.touch("next")
    await desk.touch("visit-0")

    await desk.reads("Goodbye, Mara")
    visit = await desk.lobby.visit(invitation)
    assert visit.state is VisitState.LEFT


async def test_somebody_who_is_not_here_cannot_leave(desk: FrontDesk) -> None:
    """A name that nobody on site has is said so, and the way on is named."""
    await desk.lobby.expect()

    await desk.touch("check-out")
    await desk.type("Mara Lindt")
    await desk.touch("next")

    await desk.reads("We find nobody here by that name.")


async def test_leaving_without_a_server_is_honest(desk: FrontDesk) -> None:
    """While the server is away nobody is told that they have left."""
    invitation = await desk.lobby.expect()
    await desk.lobby.check_in(code=invitation.code)
    await desk.touch("check-out")
    await desk.pull_the_plug()

    desk.scan(invitation.code)

    await desk.reads("We could not check you out just now.")
