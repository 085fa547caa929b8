"""What a kiosk and its server say to each other in a day: recorded, and said again."""

import json
from dataclasses import dataclass, field
from uuid import UUID

import httpx
from typing_extensions import override

from admin_server.core.badge_orders import Ordering, order_badge
from admin_server.core.ports import Nouns
from admin_server.security.chance import CHANCE
from kiosk_app.runners.badge_calls import BadgeCalls
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import ServerCalls, open_client
from shared.badge_orders import BadgeOutcome, BadgeOutcomeReport
from shared.check_in import CheckInRequest, WalkInVisitor
from shared.check_out import CheckOutRequest
from shared.help import DeliveryRequest, HelpRequest
from shared.kiosk import HealthReport, PrinterState
from shared.looking_up import LookUpRequest, ReturningRequest
from shared.offline import KeptCheckIns
from shared.phone_links import PhoneLinkRequest
from shared.version import VERSION
from tests.fakes.kept_check_ins import kept
from tests.fakes.lobby import ADMIN, HOUSE, JONAS, TENANT, Lobby

SERIES = ".".join(VERSION.split(".")[:2])
"""Such as "0.1": one recording serves all versions of a series."""
_TABLES = frozenset({"doors", "pass_keys", "welcome"})
"""Whose keys are values themselves."""
_TAKEN = ("device_secret", "token")


@dataclass
class Names:
    """What is another one each day, by the name that stands for it in a recording."""

    of: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """Put names for values."""
        for name, value in self.of.items():
            text = text.replace(value, f"${{{name}}}")
        return text

    def fill(self, text: str) -> str:
        """Put values for names."""
        for name, value in self.of.items():
            text = text.replace(f"${{{name}}}", value)
        return text

    def learn(self, answer: object) -> None:
        """Remember what later calls have to say again."""
        if not isinstance(answer, dict):
            return
        for name in _TAKEN:
            if isinstance(answer.get(name), str):
                self.of[name] = answer[name]
        if isinstance(answer.get("visit"), dict) and "visit" not in self.of:
            self.of["visit"] = answer["visit"]["id"]
        if answer.get("orders"):
            self.of["order"] = answer["orders"][0]["order"]


async def prepare(lobby: Lobby) -> Names:
    """Have somebody invited twice, and a check-in kept: the day's values."""
    first = await lobby.expect("Mara Lindt")
    second = await lobby.expect("Ada Sommer")
    sealed = kept(
        lobby,
        request_id=str(UUID(int=9)),
        visitor={"name": "Kim Lee"},
        host_id=JONAS.id,
        language="en",
    )["sealed"]
    return Names(
        {
            "pass": lobby.pass_of(first),
            "code": second.code,
            "sealed": str(sealed),
        }
    )


async def approve(lobby: Lobby, code: str, *, name: str) -> None:
    """Be the admin who types a code into the dashboard."""
    browser = await lobby.sign_in(ADMIN)
    answer = await browser.post(
        "/pair/approve",
        data={"code": code, "name": name, "site": HOUSE.id, "reader": "below"},
    )
    assert answer.status_code == 303, answer.text


async def order(lobby: Lobby, visit: str, *, kiosk: str) -> None:
    """Be the receptionist who wants a visitor's badge printed there."""

    def work(nouns: Nouns) -> None:
        wanted, there = nouns.visits.get(visit), nouns.kiosks.by_name(kiosk)
        assert wanted is not None
        assert there is not None
        order_badge(nouns, wanted, there, Ordering("user", lobby.clock.now(), CHANCE))

    await lobby.store.for_tenant(TENANT).write(work)


class Recorder(httpx.AsyncBaseTransport):
    """Writes down what goes over the line."""

    def __init__(self, lobby: Lobby, names: Names) -> None:
        self._line = httpx.ASGITransport(lobby.app, raise_app_exceptions=False)
        self._lobby = lobby
        self._names = names
        self.talk: list[dict[str, object]] = []

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._line.handle_async_request(request)
        body = await answer.aread()
        told = json.loads(body) if body else None
        said = request.content.decode()
        self._names.learn(told)
        line: dict[str, object] = {
            "call": f"{request.method} {request.url.path}",
            "query": dict(request.url.params),
            "agent": request.headers["User-Agent"],
            "shows_token": "Authorization" in request.headers,
            "body": json.loads(self._names.hide(said)) if said else None,
            "status": answer.status_code,
            "answer": shape(told),
        }
        line["call"] = self._names.hide(str(line["call"]))
        self.talk.append(line)
        return httpx.Response(answer.status_code, content=body, headers=answer.headers)


async def record(lobby: Lobby) -> list[dict[str, object]]:
    """Let this version's kiosk have its day with the server, and write it down."""
    names = await prepare(lobby)
    token = KioskToken()
    line = Recorder(lobby, names)
    async with open_client("http://lobby", token, None, line=line) as client:
        calls = BadgeCalls(client)
        given = await calls.start_pairing()
        await approve(lobby, given.code, name="Recorded")
        token.take((await calls.pairing_token(given.device_secret)).token)
        await _begin(calls)
        visit = await _visitors(calls, names, lobby)
        await calls.room(visit, wait=0)
        await _badges(calls, visit, lobby)
        await _people(calls, lobby)
        await _kept(calls, names, lobby)
        await calls.check_out(CheckOutRequest(request_id=UUID(int=4), visit=visit))
        await calls.new_token()
    return line.talk


async def _begin(calls: ServerCalls) -> None:
    await calls.configuration()
    await calls.roster(None)
    cursor = await calls.cursor()
    await calls.news(cursor, wait=0)
    await calls.health(
        HealthReport(version=VERSION, queue_length=1, printer=PrinterState.READY)
    )


async def _visitors(calls: ServerCalls, names: Names, lobby: Lobby) -> str:
    now = lobby.clock.now()
    by_pass = CheckInRequest(
        request_id=UUID(int=1), kiosk_time=now, pass_text=names.of["pass"]
    )
    by_code = CheckInRequest(
        request_id=UUID(int=2), kiosk_time=now, code=names.of["code"]
    )
    walk_in = CheckInRequest(
        request_id=UUID(int=3),
        kiosk_time=now,
        visitor=WalkInVisitor(
            name="Noa Berg", company="Berg AG", email="noa@berg.example"
        ),
        host_id=JONAS.id,
    )
    first = await calls.check_in(by_pass)
    await calls.check_in(by_code)
    await calls.hosts("jon")
    await calls.check_in(walk_in)
    return first.visit.id


async def _badges(calls: BadgeCalls, visit: str, lobby: Lobby) -> None:
    await calls.content(visit)
    await order(lobby, visit, kiosk="Recorded")
    (wanted,) = (await calls.orders()).orders
    printed = BadgeOutcomeReport(
        outcome=BadgeOutcome.PRINTED, printer=PrinterState.READY
    )
    await calls.outcome(wanted.order, printed)


async def _people(calls: ServerCalls, lobby: Lobby) -> None:
    now = lobby.clock.now()
    await calls.look_up(LookUpRequest(name="Nobody Here"))
    await calls.recall(ReturningRequest(name="Noa Berg", email="noa@berg.example"))
    await calls.call_help(HelpRequest(request_id=UUID(int=5), kiosk_time=now))
    await calls.tell_of_delivery(
        DeliveryRequest(request_id=UUID(int=6), kiosk_time=now, host_id=JONAS.id)
    )
    await calls.phone_link(PhoneLinkRequest(request_id=UUID(int=7)))


async def _kept(calls: ServerCalls, names: Names, lobby: Lobby) -> None:
    one = {
        "request_id": str(UUID(int=9)),
        "sealed": names.of["sealed"],
        "offline": {"boot_id": str(UUID(int=8)), "waited_ms": 60_000},
    }
    now = lobby.clock.now()
    await calls.send_kept(
        KeptCheckIns.model_validate({"sent_at": now, "check_ins": [one]})
    )


async def play(lobby: Lobby, talk: list[dict[str, object]]) -> list[str]:
    """Say all of it again; give what the server answers otherwise than then."""
    names = await prepare(lobby)
    # A bearer's refusals would be counted; the clock goes on as the kiosk's did.
    differences: list[str] = []
    for line in talk:
        if line["call"] == "GET /api/v1/badge-orders":
            await order(lobby, names.of["visit"], kiosk="Played")
        answer = await _say(lobby, line, names)
        told = answer.json() if answer.content else None
        if answer.status_code != line["status"]:
            differences.append(
                f"{line['call']}: {answer.status_code}, not {line['status']}"
            )
        differences += differing(line["answer"], shape(told), at=str(line["call"]))
        names.learn(told)
        if line["call"] == "POST /api/v1/pairings":
            await approve(lobby, told["code"], name="Played")
        lobby.clock.forward(seconds=0.1)
    return differences


async def _say(lobby: Lobby, line: dict[str, object], names: Names) -> httpx.Response:
    method, path = names.fill(str(line["call"])).split(" ", 1)
    headers = {"User-Agent": str(line["agent"])}
    if line["shows_token"]:
        headers["Authorization"] = f"Bearer {names.of['token']}"
    if line["body"] is not None:
        headers["Content-Type"] = "application/json"
    return await lobby.http.request(
        method,
        path,
        params=line["query"],  # type: ignore[arg-type]
        content=None if line["body"] is None else names.fill(json.dumps(line["body"])),
        headers=headers,
    )


def shape(value: object) -> object:
    """Say of what kind everything in an answer is, and nothing else of it."""
    match value:
        case dict():
            return {
                key: "a table" if key in _TABLES else shape(one)
                for key, one in sorted(value.items())
            }
        case list():
            return [shape(value[0])] if value else []
        case bool():
            return "yes or no"
        case int() | float():
            return "number"
        case None:
            return "nothing"
        case _:
            return "text"


def differing(then: object, now: object, *, at: str) -> list[str]:
    """Say what a kiosk of that time would miss; what is new does it no harm."""
    match then, now:
        case dict(), dict():
            missing = [f"{at}: {key} is gone" for key in then if key not in now]
            known = (key for key in then if key in now)
            return missing + [
                line
                for key in known
                for line in differing(then[key], now[key], at=f"{at} {key}")
            ]
        case [first, *_], [other, *_]:
            return differing(first, other, at=at)
        case list(), list():
            return []
        case _:
            fits = then == now or "nothing" in (then, now)
            return [] if fits else [f"{at}: {now}, not {then}"]
