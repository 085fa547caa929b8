"""Why we expand series ourselves: what a real server makes of being asked to do it.

When one of these fails, the reason is gone, and decision 3 may be taken anew.
"""

from datetime import datetime

import httpx

from admin_server.demo.calendar_server import READER
from tests.contracts.calendar import HOUR, NOW, WEEK, Planned
from tests.fakes.caldav_world import PASSWORD, CalDavWorld

LONE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Tests//EN
BEGIN:VEVENT
UID:lone
DTSTAMP:20260301T000000Z
DTSTART:20260304T090000Z
DTEND:20260304T100000Z
RECURRENCE-ID:20260304T090000Z
END:VEVENT
END:VCALENDAR
"""
QUERY = """\
<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>
<C:calendar-data>{expand}</C:calendar-data></D:prop><C:filter>
<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{start}" end="{end}"/></C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>
"""


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")


async def ask(world: CalDavWorld, host: str, *, expand: bool) -> httpx.Response:
    start, end = stamp(NOW - HOUR), stamp(NOW + 2 * WEEK)
    wanted = f'<C:expand start="{start}" end="{end}"/>' if expand else ""
    body = QUERY.format(expand=wanted, start=start, end=end)
    async with httpx.AsyncClient(auth=(READER, PASSWORD), trust_env=False) as http:
        return await http.request(
            "REPORT",
            f"{world.url}{host}/calendar/",
            content=body,
            headers={"Depth": "1", "Content-Type": "application/xml"},
        )


async def test_one_lone_week_spoils_an_expanded_answer(
    world: CalDavWorld, host
) -> None:
    """Invited to one week of somebody's series, a host would have no meetings at all."""
    await world.place(host, Planned("plain"))
    world.server.put_event(host, "lone", LONE)

    expanded = await ask(world, host, expand=True)
    plain = await ask(world, host, expand=False)

    assert expanded.status_code == 400
    assert plain.status_code == 207
    assert "UID:plain" in plain.text


async def test_a_series_without_a_zone_spoils_it_too(world: CalDavWorld, host) -> None:
    """A ten o'clock series that names no zone would take all other meetings along."""
    await world.place(host, Planned("plain"), Planned("ten", weeks=2, floating=True))

    expanded = await ask(world, host, expand=True)
    plain = await ask(world, host, expand=False)

    assert expanded.status_code == 500
    assert plain.status_code == 207
    assert {"UID:plain", "UID:ten"} <= set(plain.text.split())
