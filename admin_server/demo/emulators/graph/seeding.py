"""What Graph has no words for: filling the emulator, and making it misbehave."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.calendar_views import new_event, touch
from admin_server.demo.emulators.graph.faults import planned_fault
from admin_server.demo.emulators.graph.notices import tell, tell_of_life
from admin_server.demo.emulators.graph.organisation import (
    ALL_ROLES,
    Entry,
    Group,
    Mailbox,
    Organisation,
    PlannedConsent,
    RoomBehaviour,
)
from admin_server.demo.emulators.graph.refusals import GraphRefusal
from admin_server.demo.emulators.graph.schema import checked
from admin_server.demo.emulators.graph.series import occurrence_key
from admin_server.demo.emulators.graph.shapes import (
    Json,
    at,
    json_at,
    number,
    objects,
    text,
    texts,
)
from admin_server.demo.emulators.graph.world import World

Seed = Callable[[World, Json], Awaitable[Json]]


def seeding_routes(world: World) -> list[Route]:
    """Build the emulator's own routes; they stand open, for it listens locally."""

    async def seed(request: Request) -> Response:
        verb = _VERBS.get(request.path_params["verb"])
        if verb is None:
            return PlainTextResponse("no such verb", 404)
        try:
            return JSONResponse(await verb(world, json_at(await request.json())))
        except (GraphRefusal, KeyError, ValueError) as error:
            return PlainTextResponse(repr(error), 400)

    async def receive(request: Request) -> Response:
        """Be somebody who wants to be notified."""
        token = request.query_params.get("validationToken")
        if token is not None:
            return PlainTextResponse(token)
        world.received.append(await request.json())
        return Response(status_code=202)

    async def well(_: Request) -> Response:
        return PlainTextResponse("well")

    return [
        Route("/emulator/receiver", receive, methods=["POST"]),
        Route("/emulator/healthz", well),
        Route("/emulator/{verb}", seed, methods=["POST"]),
    ]


async def _organisation(world: World, stated: Json) -> Json:
    name = text(stated, "organisation").casefold()
    made = Organisation(name)
    made.clients = {k: str(v) for k, v in json_at(stated, "clients").items()}
    world.organisations[name] = made
    return {}


async def _settings(world: World, stated: Json) -> Json:
    organisation = _named(world, stated)
    if "roles" in stated:
        organisation.roles = frozenset(texts(stated, "roles"))
    if "scope" in stated:
        scope = at(stated, "scope")
        listed = frozenset(one.casefold() for one in texts(stated, "scope"))
        organisation.scope = listed if scope is not None else None
    if "clients" in stated:
        organisation.clients = {
            k: str(v) for k, v in json_at(stated, "clients").items()
        }
    if "lacking" in stated:
        organisation.lacking = frozenset(texts(stated, "lacking"))
    if "needs_approval" in stated:
        organisation.needs_approval = at(stated, "needs_approval") is True
    organisation.approved |= frozenset(texts(stated, "approved"))
    organisation.largest_page = (
        number(stated, "largest_page") or organisation.largest_page
    )
    latency = at(stated, "latency")
    if isinstance(latency, int | float):
        organisation.latency = float(latency)
    return {"roles": sorted(organisation.roles or ALL_ROLES)}


async def _user(world: World, stated: Json) -> Json:
    organisation = _named(world, stated)
    address = text(stated, "mailbox").casefold()
    known = organisation.mailboxes.get(address)
    made = known or Mailbox(address, text(stated, "name") or address)
    made.name = text(stated, "name") or made.name
    made.has_mailbox = at(stated, "has_mailbox") is not False
    if "guest" in stated:
        made.entry = _entry(stated)
    organisation.mailboxes[address] = made
    return {"id": made.id}


def _entry(stated: Json) -> Entry:
    return Entry(
        email=text(stated, "email") or None,
        department=text(stated, "department") or None,
        language=text(stated, "language") or None,
        enabled=at(stated, "enabled") is not False,
        guest=at(stated, "guest") is True,
        licensed=at(stated, "licensed") is not False,
    )


async def _group(world: World, stated: Json) -> Json:
    made = Group(
        text(stated, "id"),
        text(stated, "name"),
        tuple(one.casefold() for one in texts(stated, "members")),
    )
    _named(world, stated).groups[made.id] = made
    return {}


async def _share(world: World, stated: Json) -> Json:
    reader = _named(world, stated).mailboxes[text(stated, "reader").casefold()]
    owner = text(stated, "owner").casefold()
    reader.shares = [*(one for one in reader.shares if one != owner), owner]
    return {}


async def _consent(world: World, stated: Json) -> Json:
    planned = PlannedConsent(
        text(stated, "error"), number(stated, "number") or 0, text(stated, "subcode")
    )
    _named(world, stated).consents.append(planned)
    return {}


async def _room(world: World, stated: Json) -> Json:
    organisation = _named(world, stated)
    address = text(stated, "address").casefold()
    made = organisation.mailboxes.setdefault(address, Mailbox(address, address))
    made.name = text(stated, "name") or address
    answer = at(stated, "answer")
    made.room = RoomBehaviour(
        answer=str(answer) if answer is not None else None,
        after=timedelta(seconds=number(stated, "after") or 0),
        hidden=at(stated, "hidden") is True,
    )
    made.place = json_at(stated, "place")
    return {"id": made.id}


async def _event(world: World, stated: Json) -> Json:
    organisation = _named(world, stated)
    box = organisation.mailboxes[text(stated, "mailbox").casefold()]
    uid = text(stated, "uid")
    fields = checked(stated.get("event"), "seededEvent")
    now = world.clock.now()
    event = box.events.get(uid)
    if event is None:
        event = new_event(organisation, box, fields, now=now, uid=uid)
        box.events[uid] = event
    change = "created" if event.version == 1 and event.fields is fields else "updated"
    event.fields = fields
    event.exceptions = {
        occurrence_key(datetime.fromisoformat(local)): checked(
            json_at(stated, "exceptions", local), "seededEvent"
        )
        for local in json_at(stated, "exceptions")
    }
    event.left_out = {
        occurrence_key(datetime.fromisoformat(local))
        for local in texts(stated, "left_out")
    }
    if change == "updated":
        touch(event, now)
    calendar = text(stated, "calendar")
    if calendar:
        box.calendars.setdefault(calendar, set()).add(uid)
    await tell(world, organisation, event, change)
    return {"number": event.number}


async def _remove_event(world: World, stated: Json) -> Json:
    organisation = _named(world, stated)
    box = organisation.mailboxes[text(stated, "mailbox").casefold()]
    event = box.events.pop(text(stated, "uid"))
    await tell(world, organisation, event, "deleted")
    return {}


async def _fault(world: World, stated: Json) -> Json:
    _named(world, stated).faults.append(planned_fault(stated))
    return {}


async def _expire(world: World, stated: Json) -> Json:
    """Make tokens too old: those of access, of deltas, or what people permitted."""
    organisation = _named(world, stated)
    if text(stated, "what") == "grants":
        world.grants.end(organisation.id, number(stated, "number") or 70000)
    if text(stated, "what") == "deltas":
        organisation.deltas.clear()
    else:
        world.issued = {
            token: issued
            for token, issued in world.issued.items()
            if issued.organisation != organisation.id
        }
    return {}


async def _clock(world: World, stated: Json) -> Json:
    now = text(stated, "now")
    world.clock.fixed = datetime.fromisoformat(now) if now else None
    return {}


async def _name(world: World, stated: Json) -> Json:
    world.names[text(stated, "name")] = text(stated, "leads_to")
    return {}


async def _life(world: World, stated: Json) -> Json:
    await tell_of_life(world, _named(world, stated), text(stated, "event"))
    return {}


async def _counts(world: World, stated: Json) -> Json:
    counts = _named(world, stated).counts
    return {
        "requests": dict(counts.requests),
        "most_at_once": dict(counts.most_at_once),
    }


async def _throttle(world: World, stated: Json) -> Json:
    """Refuse requests at random from now on, if a chance is named; give the record."""
    throttle = _named(world, stated).throttle
    chance = at(stated, "chance")
    if isinstance(chance, int | float):
        kinds, seed = texts(stated, "kinds"), number(stated, "seed") or 0
        throttle.begin(float(chance), list(kinds), seed)
    return {"record": throttle.recorded()}


async def _received(world: World, stated: Json) -> Json:
    name = _named(world, stated).id
    notes = [note for body in world.received for note in objects(body, "value")]
    return {
        "value": [
            one
            for one in notes
            if name in {at(one, "tenantId"), at(one, "organizationId")}
        ]
    }


def _named(world: World, stated: Json) -> Organisation:
    return world.organisations[text(stated, "organisation").casefold()]


_VERBS: dict[str, Seed] = {
    "organisation": _organisation,
    "settings": _settings,
    "user": _user,
    "room": _room,
    "consent": _consent,
    "group": _group,
    "share": _share,
    "event": _event,
    "remove_event": _remove_event,
    "fault": _fault,
    "expire": _expire,
    "clock": _clock,
    "name": _name,
    "life": _life,
    "counts": _counts,
    "throttle": _throttle,
    "received": _received,
}
