"""Lists of visits with the people in them: one question each."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
)

from admin_server.core.people import Host, Visitor, fold_email
from admin_server.core.ports import Listing, Page, Span
from admin_server.core.ports.listing import LONGEST_STAY_DAYS
from admin_server.storage import tables
from shared.check_in import VisitState

_V, _P, _H = tables.visits.c, tables.visitors.c, tables.hosts.c
_MOST_OF_ONE = 20
_ENDED = frozenset(
    {VisitState.LEFT, VisitState.EXPIRED, VisitState.NO_SHOW, VisitState.CANCELLED}
)
_PEOPLE = (
    _P.name.label("visitor_name"),
    _P.email.label("visitor_email"),
    _P.company.label("visitor_company"),
    _P.phone.label("visitor_phone"),
    _P.confirmed.label("visitor_confirmed"),
    _H.name.label("host_name"),
    _H.email.label("host_email"),
    _H.mailbox.label("host_mailbox"),
    _H.calendar.label("host_calendar"),
    _H.department.label("host_department"),
    _H.language.label("host_language"),
    _H.site.label("host_site"),
    _H.active.label("host_active"),
    _H.directory_id.label("host_directory_id"),
)


def list_visits(
    connection: Connection, tenant_id: str, listing: Listing, page: Page
) -> list[Row[Any]]:
    """Give one page of a list; each row has a visit's columns and its people's."""
    wanted = (
        _joined(select(tables.visits, *_PEOPLE), tenant_id)
        .where(*_conditions(listing))
        .order_by(*_order(listing, page))
        .limit(page.limit)
        .offset(page.offset)
    )
    return list(connection.execute(wanted))


def visits_of_email(
    connection: Connection, tenant_id: str, email: str, since: datetime
) -> list[Row[Any]]:
    """Give who came with this address since then, newest first; rows as in a list."""
    wanted = (
        _joined(select(tables.visits, *_PEOPLE), tenant_id)
        .where(_P.email_folded == fold_email(email), _V.arrived_at >= since)
        .order_by(_V.arrived_at.desc(), _V.id)
        .limit(_MOST_OF_ONE)
    )
    return list(connection.execute(wanted))


def count_visits(
    connection: Connection, tenant_id: str, listing: Listing
) -> dict[VisitState, int]:
    """Count a list's visits by state."""
    counted = select(_V.state, func.count()).where(_V.tenant_id == tenant_id)
    if listing.mine is not None:
        counted = _joined(select(_V.state, func.count()), tenant_id)
    wanted = counted.where(*_conditions(listing)).group_by(_V.state)
    return {VisitState(state): number for state, number in connection.execute(wanted)}


def visitor_of(row: Row[Any]) -> Visitor:
    """Give the visitor of a list's row."""
    return Visitor(
        id=row.visitor,
        name=row.visitor_name,
        email=row.visitor_email,
        company=row.visitor_company,
        phone=row.visitor_phone,
        confirmed=row.visitor_confirmed,
    )


def host_of(row: Row[Any]) -> Host:
    """Give the host of a list's row."""
    return Host(
        id=row.host,
        name=row.host_name,
        email=row.host_email,
        mailbox=row.host_mailbox,
        calendar=row.host_calendar,
        department=row.host_department,
        language=row.host_language,
        site=row.host_site,
        active=row.host_active,
        directory_id=row.host_directory_id,
    )


def _joined(wanted: Select[Any], tenant_id: str) -> Select[Any]:
    to_visitor = and_(_P.tenant_id == _V.tenant_id, _P.id == _V.visitor)
    to_host = and_(_H.tenant_id == _V.tenant_id, _H.id == _V.host)
    return (
        wanted.select_from(tables.visits)
        .join(tables.visitors, to_visitor)
        .join(tables.hosts, to_host)
        .where(_V.tenant_id == tenant_id)
    )


def _conditions(listing: Listing) -> list[ColumnElement[bool]]:
    where = [or_(false(), *(_in_span(span, listing) for span in listing.spans))]
    if len(set(listing.states)) < len(VisitState):
        where.append(_V.state.in_([state.value for state in listing.states]))
    if listing.mine is not None:
        own = _H.email_folded == fold_email(listing.mine.email)
        where.append(or_(own, _V.created_by == listing.mine.user))
    return where


def _in_span(span: Span, listing: Listing) -> ColumnElement[bool]:
    """Say when a visit belongs to a span; each part is answered by an index."""
    recently = _V.expected_arrival >= span.start - timedelta(days=LONGEST_STAY_DAYS)
    began = and_(recently, _V.expected_arrival < span.end)
    goes_on = and_(
        _V.state == VisitState.EXPECTED.value, _V.expected_departure > span.start
    )
    left = and_(_V.left_at >= span.start, _V.left_at < span.end)
    belongs = and_(began, or_(_V.expected_arrival >= span.start, goes_on, left))
    if listing.here_too:
        belongs = or_(belongs, _V.state == VisitState.ON_SITE.value)
    return and_(_V.site.in_(span.sites), belongs)


def _order(listing: Listing, page: Page) -> list[ColumnElement[Any]]:
    if set(listing.states) <= _ENDED:
        ended_at = func.coalesce(_V.left_at, _V.expected_departure)
        return [ended_at.desc(), _V.id]
    came = case(
        (_V.state == VisitState.ON_SITE.value, _V.arrived_at),
        else_=_V.expected_arrival,
    )
    if page.late_since is None:
        return [_V.expected_arrival, _V.id]
    return [_lateness(page.late_since), came, _V.id]


def _lateness(now: datetime) -> ColumnElement[int]:
    late = and_(_V.state == VisitState.EXPECTED.value, _V.expected_arrival <= now)
    stays = and_(_V.state == VisitState.ON_SITE.value, _V.expected_departure <= now)
    return case((or_(late, stays), 0), else_=1)
