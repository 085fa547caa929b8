"""Times as people at a site write them: a date and a time on the wall."""

from datetime import UTC, date, datetime, time, timedelta

from admin_server.core.places import Site


def moment_at(
    site: Site, day: date, clock: time, *, later: bool = False
) -> datetime | None:
    """Say in UTC when the clocks at a site show this; None: they never do.

    Clocks that go forward leave an hour out. When they go back, an hour comes
    twice: `later` takes the second time.
    """
    local = datetime.combine(day, clock, tzinfo=site.zone).replace(fold=int(later))
    moment = local.astimezone(UTC)
    shown = site.local(moment).replace(tzinfo=None)
    return moment if shown == local.replace(tzinfo=None) else None


def next_full_hour(site: Site, now: datetime) -> datetime:
    """Say in UTC when the clocks at a site next show a full hour."""
    local = site.local(now)
    since = timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )
    # Real time on purpose: an hour that is left out is not offered.
    return now.astimezone(UTC) - since + timedelta(hours=1)
