"""Mails to visitors: asked to come, something changed, cancelled."""

from dataclasses import dataclass

from admin_server.core.messages import (
    InlineImage,
    Message,
    NotNeeded,
    OutboxRow,
    Sender,
)
from admin_server.core.ports import Nouns
from admin_server.jobs.calendar_entries import CANCEL, REQUEST, Entry, entry_for
from admin_server.jobs.desk import Desk
from admin_server.jobs.mail_pages import Page, PassShown, page_html, page_text
from admin_server.jobs.noting import SENT
from admin_server.jobs.visit_facts import Facts, facts_of
from admin_server.security.pass_pictures import pass_png, pass_side
from admin_server.security.passes import pass_for
from shared.check_in import VisitState

_PASS = "pass"  # noqa: S105 - a picture's name


@dataclass(frozen=True)
class _Wording:
    """Which words a mail has, and what a calendar does with it."""

    name: str
    method: str = REQUEST


_INVITED = _Wording("invited")
_CHANGED = _Wording("changed")
_CANCELLED = _Wording("cancelled", method=CANCEL)


def visitor_invited(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Ask a visitor to come."""
    return _expected(nouns, row, desk, _INVITED)


def visit_changed(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Tell a visitor how their visit is now; who never heard of it is invited."""
    told = {
        event for _, event, _ in nouns.audit.of(f"visit:{row.payload.get('visit')}")
    }
    return _expected(nouns, row, desk, _CHANGED if told & SENT else _INVITED)


def visit_cancelled(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Tell a visitor that they need not come; their calendar forgets the visit."""
    now = desk.clock.now()
    facts = facts_of(nouns, row, state=VisitState.CANCELLED, now=now)
    if not isinstance(facts, Facts):
        return facts
    words = facts.words
    page = Page(
        lead=_lead(facts, _CANCELLED),
        rows=((words.say("visit_label_when"), facts.when),),
        end=words.say("visit_end", host=facts.host.name),
    )
    return _message(row, facts, desk, wording=_CANCELLED, page=page)


def _expected(
    nouns: Nouns, row: OutboxRow, desk: Desk, wording: _Wording
) -> Message | NotNeeded | None:
    now = desk.clock.now()
    facts = facts_of(nouns, row, state=VisitState.EXPECTED, now=now)
    if not isinstance(facts, Facts):
        return facts
    text = pass_for(facts.invitation, facts.visit, tenant=facts.tenant, box=desk.box)
    page = Page(
        lead=_lead(facts, wording),
        rows=tuple(facts.rows),
        own_words=facts.own_words,
        shown=PassShown(
            code=facts.invitation.code,
            image=f"{_PASS}@{facts.invitation.id}",
            side=pass_side(text),
        ),
        end=facts.words.say("visit_end", host=facts.host.name),
    )
    picture = InlineImage(id=f"{_PASS}@{facts.invitation.id}", content=pass_png(text))
    return _message(row, facts, desk, wording=wording, page=page, picture=picture)


def _lead(facts: Facts, wording: _Wording) -> str:
    return facts.words.say(
        f"visit_{wording.name}_lead",
        host=facts.host.name,
        organisation=facts.tenant.name,
    )


def _message(
    row: OutboxRow,
    facts: Facts,
    desk: Desk,
    *,
    wording: _Wording,
    page: Page,
    picture: InlineImage | None = None,
) -> Message:
    words = facts.words
    title = words.say(
        f"visit_{wording.name}_subject",
        organisation=facts.tenant.name,
        day=words.weekday_and_day(facts.site.local(facts.visit.expected_arrival)),
        time=words.time(facts.site.local(facts.visit.expected_arrival)),
    )
    entry = entry_for(
        facts.visit,
        facts.invitation,
        _entry(facts, page, desk),
        method=wording.method,
        now=desk.clock.now(),
    )
    return Message(
        id=row.id,
        to_address=facts.email,
        to_name=facts.visitor.name,
        subject=title,
        text=page_text(page, facts, title),
        html=page_html(page, facts, title),
        images=() if picture is None else (picture,),
        calendar=entry,
        # Nobody reads the desk's own mailbox; the host knows why the visitor comes.
        reply_to=Sender(facts.host.email, facts.host.name),
    )


def _entry(facts: Facts, page: Page, desk: Desk) -> Entry:
    words = facts.words
    # Colleagues may see the calendar: what the visitor needs is not for them.
    lines = [page.lead]
    if page.shown is not None:
        lines.append(words.say("visit_code_line", code=page.shown.code))
        lines.append(words.say("visit_code_hint"))
        lines += [facts.site.directions] if facts.site.directions else []
    return Entry(
        summary=words.say("visit_entry", organisation=facts.tenant.name),
        description="\n".join(lines),
        location=", ".join(part for part in (facts.room, facts.where) if part),
        organizer=desk.sender_for(facts.tenant),
        attendee=Sender(facts.email, facts.visitor.name),
    )
