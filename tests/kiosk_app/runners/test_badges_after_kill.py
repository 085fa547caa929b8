"""A kiosk whose plug is pulled: each badge that waited comes out once, no name stays."""

import asyncio
import contextlib
import os
import socket
import sqlite3
import sys
import time
import tty

import pytest

from hardware.simulator import PaperTape, TapeCondition
from shared.badge_orders import BadgeContentReply, BadgeOrder, BadgeOrdersReply
from tests.fakes.kiosk_server import NO_NEWS, Answer
from tests.fakes.sleeper import until
from tests.kiosk_app.journey.examples import FOUND, NO_ROOM, reply
from tests.kiosk_app.runners.test_news import SITE

VISITS = ("visit-1", "visit-2", "visit-3")
ORDER = BadgeOrder(order="order-1", visit="visit-9", reprint=True)


def content(visit):
    """Say what stands on a visit's badge."""
    words = BadgeContentReply(visit=visit, badge=reply().badge, room=NO_ROOM)
    return Answer(200, words.model_dump_json())


def check_in(visit):
    """Check Mara Lindt in as this visit."""
    known = reply(FOUND)
    there = known.visit.model_copy(update={"id": visit})
    return Answer(201, known.model_copy(update={"visit": there}).model_dump_json())


def held_up(server, plug, number):
    """Hold a pass up, again and again, until the server has heard of it."""
    if len(server.calls("POST check-ins")) >= number:
        return True
    plug.scan(number)
    return False


class Plug:
    """A real kiosk process: plugged in, and pulled."""

    def __init__(self, server, folder):
        self.ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self._data = folder / "data"
        self._scanned_at = 0.0
        self._process = None
        self.tape = PaperTape(folder / "tape")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._environment = os.environ | {
            "PORTICO_KIOSK_SERVER": server.address,
            "PORTICO_KIOSK_TOKEN": "secret-token",
            "PORTICO_KIOSK_DATA": str(self._data),
            "PORTICO_KIOSK_PORT": str(port),
            "PORTICO_KIOSK_PRINTER": f"tape://{folder / 'tape'}",
            "PORTICO_KIOSK_SCANNER": os.ttyname(self._theirs),
        }

    async def switch_on(self):
        """Start the kiosk."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "kiosk_app",
            env=self._environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def pull(self):
        """Take its power away, in the middle of whatever it does."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def scan(self, number):
        """Hold up a pass."""
        if time.monotonic() - self._scanned_at < 0.5:
            return
        self._scanned_at = time.monotonic()
        os.write(self.ours, b"P1." + b"A" * 150 + b"QAY"[number - 1 :][:1] + b"\r")

    def fates(self):
        """Say what lies on the disk of the badges, oldest first."""
        with contextlib.closing(sqlite3.connect(self._data / "kept.db")) as disk:
            return disk.execute(
                "SELECT visit, fate FROM badges ORDER BY number"
            ).fetchall()

    def on_disk(self):
        """Read all that lies there."""
        return b"".join(one.read_bytes() for one in self._data.iterdir())

    def close(self):
        """Let go of the line."""
        os.close(self.ours)
        os.close(self._theirs)


@pytest.fixture
async def plug(server, tmp_path):
    """A kiosk that can be switched on."""
    made = Plug(server, tmp_path)
    yield made
    await made.pull()
    made.close()


@pytest.mark.timeout(60)
async def test_who_waited_has_one_badge_and_who_was_being_printed_has_no_second(
    server, plug
):
    """R12: kill -9 with a badge under way, two behind it and one ordered by reception."""
    server.answers("GET kiosk", Answer(200, SITE.model_dump_json()))
    server.answers("GET kiosk/events", Answer(200, NO_NEWS, delay=1))
    server.answers("POST check-ins", *(check_in(visit) for visit in VISITS))
    ordered = BadgeOrdersReply(orders=[ORDER]).model_dump_json()
    server.answers("GET badge-orders", Answer(200, ordered))
    server.answers("POST badge-orders/order-1/outcome", Answer(503))
    for visit in (*VISITS, ORDER.visit):
        server.answers(f"GET check-ins/{visit}/badge", content(visit))
    plug.tape.condition = TapeCondition.STALLED
    await plug.switch_on()
    await until(lambda: server.calls("GET badge-orders"), seconds=30)
    for number in (1, 2, 3):
        await until(lambda at=number: held_up(server, plug, at))
    await until(lambda: len(plug.fates()) == 4)
    before = dict(plug.fates())

    await plug.pull()
    plug.tape.condition = TapeCondition.READY
    await plug.switch_on()
    await until(lambda: len(plug.tape.paper) == 3, seconds=30)
    await until(lambda: {fate for _, fate in plug.fates()} == {"perhaps", "printed"})
    await plug.pull()
    server.answers("POST badge-orders/order-1/outcome", Answer(204))
    asked = len(server.calls("GET badge-orders"))
    await plug.switch_on()
    await until(lambda: len(server.calls("GET badge-orders")) > asked, seconds=30)
    await asyncio.sleep(0.5)

    assert list(before.values()).count("sending") == 1
    assert list(before.values()).count("waiting") == 3
    assert len(plug.tape.paper) == 3
    sent = next(visit for visit, fate in before.items() if fate == "sending")
    assert dict(plug.fates())[sent] == "perhaps"
    assert [one for one in (b"Mara", b"Lindt", b"Jonas") if one in plug.on_disk()] == []
