"""A visit that is only tried out: nobody but the tester hears of it, and it goes away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.changes import Author
from admin_server.core.messages import OutboxRow
from admin_server.core.people import Host, Visitor
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.users import User
from admin_server.core.visits import RoomOfVisit, Visit
from shared.check_in import RoomState, VisitState

REHEARSAL = "rehearsal"
"""The kind of message that tells the tester alone of an arrival."""
_LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Scene:
    """Who rehearses a visit to whom, and where; `visit` and `visitor` are new ids."""

    tester: User
    host: Host
    site: Site
    visit: str
    visitor: str


def begin(nouns: Nouns, scene: Scene, by: Author, *, look_until: datetime) -> Visit:
    """Save the arrival; the host is told nothing."""
    visitor = Visitor(id=scene.visitor, name=scene.tester.name)
    visit = Visit(
        id=scene.visit,
        visitor=visitor.id,
        host=scene.host.id,
        site=scene.site.id,
        state=VisitState.ON_SITE,
        expected_arrival=by.at,
        # Left alone by a crash, it ends by itself.
        expected_departure=by.at + _LASTS,
        arrived_at=by.at,
        language=scene.tester.language,
        room=RoomOfVisit(state=RoomState.LOOKING, until=look_until),
        created_by=scene.tester.id,
    )
    nouns.visitors.put(visitor)
    nouns.visits.put(visit)
    nouns.audit.add(
        at=by.at, event="rehearsal.begun", actor=by.actor, subject=f"visit:{visit.id}"
    )
    return visit


def tell_tester(nouns: Nouns, scene: Scene, *, message: str, now: datetime) -> None:
    """Put the arrival's message into the outbox, addressed to the tester alone."""
    nouns.outbox.add(
        OutboxRow(
            id=message,
            kind=REHEARSAL,
            payload={"visit": scene.visit, "to_user": scene.tester.id},
            due_at=now,
            dedupe_key=f"{REHEARSAL}:{scene.visit}",
        )
    )


def end(nouns: Nouns, scene: Scene, by: Author) -> None:
    """Take the visit and its visitor away again."""
    nouns.visits.remove(scene.visit)
    nouns.visitors.remove(scene.visitor)
    _note_end(nouns, scene, by)


def end_in_place(nouns: Nouns, scene: Scene, by: Author) -> None:
    """Let the visit end where it stands, because something points at it by now."""
    nouns.visits.set_state(scene.visit, VisitState.LEFT)
    _note_end(nouns, scene, by)


def _note_end(nouns: Nouns, scene: Scene, by: Author) -> None:
    nouns.audit.add(
        at=by.at,
        event="rehearsal.ended",
        actor=by.actor,
        subject=f"visit:{scene.visit}",
    )
