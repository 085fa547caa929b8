"""A visit's meeting: what reception corrects, and what it decides when it changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter

from admin_server.core.corrections import (
    Followed,
    Meant,
    NoSuchMeeting,
    ask_again,
    choose,
    keep_as_it_is,
    say_not_theirs,
    take_back,
    use_new_time,
    what_is_meant,
)
from admin_server.core.invitations import InvitationWrong, Wrong
from admin_server.core.people import Visitor
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import Undo, go_to, page, words_for
from admin_server.web.dashboard.reception.shown import room_words
from admin_server.web.dashboard.reception.visit import show_visit, visit_of
from admin_server.web.dashboard.signing_in.held import Held

router = APIRouter()

Inviter = Annotated[CurrentUser, Depends(Needs(Action.INVITE))]
_HELD = Held("kept-visit")
_FOLLOWED = TypeAdapter(Followed)
Work = Callable[[Nouns, Visit], object]


@dataclass(frozen=True)
class _Done:
    """What is said once something was done, with the room as it is then.

    Attributes:
        undo: the path that takes it back, below the visit's own.
    """

    said: str
    undo: str | None = None


_CHOSEN = _Done("visit.said.meeting_chosen", undo="undo-meeting")
_REFUSED = _Done("visit.said.meeting_refused", undo="undo-meeting")
_TAKEN_BACK = _Done("visit.said.meeting_undone")
_KEPT = _Done("visit.said.kept", undo="undo-keep")
_ASKED_AGAIN = _Done("visit.said.keeping_undone")
_MOVED = _Done("visit.said.new_time")


@router.get("/visits/{visit_id}/meeting")
async def ask_meeting(request: Request, who: Inviter, visit_id: str) -> Response:
    """Show the meetings that may be the visitor's: when they are, and in which room."""
    parts = parts_of(request)
    now = parts.clock.now()

    def read(nouns: Nouns) -> tuple[Visit, Visitor, Site, Meant]:
        visit, visitor, _, site = visit_of(nouns, who, visit_id, Action.INVITE)
        meant = what_is_meant(nouns, visit, now=now, schedules=parts.schedules)
        return visit, visitor, site, meant

    visit, visitor, site, meant = await who.store.read(read)
    if not meant.candidates:
        return await _gone(request, who, visit_id)
    fragment = "hx-request" in request.headers
    return page(
        request,
        "visit_meeting.html" if fragment else "visit_meeting_page.html",
        visit=visit,
        visitor=visitor,
        site=site,
        candidates=meant.candidates,
        back=f"/visits/{visit.id}",
    )


@router.post("/visits/{visit_id}/meeting")
async def post_meeting(request: Request, who: Inviter, visit_id: str) -> Response:
    """Remember whose a meeting is, for its whole series."""
    parts = parts_of(request)
    key = (await read_form(request, words_for(request))).text("meeting")
    now = parts.clock.now()

    def work(nouns: Nouns, visit: Visit) -> None:
        choose(nouns, visit, key, now=now, by=who.actor, schedules=parts.schedules)

    return await _do(request, who, visit_id, work, _CHOSEN)


@router.post("/visits/{visit_id}/not-this-meeting")
async def post_not_this_meeting(
    request: Request, who: Inviter, visit_id: str
) -> Response:
    """Remember that a meeting's series is not the visitor's."""
    parts = parts_of(request)
    key = (await read_form(request, words_for(request))).text("meeting")
    now = parts.clock.now()

    def work(nouns: Nouns, visit: Visit) -> None:
        say_not_theirs(
            nouns, visit, key, now=now, by=who.actor, schedules=parts.schedules
        )

    return await _do(request, who, visit_id, work, _REFUSED)


@router.post("/visits/{visit_id}/undo-meeting")
async def post_undo_meeting(request: Request, who: Inviter, visit_id: str) -> Response:
    """Forget what one said of a meeting a moment ago."""
    parts = parts_of(request)
    now = parts.clock.now()

    def work(nouns: Nouns, visit: Visit) -> None:
        if not take_back(
            nouns, visit, now=now, by=who.actor, schedules=parts.schedules
        ):
            raise NoSuchMeeting

    return await _do(request, who, visit_id, work, _TAKEN_BACK)


@router.post("/visits/{visit_id}/keep")
async def post_keep(request: Request, who: Inviter, visit_id: str) -> Response:
    """Leave a visit as it is though its meeting was cancelled, or moved."""
    now = parts_of(request).clock.now()
    before: list[Followed] = []

    def work(nouns: Nouns, visit: Visit) -> None:
        if visit.link is not None and visit.link.news is not None:
            before.append(Followed(visit.meeting, visit.link))
        keep_as_it_is(nouns, visit, now=now, by=who.actor)

    response = await _do(request, who, visit_id, work, _KEPT)
    for was in before:
        # Nothing of it is kept here: who undoes it brings it along, sealed.
        words = {"visit": visit_id, "by": who.actor, "was": _write(was)}
        _HELD.give(request, response, **words)
    return response


@router.post("/visits/{visit_id}/undo-keep")
async def post_undo_keep(request: Request, who: Inviter, visit_id: str) -> Response:
    """Be asked again about a visit that one left as it is a moment ago."""
    now, held = parts_of(request).clock.now(), _HELD.read(request)

    def work(nouns: Nouns, visit: Visit) -> None:
        mine = held is not None and (held["visit"], held["by"]) == (visit_id, who.actor)
        if held is None or not mine:
            raise NoSuchMeeting
        if not ask_again(nouns, visit, _read(held["was"]), now=now, by=who.actor):
            raise NoSuchMeeting

    response = await _do(request, who, visit_id, work, _ASKED_AGAIN)
    _HELD.drop(response)
    return response


@router.post("/visits/{visit_id}/new-time")
async def post_new_time(request: Request, who: Inviter, visit_id: str) -> Response:
    """Have a visit begin when its meeting does now."""
    parts = parts_of(request)
    now = parts.clock.now()

    def work(nouns: Nouns, visit: Visit) -> None:
        use_new_time(nouns, visit, now=now, chance=parts.chance, by=who.actor)

    return await _do(request, who, visit_id, work, _MOVED)


async def _do(
    request: Request, who: CurrentUser, visit_id: str, work: Work, done: _Done
) -> Response:
    t, parts = words_for(request), parts_of(request)

    def save(nouns: Nouns) -> tuple[Visit, Visitor]:
        visit, visitor, _, _ = visit_of(nouns, who, visit_id, Action.INVITE)
        work(nouns, visit)
        return nouns.visits.get(visit_id) or visit, visitor

    try:
        visit, visitor = await who.store.write(save)
    except NoSuchMeeting:
        return await _gone(request, who, visit_id)
    except InvitationWrong as problem:
        return await _refused(request, who, visit_id, problem.why)
    parts.following.look_again()
    undo = Undo(f"/visits/{visit_id}/{done.undo}") if done.undo else None
    room = room_words(visit, t, now=parts.clock.now())
    return go_to(
        request,
        f"/visits/{visit_id}",
        said=done.said,
        undo=undo,
        name=visitor.name,
        room=room,
    )


def _write(was: Followed) -> str:
    return _FOLLOWED.dump_json(was).decode()


def _read(text: str) -> Followed:
    return _FOLLOWED.validate_json(text)


async def _gone(request: Request, who: CurrentUser, visit_id: str) -> Response:
    trouble = words_for(request)("visit.meeting.gone")
    return await show_visit(request, who, visit_id, status=409, trouble=trouble)


async def _refused(
    request: Request, who: CurrentUser, visit_id: str, why: Wrong
) -> Response:
    known = {Wrong.PAST: "past", Wrong.NOT_EXPECTED: "not_expected"}
    trouble = words_for(request)(f"visit.new_time.{known.get(why, 'other')}")
    return await show_visit(request, who, visit_id, status=409, trouble=trouble)
