"""What the store promises of lists of visits."""

from dataclasses import replace

from admin_server.core.ports import (
    ListedVisit,
    Listing,
    Mine,
    Page,
    Span,
    TenantStore,
)
from admin_server.core.visits import Visit
from shared.check_in import VisitState
from tests.contracts.store_examples import HOST, HOUR, MINUTE, NOW, VISIT, VISITOR
from tests.contracts.store_tenants import StoreTenants

DAY = Listing((Span(("site",), NOW - HOUR, NOW + 4 * HOUR),))
ALL = Page(100)
LATE_FIRST = Page(100, late_since=NOW)
BARE = replace(VISIT, request_id=None, request_hash=None, left_at=None)
EXPECTED = replace(BARE, state=VisitState.EXPECTED, arrived_at=None)


async def keep(acme: TenantStore, *visits: Visit) -> None:
    await acme.write(lambda n: [n.visits.put(visit) for visit in visits])


async def ids(acme: TenantStore, listing: Listing, page: Page = ALL) -> list[str]:
    listed = await acme.read(lambda n: n.visits.listed(listing, page))
    return [one.visit.id for one in listed]


class VisitPromises(StoreTenants):
    async def test_a_list_names_visitor_and_host(self, acme: TenantStore):
        """Each line of the day's list says who comes and to whom."""
        listed = await acme.read(lambda n: n.visits.listed(DAY, ALL))

        assert listed == [ListedVisit(VISIT, VISITOR, HOST)]

    async def test_a_day_ends_at_midnight(self, acme: TenantStore):
        """Who is expected at the stroke of midnight belongs to the new day."""
        before = replace(DAY, spans=(Span(("site",), NOW - HOUR, NOW),))
        after = replace(DAY, spans=(Span(("site",), NOW, NOW + HOUR),))
        await keep(acme, replace(EXPECTED, id="new"))

        assert await ids(acme, before) == []
        assert await ids(acme, after) == ["new", "visit"]

    async def test_one_visitors_day_is_theirs_alone(self, acme: TenantStore):
        """All visits of one person in a stretch of time, whatever became of them."""
        soon = replace(EXPECTED, id="soon", expected_arrival=NOW + HOUR)
        late = replace(EXPECTED, id="late", expected_arrival=NOW + 2 * HOUR)
        somebody = replace(VISITOR, id="somebody", confirmed=False)
        other = replace(EXPECTED, id="other", visitor=somebody.id)
        await acme.write(lambda n: n.visitors.put(somebody))
        await keep(acme, late, soon, other)

        found = await acme.read(
            lambda n: n.visits.of_visitor(VISITOR.id, NOW, NOW + 2 * HOUR)
        )

        assert [visit.id for visit in found] == ["visit", "soon"]

    async def test_who_came_with_an_address_is_found_newest_first(
        self, acme: TenantStore
    ):
        """Of people with one e-mail the last ones who came, with their hosts."""
        bo, now = "bo@guest.example", NOW + HOUR
        namesake = replace(VISITOR, id="namesake", confirmed=False)
        stranger = replace(VISITOR, id="stranger", email="bobo@guest.example")
        came = replace(BARE, id="came", visitor="namesake", arrived_at=now)
        await acme.write(lambda n: [n.visitors.put(namesake), n.visitors.put(stranger)])
        await keep(
            acme,
            replace(BARE, arrived_at=NOW),
            came,
            replace(BARE, id="other", visitor="stranger", arrived_at=now),
            replace(BARE, id="long-ago", arrived_at=NOW - HOUR),
            replace(EXPECTED, id="not-yet"),
        )

        found = await acme.read(
            lambda n: n.visits.of_email(f" {bo.upper()} ", since=NOW)
        )

        assert [one.visit.id for one in found] == ["came", "visit"]
        assert found[0] == ListedVisit(came, namesake, HOST)

    async def test_no_site_is_no_list(self, acme: TenantStore):
        """Whoever has no site sees nobody."""
        assert await ids(acme, Listing(())) == []
        assert await acme.read(lambda n: n.visits.counts(Listing(()))) == {}

    async def test_other_sites_are_left_out(self, acme: TenantStore):
        """The list of one building names nobody of another."""
        annex = replace(DAY, spans=(Span(("annex",), NOW - HOUR, NOW + HOUR),))

        assert await ids(acme, annex) == []

    async def test_who_is_here_is_listed_whenever_they_came(self, acme: TenantStore):
        """Somebody who stayed overnight is still on the list of who is here."""
        tomorrow = Span(("site",), NOW + 24 * HOUR, NOW + 48 * HOUR)

        assert await ids(acme, Listing((tomorrow,))) == []
        assert await ids(acme, Listing((tomorrow,), here_too=True)) == ["visit"]

    async def test_a_visit_past_midnight_goes_on(self, acme: TenantStore):
        """Somebody expected late at night is still expected after midnight."""
        night = replace(EXPECTED, id="night", expected_departure=NOW + 3 * HOUR)
        await keep(acme, BARE, night)

        after = Listing((Span(("site",), NOW + HOUR, NOW + 24 * HOUR),))

        assert await ids(acme, after) == ["night"]

    async def test_who_left_today_is_listed_today(self, acme: TenantStore):
        """Yesterday's guest who left this morning stands among those who left."""
        left = replace(BARE, id="left", state=VisitState.LEFT, left_at=NOW + 2 * HOUR)
        await keep(acme, BARE, left)

        after = Listing((Span(("site",), NOW + HOUR, NOW + 24 * HOUR),))

        assert await ids(acme, after) == ["left"]

    async def test_what_is_late_comes_first(self, acme: TenantStore):
        """Whoever is overdue stands above those whose time has not come."""
        soon = replace(EXPECTED, id="soon", expected_arrival=NOW + MINUTE)
        late = replace(EXPECTED, id="late", expected_arrival=NOW - MINUTE)
        gone = replace(
            EXPECTED,
            id="gone",
            state=VisitState.CANCELLED,
            expected_arrival=NOW - 2 * MINUTE,
        )
        await keep(acme, soon, late, gone)

        wanted = (VisitState.EXPECTED, VisitState.CANCELLED)
        listed = await ids(acme, replace(DAY, states=wanted), LATE_FIRST)

        assert listed == ["late", "gone", "soon"]

    async def test_who_should_have_left_comes_first(self, acme: TenantStore):
        """Whoever is still here past their time stands above the others on site."""
        stays = replace(
            BARE,
            id="stays",
            arrived_at=NOW + 2 * MINUTE,
            expected_departure=NOW - MINUTE,
        )
        await keep(acme, stays)

        here = replace(DAY, states=(VisitState.ON_SITE,))

        assert await ids(acme, here, LATE_FIRST) == ["stays", "visit"]

    async def test_who_left_last_comes_first(self, acme: TenantStore):
        """A check-out by mistake is found on top of those who left."""
        first = replace(BARE, id="a", state=VisitState.LEFT, left_at=NOW)
        second = replace(first, id="b", left_at=NOW + MINUTE)
        await keep(acme, first, second)

        left = replace(DAY, states=(VisitState.LEFT,))

        assert await ids(acme, left) == ["b", "a"]

    async def test_a_list_comes_in_pages(self, acme: TenantStore):
        """A long list is read page by page, and nobody stands on two."""
        await keep(acme, replace(EXPECTED, id="other"))

        pages = [await ids(acme, DAY, Page(1, offset)) for offset in range(3)]

        assert pages == [["other"], ["visit"], []]

    async def test_people_have_lists_of_their_own(self, acme: TenantStore):
        """A member sees whom they host and whom they entered, and nobody else."""
        entered = replace(EXPECTED, id="entered", created_by="user")
        await keep(acme, entered)

        as_host = replace(DAY, mine=Mine("nobody", HOST.email.upper()))
        as_inviter = replace(DAY, mine=Mine("user", "user@acme.example"))

        assert await ids(acme, as_host) == ["entered", "visit"]
        assert await ids(acme, as_inviter) == ["entered"]
        assert await acme.read(lambda n: n.visits.counts(as_inviter)) == {
            VisitState.EXPECTED: 1
        }

    async def test_a_list_is_counted_by_state(self, acme: TenantStore):
        """The tabs say how many stand behind them."""
        await keep(acme, EXPECTED, replace(EXPECTED, id="b"), replace(BARE, id="c"))

        counted = await acme.read(lambda n: n.visits.counts(DAY))

        assert counted == {VisitState.EXPECTED: 2, VisitState.ON_SITE: 1}

    async def test_what_is_overdue_is_found_in_portions(self, acme: TenantStore):
        """Open visits past their departure are found, the oldest first."""
        past = [
            replace(EXPECTED, id=name, expected_departure=NOW - HOUR)
            for name in ("b", "a")
        ]
        over = replace(BARE, id="over", expected_departure=NOW)
        done = replace(over, id="done", state=VisitState.LEFT)
        await keep(acme, *past, over, done)

        first = await acme.read(lambda n: n.visits.overdue(now=NOW, limit=2))
        rest = await acme.read(
            lambda n: n.visits.overdue(now=NOW, limit=2, after=first[-1])
        )

        assert [visit.id for visit in first] == ["a", "b"]
        assert [visit.id for visit in rest] == ["over"]
