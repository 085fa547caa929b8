"""Somebody at a kiosk needs a person: who is told, and who goes there."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from admin_server.core.invitations import Invented
from admin_server.core.kiosk_matters import HelpCall
from admin_server.core.kiosk_times import happened_at
from admin_server.core.messages import HELP_WANTED, OutboxRow
from admin_server.core.people import tidy_name
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from shared.help import HelpRequest
from shared.refusals import Refusal, Refused

TOO_LATE = timedelta(minutes=15)
"""Whoever called longer ago has gone, or found somebody: nobody is called then."""


class NoSuchCall(LookupError):
    """There is no call for help with this id."""


@dataclass(frozen=True)
class Called:
    """What became of a call for help.

    Attributes:
        rings: somebody is told of it.
        new: False for a repeated request.
    """

    call: HelpCall
    site: Site
    rings: bool
    new: bool = True


def call_for_help(
    nouns: Nouns,
    request: HelpRequest,
    *,
    kiosk: Kiosk,
    now: datetime,
    chance: Invented,
) -> Called:
    """Note that somebody waits for a person, and tell who is to come, once per call.

    A call that a kiosk could only send long after is noted, and over already.

    Raises:
        Refused: the request id was used for something else.
    """
    at = happened_at(request.kiosk_time, now=now)
    late = now - at > TOO_LATE
    asked = HelpCall(
        id=str(request.request_id),
        site=kiosk.site,
        kiosk=kiosk.id,
        at=at,
        reason=request.reason,
        name=tidy_name(request.name or "") or None,
        looked_for=tidy_name(request.looked_for or "") or None,
        ended_at=now if late else None,
    )
    there = nouns.help_calls.get(asked.id)
    if there is not None:
        return _again(nouns, there, asked)
    nouns.help_calls.put(asked)
    event, actor = "help.called", f"kiosk:{kiosk.id}"
    nouns.audit.add(at=now, event=event, actor=actor, subject=f"help:{asked.id}")
    called = _called(nouns, asked)
    if called.rings:
        nouns.outbox.add(_ring(asked, now=now, chance=chance))
    return called


def go_there(
    nouns: Nouns, call_id: str, *, user_id: str, by: str, now: datetime
) -> bool:
    """Note that somebody goes to a visitor; False where somebody does already.

    Args:
        by: who goes, as the audit names them.

    Raises:
        NoSuchCall: there is none.
    """
    call = nouns.help_calls.get(call_id)
    if call is None:
        raise NoSuchCall(call_id)
    if call.ended_at is not None:
        return False
    nouns.help_calls.put(replace(call, ended_at=now, ended_by=user_id))
    nouns.audit.add(at=now, event="help.answered", actor=by, subject=f"help:{call.id}")
    return True


def _ring(call: HelpCall, *, now: datetime, chance: Invented) -> OutboxRow:
    return OutboxRow(
        id=chance.new_id(),
        kind=HELP_WANTED,
        payload={"call": call.id},
        due_at=now,
        dedupe_key=f"{HELP_WANTED}:{call.id}",
    )


def _again(nouns: Nouns, there: HelpCall, asked: HelpCall) -> Called:
    # What a clock said, and who went there since, may be different.
    same = replace(there, at=asked.at, ended_at=asked.ended_at, ended_by=None)
    if same != asked:
        raise Refused(
            Refusal.REQUEST_ID_REUSED, "This request id was used for something else."
        )
    return _called(nouns, there, new=False)


def _called(nouns: Nouns, call: HelpCall, *, new: bool = True) -> Called:
    site = nouns.sites.get(call.site)
    if site is None:
        raise LookupError("a call for help refers to a site that is not there")
    # A call that came too late ended without anybody's going.
    missed = call.ended_at is not None and call.ended_by is None
    return Called(call, site, rings=bool(site.help.email) and not missed, new=new)
