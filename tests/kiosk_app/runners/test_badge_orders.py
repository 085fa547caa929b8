"""Badges that reception orders at a kiosk, and what it is told of them."""

import asyncio

import pytest

from hardware.simulator import PaperTape, TapeCondition
from kiosk_app.runners.badge_orders import BadgeOrders
from shared.badge_orders import BadgeContentReply, BadgeOrder, BadgeOrdersReply
from tests.fakes.kiosk_server import Answer
from tests.fakes.sleeper import Sleeper, until
from tests.kiosk_app.journey.examples import FOUND, reply

# The parts of a kiosk's printing, as its own tests make them.
from tests.kiosk_app.runners.test_badges import (
    ORDER,
    Drawing,
    House,
    badge_calls,
)

__all__ = ["badge_calls"]
OUTCOME = "POST badge-orders/order-1/outcome"
WORDS = BadgeContentReply(visit="visit-1", badge=reply().badge, room=FOUND)
ORDERED = BadgeOrdersReply(orders=[BadgeOrder(order="order-1", visit="visit-1")])


@pytest.fixture
async def house(tmp_path, rooms, badge_calls):
    """A kiosk's printing."""
    made = House(tmp_path / "data", rooms, badge_calls, Drawing())
    made.calls = badge_calls
    yield made
    await made.close()


@pytest.fixture
def tape(tmp_path):
    """A printer without paper."""
    return PaperTape(tmp_path / "tape")


@pytest.fixture
async def orders(house, tape, token, server):
    """Who fetches orders, running."""
    server.answers("GET badge-orders", Answer(200, ORDERED.model_dump_json()))
    server.answers("GET check-ins/visit-1/badge", Answer(200, WORDS.model_dump_json()))
    server.answers(OUTCOME, Answer(204))
    badges = await house.open(tape)
    made = BadgeOrders(house.calls, badges, token, sleep=Sleeper())
    badges.attend(send=house.sent.append, changed=made.tell)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_is_ordered_is_printed_and_told(server, tape, orders):
    """Reception orders a badge; it comes out once, and the dashboard says so."""
    await until(lambda: server.calls(OUTCOME))
    orders.ask()
    await until(lambda: len(server.calls("GET badge-orders")) == 2)

    assert server.calls(OUTCOME)[0].json() == {"outcome": "printed", "printer": "ready"}
    assert len(tape.paper) == 1


async def test_an_order_takes_the_place_of_a_badge_that_waits(
    server, house, tape, token
):
    """Whoever's badge waits has one in the end, not two."""
    refused = '{"error":"no_other_printer","message":"Nobody else can."}'
    server.answers("POST check-ins/visit-1/badge/elsewhere", Answer(409, refused))
    server.answers("GET check-ins/visit-1/badge", Answer(200, WORDS.model_dump_json()))
    badges = await house.open(tape)
    tape.condition = TapeCondition.COVER_OPEN
    await badges.print(ORDER)

    await badges.order("visit-1", "order-1")
    tape.condition = TapeCondition.READY
    await house.pass_by(5)

    assert len(tape.paper) == 1


async def test_an_outcome_waits_until_the_server_has_it(server, house, tape, token):
    """What came out while the server was away is told afterwards, once."""
    server.answers("GET badge-orders", Answer(200, ORDERED.model_dump_json()))
    server.answers("GET check-ins/visit-1/badge", Answer(200, WORDS.model_dump_json()))
    server.answers(OUTCOME, Answer(503), Answer(204))
    badges, sleep = await house.open(tape), Sleeper()
    made = BadgeOrders(house.calls, badges, token, sleep=sleep)
    badges.attend(send=house.sent.append, changed=made.tell)
    running = asyncio.create_task(made.run())
    await until(lambda: server.calls(OUTCOME))

    def told():
        made.tell()
        return not badges.queue.untold() and len(server.calls(OUTCOME)) > 1

    await until(told)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert len(server.calls(OUTCOME)) == 2
    assert len(tape.paper) == 1
