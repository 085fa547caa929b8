"""What reception does with a visit: check in, check out, cancel, take back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.cancelling import cancel
from admin_server.core.check_in import (
    CheckedIn,
    Receiving,
    TooEarly,
    receive,
    undo_check_in,
)
from admin_server.core.departures import check_out, undo_check_out
from admin_server.core.finding_rooms import still_looking
from admin_server.core.people import Visitor
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.transitions import MovedOn
from admin_server.core.visits import Visit
from admin_server.web.current import Parts, parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import Undo, go_to, words_for
from admin_server.web.dashboard.reception.visit import moved_on, show_visit, visit_of
from admin_server.web.dashboard.reception.ways_back import safe_way_back
from shared.check_in import VisitState

router = APIRouter()

Receiver = Annotated[CurrentUser, Depends(Needs(Action.RECEIVE))]
Inviter = Annotated[CurrentUser, Depends(Needs(Action.INVITE))]


class Change(Protocol):
    """A rule that changes one visit and says who did it."""

    def __call__(
        self, nouns: Nouns, visit_id: str, /, *, by: str, now: datetime
    ) -> Visit:
        """Change the visit."""


@dataclass(frozen=True)
class _Wish:
    """What somebody wants to become of a visit.

    Attributes:
        said: the key of the line that tells it was done.
        undo: the path that takes it back, below the visit's own.
        back: where to go on, where the form does not say.
    """

    action: Action
    state: VisitState
    said: str
    undo: str | None = None
    back: str = "/today"


_IN = _Wish(Action.RECEIVE, VisitState.ON_SITE, "visit.said.checked_in", "check-in")
_OUT = _Wish(Action.RECEIVE, VisitState.LEFT, "visit.said.checked_out", "check-out")
_CANCEL = _Wish(Action.INVITE, VisitState.CANCELLED, "visit.said.cancelled")
_NOT_IN = _Wish(Action.RECEIVE, VisitState.EXPECTED, "visit.said.check_in_undone")
_NOT_OUT = _Wish(
    Action.RECEIVE,
    VisitState.ON_SITE,
    "visit.said.check_out_undone",
    back="/today/on-site",
)


@router.post("/visits/{visit_id}/check-in")
async def post_check_in(request: Request, who: Receiver, visit_id: str) -> Response:
    """Check a visitor in at the desk, and show them the guest network."""
    form = await read_form(request, words_for(request))
    parts = parts_of(request)
    receiving = _receiving(parts, who)

    def work(nouns: Nouns) -> tuple[Visitor, CheckedIn]:
        _, visitor, _, _ = visit_of(nouns, who, visit_id, Action.RECEIVE)
        return visitor, receive(nouns, visit_id, receiving)

    try:
        visitor, done = await who.store.write(work)
    except TooEarly as problem:
        return await _too_early(request, who, problem.visit)
    except MovedOn as problem:
        return await _moved(request, who, problem.visit, _IN)
    room = done.visit.room
    if still_looking(room, now=receiving.now):
        until = room.until or receiving.deadline
        parts.rooms.start(who.tenant.id, done.visit.id, deadline=until)
    if done.site.wifi is not None:
        return go_to(request, f"/visits/{visit_id}/wifi")
    return _done(request, visit_id, _IN, form, visitor)


@router.post("/visits/{visit_id}/check-out")
async def post_check_out(request: Request, who: Receiver, visit_id: str) -> Response:
    """Check somebody out."""
    return await _change(request, who, visit_id, _OUT, check_out)


@router.post("/visits/{visit_id}/cancel")
async def post_cancel(request: Request, who: Inviter, visit_id: str) -> Response:
    """Cancel a visit; the guest is told."""
    return await _change(request, who, visit_id, _CANCEL, cancel)


@router.post("/visits/{visit_id}/undo-check-in")
async def post_undo_check_in(
    request: Request, who: Receiver, visit_id: str
) -> Response:
    """Take back a check-in of a moment ago."""
    return await _change(request, who, visit_id, _NOT_IN, undo_check_in)


@router.post("/visits/{visit_id}/undo-check-out")
async def post_undo_check_out(
    request: Request, who: Receiver, visit_id: str
) -> Response:
    """Take back a check-out of a moment ago."""
    return await _change(request, who, visit_id, _NOT_OUT, undo_check_out)


async def _change(
    request: Request, who: CurrentUser, visit_id: str, wish: _Wish, change: Change
) -> Response:
    form = await read_form(request, words_for(request))
    now = parts_of(request).clock.now()

    def work(nouns: Nouns) -> Visitor:
        _, visitor, _, _ = visit_of(nouns, who, visit_id, wish.action)
        change(nouns, visit_id, by=who.actor, now=now)
        return visitor

    try:
        visitor = await who.store.write(work)
    except MovedOn as problem:
        return await _moved(request, who, problem.visit, wish)
    return _done(request, visit_id, wish, form, visitor)


def _done(
    request: Request, visit_id: str, wish: _Wish, form: Filled, visitor: Visitor
) -> Response:
    undo = Undo(f"/visits/{visit_id}/undo-{wish.undo}") if wish.undo else None
    back = safe_way_back(form.text("back"), wish.back)
    return go_to(request, back, said=wish.said, undo=undo, name=visitor.name)


async def _moved(
    request: Request, who: CurrentUser, visit: Visit, wish: _Wish
) -> Response:
    """Say that somebody was faster; pressing twice oneself is no reason to."""

    def read(nouns: Nouns) -> tuple[Visitor, str]:
        _, visitor, _, _ = visit_of(nouns, who, visit.id, wish.action)
        last = nouns.audit.of(f"visit:{visit.id}")[-1:]
        return visitor, last[0][2] if last else ""

    visitor, last_actor = await who.store.read(read)
    if visit.state is wish.state and last_actor == who.actor:
        return go_to(request, f"/visits/{visit.id}")
    trouble = moved_on(visit, visitor, words_for(request))
    return await show_visit(request, who, visit.id, status=409, trouble=trouble)


async def _too_early(request: Request, who: CurrentUser, visit: Visit) -> Response:
    t = words_for(request)
    _, visitor, _, site = await who.store.read(
        lambda nouns: visit_of(nouns, who, visit.id, Action.RECEIVE)
    )
    day = t.day(site.local(visit.expected_arrival))
    trouble = t("visit.too_early", name=visitor.name, day=day)
    return await show_visit(request, who, visit.id, status=409, trouble=trouble)


def _receiving(parts: Parts, who: CurrentUser) -> Receiving:
    now = parts.clock.now()
    return Receiving(
        by=who.actor,
        now=now,
        deadline=now + parts.room_time,
        chance=parts.chance,
        schedules=parts.schedules,
    )
