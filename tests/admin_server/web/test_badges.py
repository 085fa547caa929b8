"""A kiosk asks for badges, fetches what was ordered, and says what became of it."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from admin_server.core.places import Hours
from shared.kiosk_options import VisitType
from tests.fakes.at_the_kiosk import post, revoke_kiosk, set_options
from tests.fakes.lobby import (
    HARBOUR_TOKEN,
    HOUSE,
    JONAS,
    OTHER_TOKEN,
    TENANT,
    Lobby,
)
from tests.fakes.people import events
from tests.fakes.photos import ask_for_photos, bring_photo
from tests.fakes.printers import (
    SECOND_TOKEN,
    add_second_kiosk,
    orders_of,
    says,
    somebody_came,
)


async def test_a_badge_is_told_anew(lobby: Lobby):
    """R12: after a restart a kiosk gets all that stands on the badge, photo included."""
    await ask_for_photos(lobby)
    visit = await somebody_came(lobby)
    await bring_photo(lobby, visit)

    answer = await lobby.get(f"/check-ins/{visit}/badge")

    said = answer.json()
    assert (answer.status_code, said["visit"], said["language"]) == (200, visit, "en")
    assert said["badge"]["name"] == "Mara Lindt"
    assert said["badge"]["host"] == JONAS.name
    assert said["badge"]["validity"] == "Valid until 12:00"
    assert said["photo"].startswith("/9j/")


async def test_a_kind_of_visit_stands_on_the_badge(lobby: Lobby):
    """A contractor's badge says so in their language, with the pattern of their kind."""
    kind = VisitType(key="work", name={"en": "Work", "de": "Arbeit"}, pattern="dots")
    await set_options(lobby, visit_types=(kind,))

    checked_in = await lobby.check_in(
        visitor={"name": "Ana Silva"},
        host_id=JONAS.id,
        visit_type="work",
        language="de",
    )

    badge = checked_in.json()["badge"]
    assert (badge["visit_type"], badge["pattern"]) == ("Arbeit", "dots")
    assert badge["validity"].startswith("Gültig bis ")


async def test_who_comes_late_stays_until_the_site_closes(lobby: Lobby):
    """A badge never says that it has run out already."""
    hours = tuple(Hours(day, time(8), time(18, 30)) for day in range(7))
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.sites.put(replace(n.sites.get(HOUSE.id), hours=hours))
    )
    invitation = await lobby.expect(stays=timedelta(minutes=10))
    lobby.clock.forward(minutes=20)

    answer = await lobby.check_in(**{"pass": lobby.pass_of(invitation)})

    assert answer.json()["badge"]["validity"] == "Valid until 18:30"


async def test_a_stay_over_night_names_its_last_day(lobby: Lobby):
    """A badge for several days says the day until which it counts."""
    invitation = await lobby.expect(stays=timedelta(days=1))

    answer = await lobby.check_in(**{"pass": lobby.pass_of(invitation)})

    said = answer.json()["badge"]["validity"]
    assert said.startswith("Valid until ")
    assert said.endswith(", 10:00")


async def test_a_badge_that_has_run_out_says_nothing_of_it(lobby: Lobby):
    """Where the site never closes, whoever stays longer has a badge for the day."""
    invitation = await lobby.expect(stays=timedelta(minutes=10))
    await lobby.check_in(**{"pass": lobby.pass_of(invitation)})
    lobby.clock.forward(minutes=20)

    answer = await lobby.get(f"/check-ins/{invitation.visit}/badge")

    assert answer.json()["badge"]["validity"] is None


async def test_a_printer_that_failed_is_not_asked_twice(lobby: Lobby):
    """Where the other printer could not print it either, the kiosk is told so."""
    await add_second_kiosk(lobby)
    await says(lobby, "ready", token=SECOND_TOKEN)
    visit = await somebody_came(lobby)
    await post(lobby, f"/check-ins/{visit}/badge/elsewhere", {})
    (order,) = await orders_of(lobby, visit)
    outcome = {"outcome": "failed", "printer": "jam"}
    await post(lobby, f"/badge-orders/{order.id}/outcome", outcome, token=SECOND_TOKEN)

    again = await post(lobby, f"/check-ins/{visit}/badge/elsewhere", {})

    kept = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.kiosks.get("kiosk-second")
    )
    assert again.json()["error"] == "no_other_printer"
    assert (kept.printer, kept.trouble.since) == ("jam", lobby.clock.now())


async def test_a_badge_is_nobody_elses(lobby: Lobby):
    """Only the kiosk that checked somebody in is told, today, while they are there."""
    await add_second_kiosk(lobby)
    visit = await somebody_came(lobby)
    path = f"/check-ins/{visit}/badge"

    answers = [
        await lobby.get(path, token=SECOND_TOKEN),
        await lobby.get(path, token=HARBOUR_TOKEN),
        await lobby.get(path, token=OTHER_TOKEN),
        await lobby.get("/check-ins/nobody/badge"),
        await post(lobby, f"{path}/elsewhere", {}, token=SECOND_TOKEN),
    ]
    lobby.clock.forward(days=1)
    answers.append(await lobby.get(path))

    assert [one.status_code for one in answers] == [404] * 6
    assert {one.json()["error"] for one in answers} == {"visit_unknown"}


async def test_another_kiosk_prints_what_one_cannot(lobby: Lobby):
    """R12: out of labels at the door, the badge comes out at the side door, once."""
    await add_second_kiosk(lobby)
    await says(lobby, "out_of_paper")
    await says(lobby, "ready", token=SECOND_TOKEN)
    visit = await somebody_came(lobby)
    path = f"/check-ins/{visit}/badge/elsewhere"

    first = await post(lobby, path, {})
    again = await post(lobby, path, {})

    news = (await lobby.get("/badge-orders", token=SECOND_TOKEN)).json()["orders"]
    told = (await lobby.get("/kiosk/events", after=0, token=SECOND_TOKEN)).json()
    content = await lobby.get(f"/check-ins/{visit}/badge", token=SECOND_TOKEN)
    assert (first.status_code, first.json()) == (201, {"kiosk": "Side door"})
    assert again.json() == first.json()
    assert [(one["visit"], one["reprint"]) for one in news] == [(visit, False)]
    assert [
        one["visit"] for one in told["events"] if one["kind"] == "badge_ordered"
    ] == [visit]
    assert content.json()["badge"]["name"] == "Mara Lindt"
    assert (await lobby.get("/badge-orders")).json() == {"orders": []}


@pytest.mark.parametrize(("printer", "silent"), [("jam", 0), ("none", 0), ("ready", 3)])
async def test_no_other_printer_is_said_plainly(
    lobby: Lobby, printer: str, silent: int
):
    """A printer that cannot print, or was not heard of, is given no badge."""
    await add_second_kiosk(lobby)
    await says(lobby, printer, token=SECOND_TOKEN)
    lobby.clock.forward(minutes=silent)
    visit = await somebody_came(lobby)

    answer = await post(lobby, f"/check-ins/{visit}/badge/elsewhere", {})

    assert (answer.status_code, answer.json()["error"]) == (409, "no_other_printer")
    assert await orders_of(lobby, visit) == []


async def test_an_outcome_counts_once(lobby: Lobby):
    """What a kiosk says first of an order stays, however often it says something."""
    await add_second_kiosk(lobby)
    await says(lobby, "ready", token=SECOND_TOKEN)
    visit = await somebody_came(lobby)
    await post(lobby, f"/check-ins/{visit}/badge/elsewhere", {})
    (order,) = await orders_of(lobby, visit)
    path = f"/badge-orders/{order.id}/outcome"

    strangers = [
        await post(lobby, path, {"outcome": "printed"}),
        await post(lobby, path, {"outcome": "printed"}, token=OTHER_TOKEN),
    ]
    first = await post(lobby, path, {"outcome": "perhaps"}, token=SECOND_TOKEN)
    await post(lobby, path, {"outcome": "printed"}, token=SECOND_TOKEN)

    (ended,) = await orders_of(lobby, visit)
    noted = [one for one in await events(lobby, f"visit:{visit}") if ".badge_" in one]
    assert [one.status_code for one in strangers] == [404, 404]
    assert (first.status_code, ended.state) == (200, "perhaps")
    assert noted == ["visit.badge_ordered", "visit.badge_perhaps"]


async def test_an_order_does_not_wait_for_ever(lobby: Lobby):
    """A kiosk that comes back after a quarter of an hour prints nothing any more."""
    await add_second_kiosk(lobby)
    await says(lobby, "ready", token=SECOND_TOKEN)
    visit = await somebody_came(lobby)
    await post(lobby, f"/check-ins/{visit}/badge/elsewhere", {})

    lobby.clock.forward(minutes=15)

    waiting = await lobby.get("/badge-orders", token=SECOND_TOKEN)
    content = await lobby.get(f"/check-ins/{visit}/badge", token=SECOND_TOKEN)
    assert waiting.json() == {"orders": []}
    assert content.status_code == 404


async def test_a_revoked_kiosk_is_told_no_badge(lobby: Lobby):
    """A kiosk that was carried away learns nobody's name."""
    visit = await somebody_came(lobby)
    await revoke_kiosk(lobby)

    assert (await lobby.get(f"/check-ins/{visit}/badge")).status_code == 401
    assert (await lobby.get("/badge-orders")).status_code == 401
