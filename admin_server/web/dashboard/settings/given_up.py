"""Messages that could not be delivered, and what to do about each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core import dead_letters
from admin_server.core.changes import Author
from admin_server.core.messages import DeadLetter
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.mail_tests import reason
from admin_server.web.dashboard.words import Words

PATH = "/settings/mail/given-up"
MOST = 100
"""So many are shown, and sent again at once; the rest comes after them."""
_NOBODY = "nobody_to_tell"

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Line:
    """One message as people read of it; no address, which its visit has.

    Attributes:
        about: the visitor whom it is about; "" where nobody knows.
        visit: where that visit is shown.
        at: when it was given up, on the organisation's clock.
    """

    id: str
    what: str
    about: str
    visit: str | None
    at: datetime
    why: str


@router.get(PATH)
async def given_up(request: Request, who: Who) -> HTMLResponse:
    """List what was given up, newest first."""
    t = words_for(request)
    lines = await who.store.read(lambda nouns: _lines(nouns, t))
    return page(
        request,
        "given_up.html",
        lines=lines[:MOST],
        more=len(lines) > MOST,
        most=str(MOST),
    )


@router.post(f"{PATH}/again")
async def send_all(request: Request, who: Who, parts: App) -> Response:
    """Send again whatever is on the list."""
    by = settling.author(who, parts)
    count = await who.store.write(lambda nouns: _send_all(nouns, by))
    said = "given_up.all_sent" if count else "given_up.nothing_sent"
    return go_to(request, PATH, said=said)


@router.post(f"{PATH}/{{message_id}}/again")
async def send_one(request: Request, who: Who, parts: App, message_id: str) -> Response:
    """Send one message again."""
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> None:
        dead_letters.send_again(nouns, _of(nouns, message_id), by)

    await who.store.write(work)
    return go_to(request, PATH, said="given_up.one_sent")


@router.get(f"{PATH}/{{message_id}}/discard")
async def ask_to_discard(request: Request, who: Who, message_id: str) -> HTMLResponse:
    """Ask before a message is discarded."""
    t = words_for(request)
    line = await who.store.read(
        lambda nouns: _line(nouns, _of(nouns, message_id), t, _zone(nouns))
    )
    return page(request, "given_up_discard.html", line=line)


@router.post(f"{PATH}/{{message_id}}/discard")
async def discard(request: Request, who: Who, parts: App, message_id: str) -> Response:
    """Discard a message: it is never sent."""
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> None:
        dead_letters.discard(nouns, _of(nouns, message_id), by)

    await who.store.write(work)
    return go_to(request, PATH, said="given_up.discarded")


def _send_all(nouns: Nouns, by: Author) -> int:
    letters = nouns.outbox.given_up(limit=MOST)
    for letter in letters:
        dead_letters.send_again(nouns, letter, by)
    return len(letters)


def _of(nouns: Nouns, message_id: str) -> DeadLetter:
    letter = nouns.outbox.dead_letter(message_id)
    if letter is None:
        raise NotThere
    return letter


def _lines(nouns: Nouns, t: Words) -> list[Line]:
    zone = _zone(nouns)
    letters = nouns.outbox.given_up(limit=MOST + 1)
    return [_line(nouns, letter, t, zone) for letter in letters]


def _line(nouns: Nouns, letter: DeadLetter, t: Words, zone: ZoneInfo) -> Line:
    row = letter.row
    visit = nouns.visits.get(row.payload.get("visit", ""))
    visitor = nouns.visitors.get(visit.visitor) if visit else None
    return Line(
        id=row.id,
        what=_what(row.kind, t),
        about=visitor.name if visitor else "",
        visit=f"/visits/{visit.id}" if visit else None,
        at=letter.since.astimezone(zone),
        why=t("given_up.nobody") if letter.why == _NOBODY else reason(letter.why, t),
    )


def _what(kind: str, t: Words) -> str:
    key = f"given_up.kind.{kind}"
    return t(key) if key in t.texts else t("given_up.kind.other")


def _zone(nouns: Nouns) -> ZoneInfo:
    """The organisation's own time: that of its first site."""
    sites = sorted(nouns.sites.all(), key=lambda site: site.name.casefold())
    return sites[0].zone if sites else ZoneInfo("UTC")
