"""A tenant file, read and validated; every problem in it is found in one go."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from admin_server.apply import reading
from admin_server.apply.calendar_part import calendar as read_calendar
from admin_server.apply.calendar_rules_part import calendar_app, calendar_rules
from admin_server.apply.hosts_csv import read_hosts_csv
from admin_server.apply.mail_part import mail as read_mail
from admin_server.apply.parts import (
    CalendarAppPart,
    CalendarPart,
    CalendarRulesPart,
    HostPart,
    KioskPart,
    MailPart,
    NoMail,
    RoomPart,
    SitePart,
    TenantPart,
)
from admin_server.apply.problems import DocumentWrong, Problem, Problems
from admin_server.apply.references import Surroundings
from admin_server.apply.table import Table
from admin_server.apply.texts_part import TextsPart
from admin_server.apply.texts_part import texts as read_texts
from admin_server.core.people import fold_email


@dataclass(frozen=True)
class Document:
    """A whole tenant file, read and found good."""

    tenant: TenantPart
    sites: tuple[SitePart, ...] = ()
    hosts: tuple[HostPart, ...] = ()
    calendar: CalendarPart | None = None
    rooms: tuple[RoomPart, ...] = ()
    kiosks: tuple[KioskPart, ...] = ()
    mail: MailPart | NoMail | None = None
    calendar_rules: CalendarRulesPart | None = None
    calendar_apps: tuple[CalendarAppPart, ...] = ()
    texts: TextsPart = field(default_factory=dict)


def read_document(
    path: Path, *, environment: Mapping[str, str] | None = None
) -> Document:
    """Read a tenant file and the list of hosts that it may name.

    Args:
        environment: where `env:` references lead; the process's own by default.

    Raises:
        DocumentWrong: with all problems at once.
    """
    known = os.environ if environment is None else environment
    problems = Problems()
    top = Table(_parsed(path), "", problems)
    document = _document(top, Surroundings(path.parent, known), problems)
    if problems.found or document is None:
        raise DocumentWrong(str(path), tuple(problems.found))
    return document


def _parsed(path: Path) -> dict[str, object]:
    try:
        # Windows editors put a mark in front that TOML does not know.
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as problem:
        what = f"cannot be read ({problem.strerror}); check the path"
    except UnicodeDecodeError:
        what = "is not UTF-8; save it as UTF-8"
    except tomllib.TOMLDecodeError as problem:
        what = f"is not TOML: {problem}"
    except RecursionError:
        what = "is nested too deeply"
    raise DocumentWrong(str(path), (Problem("file", what),))


def _document(
    top: Table, surroundings: Surroundings, problems: Problems
) -> Document | None:
    tenant = _tenant(top)
    sites = reading.kept(
        reading.site(table, surroundings) for table in top.tables("sites")
    )
    hosts = _hosts(top, surroundings)
    calendar, rules_table = top.table("calendar"), top.table("calendar_rules")
    document = Document(
        tenant=tenant or TenantPart(slug="", name=""),
        sites=sites,
        hosts=hosts,
        calendar=read_calendar(calendar, surroundings) if calendar else None,
        rooms=reading.kept(reading.room(table) for table in top.tables("rooms")),
        kiosks=reading.kept(reading.kiosk(table) for table in top.tables("kiosks")),
        mail=read_mail(top, surroundings),
        calendar_rules=calendar_rules(rules_table) if rules_table else None,
        calendar_apps=reading.kept(
            calendar_app(table, surroundings) for table in top.tables("calendar_apps")
        ),
        texts=read_texts(top.table("texts")),
    )
    top.done()
    _check_together(document, problems)
    return document if tenant else None


def _tenant(top: Table) -> TenantPart | None:
    if not top.named("tenant"):
        top.wrong("tenant", "is missing; begin with [tenant], slug and name")
    table = top.table("tenant")
    return reading.tenant(table) if table else None


def _hosts(top: Table, surroundings: Surroundings) -> tuple[HostPart, ...]:
    inline = reading.kept(reading.host(table) for table in top.tables("hosts"))
    name = top.text("hosts_csv")
    if not name:
        return inline
    return (*inline, *read_hosts_csv(surroundings.folder / name, top.problems))


def _check_together(document: Document, problems: Problems) -> None:
    """Look at what single tables cannot know: names used twice, sites not there."""
    _once(problems, "sites", "key", [site.key for site in document.sites])
    _once(problems, "hosts", "email", [fold_email(h.email) for h in document.hosts])
    _once(problems, "rooms", "address", [fold_email(r.address) for r in document.rooms])
    _once(problems, "kiosks", "name", [kiosk.name for kiosk in document.kiosks])
    _once(problems, "calendar_apps", "kind", [a.kind for a in document.calendar_apps])
    keys = [site.key for site in document.sites]
    _sites_there(problems, "hosts", keys, [(h.email, h.site) for h in document.hosts])
    _sites_there(problems, "rooms", keys, [(r.address, r.site) for r in document.rooms])
    _sites_there(problems, "kiosks", keys, [(k.name, k.site) for k in document.kiosks])


def _once(problems: Problems, what: str, key: str, values: list[str]) -> None:
    for value in sorted({one for one in values if values.count(one) > 1}):
        problems.add(what, f"{key} '{value}' stands there twice; keep one of them")


def _sites_there(
    problems: Problems, what: str, keys: list[str], pairs: list[tuple[str, str | None]]
) -> None:
    for name, site in pairs:
        if site and site not in keys:
            known = ", ".join(f"'{key}'" for key in keys) or "none yet"
            problems.add(
                what, f"'{name}' is at site '{site}', which is not here; sites: {known}"
            )
