"""What a list of hosts would change, looked at before anything is saved."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

from admin_server.core.changes import Author, change_host
from admin_server.core.host_list import FLAGS, HostList, ListRow
from admin_server.core.owned import host_key, locks, without_owned
from admin_server.core.people import Host, fold_email, tidy_name
from admin_server.core.ports import Nouns
from admin_server.core.values import is_email, is_language
from shared.check_in import NAME_LENGTH


class RowTrouble(StrEnum):
    """What can be wrong with one cell."""

    NEEDED = "needed"
    TOO_LONG = "too_long"
    NO_EMAIL = "no_email"
    NO_LANGUAGE = "no_language"
    NO_SITE = "no_site"
    NO_FLAG = "no_flag"
    TWICE = "twice"


@dataclass(frozen=True)
class RowFinding:
    """A cell to repair, by the row as a spreadsheet counts and its column."""

    row: int
    column: str
    trouble: RowTrouble


@dataclass(frozen=True)
class HostChange:
    """What a row does to one host.

    Attributes:
        old: None where the host is new.
        changed: the names of the fields that change.
        locked: the row's fields that stay, because a tenant file owns them.
    """

    new: Host
    old: Host | None
    changed: tuple[str, ...]
    locked: tuple[str, ...]


@dataclass(frozen=True)
class ImportPlan:
    """What a whole list does.

    Attributes:
        same: how many hosts stay as they are.
    """

    changes: tuple[HostChange, ...] = ()
    same: int = 0
    findings: tuple[RowFinding, ...] = ()

    @property
    def added(self) -> list[HostChange]:
        """Hosts who are new."""
        return [change for change in self.changes if change.old is None]

    @property
    def changed(self) -> list[HostChange]:
        """Hosts who are there and change."""
        return [change for change in self.changes if change.old is not None]


def plan_import(nouns: Nouns, listed: HostList) -> ImportPlan:
    """Compare a list with the hosts that are there; a wrong cell spoils the list."""
    sites = {site.key: site.id for site in nouns.sites.all()}
    findings = [one for row in listed.rows for one in _findings(row, sites)]
    findings += _twice(listed)
    if findings:
        return ImportPlan(findings=tuple(sorted(findings, key=lambda one: one.row)))
    found = [_change(nouns, row, sites) for row in listed.rows]
    changes = tuple(change for change in found if _matters(change))
    return ImportPlan(changes, same=len(found) - len(changes))


def carry_out_import(
    nouns: Nouns, plan: ImportPlan, new_ids: list[str], by: Author
) -> int:
    """Save what a plan says; says how many hosts were added or changed."""
    ids = iter(new_ids)
    done = 0
    for change in plan.changes:
        host = change.new if change.old else replace(change.new, id=next(ids))
        done += change_host(nouns, host, by)
    return done


def _matters(change: HostChange) -> bool:
    return change.old is None or bool(change.changed)


def _findings(row: ListRow, sites: dict[str, str]) -> list[RowFinding]:
    cells = row.cells
    wrong = {
        column: RowTrouble.TOO_LONG
        for column, cell in cells.items()
        if len(cell) > NAME_LENGTH
    }
    wrong |= {
        column: RowTrouble.NEEDED
        for column in ("name", "email")
        if not tidy_name(cells.get(column, ""))
    }
    checks = {
        "email": (RowTrouble.NO_EMAIL, is_email),
        "language": (RowTrouble.NO_LANGUAGE, is_language),
        "site": (RowTrouble.NO_SITE, sites.__contains__),
        "active": (RowTrouble.NO_FLAG, lambda cell: cell.casefold() in FLAGS),
    }
    for column, (trouble, fits) in checks.items():
        if column in cells and column not in wrong and not fits(cells[column]):
            wrong[column] = trouble
    return [RowFinding(row.number, column, what) for column, what in wrong.items()]


def _twice(listed: HostList) -> list[RowFinding]:
    seen: set[str] = set()
    found = []
    for row in listed.rows:
        email = fold_email(row.cells.get("email", ""))
        if email and email in seen:
            found.append(RowFinding(row.number, "email", RowTrouble.TWICE))
        seen.add(email)
    return found


def _change(nouns: Nouns, row: ListRow, sites: dict[str, str]) -> HostChange:
    cells = row.cells
    old = nouns.hosts.by_email(cells["email"])
    base = old or Host(id="", name="", email=cells["email"])
    named: dict[str, object] = dict(cells)
    named["name"] = tidy_name(cells["name"])
    if "site" in cells:
        named["site"] = sites[cells["site"]]
    if "active" in cells:
        named["active"] = FLAGS[cells["active"].casefold()]
    asked = replace(base, **named)  # type: ignore[arg-type]  # the columns are fields
    locked = locks(nouns.tenant, "host", host_key(base.email))
    new = without_owned(locked, base, asked) if old else asked
    return HostChange(
        new=new,
        old=old,
        changed=_differing(base, new) if old else (),
        locked=tuple(name for name in _differing(new, asked)),
    )


def _differing(one: Host, other: Host) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(Host)
        if getattr(one, field.name) != getattr(other, field.name)
    )
