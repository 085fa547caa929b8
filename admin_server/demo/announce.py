"""What the demo says once it runs: a table for people, or one JSON line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from admin_server.demo.lakeside import SLUG
from admin_server.demo.laying import LaidDay, Ticket
from admin_server.demo.staff import DemoAccount
from admin_server.demo.visitors import Expect

_HEAD = ("VISITOR", "HOST", "CODE", "WHAT WILL HAPPEN", "PASS")
_STAFF_HEAD = ("ROLE", "E-MAIL", "PASSWORD")
_OUTCOMES = {"none": "checked in, no room", "already_here": "already here"}


@dataclass(frozen=True)
class Addresses:
    """Where everything can be reached."""

    admin: str
    dashboard: str
    kiosk: str
    mail: str
    calendar: str
    calendar_hint: str


def as_json(
    where: Addresses,
    day: LaidDay,
    pictures: Sequence[Path],
    accounts: Sequence[DemoAccount],
) -> str:
    """Say everything in one line, for programs."""
    visitors = [
        {
            "name": ticket.visitor.name,
            "email": ticket.visitor.email,
            "host": ticket.visitor.host.name,
            "pass": ticket.pass_text,
            "code": ticket.code,
            "pass_png": str(picture),
            "expect": {
                "outcome": ticket.visitor.expect.outcome,
                "room": ticket.visitor.expect.room,
            },
        }
        for ticket, picture in zip(day.tickets, pictures, strict=True)
    ]
    said = {
        "admin_url": where.admin,
        "dashboard_url": where.dashboard,
        "kiosk_url": where.kiosk,
        "mail_url": where.mail,
        "calendar_url": where.calendar,
        "kiosk_token": day.kiosk_token,
        "organisation": SLUG,
        "accounts": [
            {"role": one.role.value, "email": one.email, "password": one.password}
            for one in accounts
        ],
        "visitors": visitors,
    }
    return json.dumps(said, ensure_ascii=False)


def as_table(
    where: Addresses,
    day: LaidDay,
    pictures: Sequence[Path],
    accounts: Sequence[DemoAccount],
    *,
    data: Path,
) -> str:
    """Say everything as a person reads it: addresses, what to try, who comes."""
    first = day.tickets[0]
    rows = [
        (
            ticket.visitor.name,
            ticket.visitor.host.name,
            ticket.code,
            outcome(ticket.visitor.expect),
            picture.name,
        )
        for ticket, picture in zip(day.tickets, pictures, strict=True)
    ]
    return f"""
Portico is running with a believable day at Lakeside.

  Kiosk     {where.kiosk}
  Dashboard {where.dashboard}
  Server    {where.admin}
  Mails     {where.mail}
  Calendar  {where.calendar}  ({where.calendar_hint})
  Passes    {data / "passes"}
  Badges    {data / "badges"}

{_staff(accounts)}

{_advice(first)}

{_table([_HEAD, *rows])}

Why each of them: {data / "visitors.txt"}
Ctrl-C ends everything. Started again, it lays a new day; --fresh forgets the old ones.
"""


def reasons(day: LaidDay) -> str:
    """Explain what will happen to each visitor, and why."""
    return "\n".join(
        f"{ticket.visitor.name}, visiting {ticket.visitor.host.name}: "
        f"{outcome(ticket.visitor.expect)}. {ticket.visitor.why}"
        for ticket in day.tickets
    )


def outcome(expect: Expect) -> str:
    """Say an outcome in words."""
    if expect.outcome == "found":
        return f"→ {expect.room}"
    word = _OUTCOMES.get(expect.outcome)
    if word is None:
        return f"refused: {expect.outcome.replace('_', ' ')}"
    return f"{word} → {expect.room}" if expect.room else word


def _staff(accounts: Sequence[DemoAccount]) -> str:
    rows = [
        (one.role.value.replace("_", " "), one.email, one.password) for one in accounts
    ]
    return (
        f"Sign in to the dashboard, organisation {SLUG}, as one of these:\n\n"
        f"{_table([_STAFF_HEAD, *rows])}"
    )


def _advice(first: Ticket) -> str:
    visitor = first.visitor
    return (
        f"Try this first: at the kiosk choose “I have a code” and type {first.code}.\n"
        f"{visitor.name} is sent to {visitor.expect.room}, a badge is drawn, and "
        f"{visitor.host.name} gets a mail."
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )
