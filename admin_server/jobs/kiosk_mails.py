"""Telling hosts of what was brought; calling somebody to a visitor or a printer."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from admin_server.core.helping import TOO_LATE
from admin_server.core.kiosk_matters import Delivery, HelpCall
from admin_server.core.messages import (
    HELP_WANTED,
    HOST_DELIVERY,
    PRINTER_TROUBLE,
    Message,
    NotNeeded,
    OutboxRow,
)
from admin_server.core.people import Host
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.printers import TROUBLES, has_printer, printer_of
from admin_server.jobs.desk import Desk, Writer
from admin_server.text import Words, words_in

STALE = timedelta(days=3)
"""Whoever was not told of a parcel for so long has found it."""
TODAY_PAGE = "/today"
"""Where somebody says that they go there."""


def host_delivery(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Write to a host that something was brought for them."""
    delivery = nouns.deliveries.get(row.payload.get("delivery", ""))
    if delivery is None:
        return None
    if delivery.ended_at is not None:
        return NotNeeded("handed_over")
    if desk.clock.now() - delivery.at > STALE:
        return NotNeeded("too_late")
    host, site = nouns.hosts.get(delivery.host), nouns.sites.get(delivery.site)
    if host is None or site is None:
        return None
    words = words_in(host.language)
    return Message(
        id=row.id,
        to_address=host.email,
        to_name=host.name,
        subject=words.say(f"{_what(delivery)}_subject", **_numbers(delivery, site)),
        text="\n".join(_delivery_lines(delivery, host, site, words)) + "\n",
    )


def help_wanted(nouns: Nouns, row: OutboxRow, desk: Desk) -> Message | NotNeeded | None:
    """Write to whoever helps at a site that a visitor waits there."""
    call = nouns.help_calls.get(row.payload.get("call", ""))
    site = nouns.sites.get(call.site) if call else None
    if call is None or site is None or not site.help.email:
        return None
    if call.ended_at is not None:
        return NotNeeded("somebody_goes")
    if desk.clock.now() - call.at > TOO_LATE:
        return NotNeeded("too_late")
    kiosk = nouns.kiosks.get(call.kiosk)
    words = words_in(next(iter(nouns.tenant.languages), "en"))
    where = kiosk.name if kiosk else site.name
    lines = [*_call_lines(call, site, where, words), f"{desk.public_url}{TODAY_PAGE}"]
    return Message(
        id=row.id,
        to_address=site.help.email,
        to_name=site.help.name or site.name,
        subject=words.say("help_subject", kiosk=where),
        text="\n".join(lines) + "\n",
    )


def printer_trouble(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Write to whoever helps at a site that a badge printer needs somebody."""
    kiosk = nouns.kiosks.get(row.payload.get("kiosk", ""))
    site = nouns.sites.get(kiosk.site) if kiosk else None
    if kiosk is None or site is None or not site.help.email:
        return None
    since, state = kiosk.trouble.since, printer_of(kiosk)
    same = since is not None and since.isoformat() == row.payload.get("since")
    if since is None or not same or not has_printer(kiosk) or state not in TROUBLES:
        return NotNeeded("mended")
    words = words_in(next(iter(nouns.tenant.languages), "en"))
    begun = words.time(site.local(since))
    what = words.say(f"printer_{state.value}")
    lines = [
        words.say("printer_since", kiosk=kiosk.name, site=site.name, time=begun),
        what,
        words.say("printer_meanwhile"),
        "",
        words.say("printer_page"),
        f"{desk.public_url}{TODAY_PAGE}",
    ]
    return Message(
        id=row.id,
        to_address=site.help.email,
        to_name=site.help.name or site.name,
        subject=words.say("printer_subject", kiosk=kiosk.name),
        text="\n".join(lines) + "\n",
    )


def _what(delivery: Delivery) -> str:
    return "delivery_one" if delivery.parcels == 1 else "delivery_several"


def _numbers(delivery: Delivery, site: Site) -> dict[str, str]:
    return {"parcels": str(delivery.parcels), "site": site.name}


def _delivery_lines(
    delivery: Delivery, host: Host, site: Site, words: Words
) -> list[str]:
    lines = [
        words.say("account_greeting", name=host.name),
        "",
        words.say(f"{_what(delivery)}_what", **_numbers(delivery, site)),
    ]
    if delivery.courier:
        lines.append(words.say("delivery_by", courier=delivery.courier))
    brought = words.time(site.local(delivery.at))
    lines.append(words.say("delivery_time", time=brought))
    if site.reception:
        lines.append(words.say("delivery_where", where=site.reception))
    return [*lines, "", words.say("host_arrival_end", site=site.name)]


def _call_lines(call: HelpCall, site: Site, where: str, words: Words) -> list[str]:
    since = words.time(site.local(call.at))
    lines = [words.say("help_what", kiosk=where, site=site.name, time=since)]
    lines.append(words.say(f"help_{call.reason.value}"))
    if call.name:
        lines.append(words.say("help_name", name=call.name))
    if call.looked_for:
        lines.append(words.say("help_looked_for", name=call.looked_for))
    return [*lines, "", words.say("help_page")]


KIOSK_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        HOST_DELIVERY: host_delivery,
        HELP_WANTED: help_wanted,
        PRINTER_TROUBLE: printer_trouble,
    }
)
"""Who writes each kind of message about what happened at a kiosk."""
