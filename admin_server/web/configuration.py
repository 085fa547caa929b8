"""What a kiosk shows and asks, as its site and its organisation say; also for a preview."""

import hashlib

from admin_server.core.people import tidy_line
from admin_server.core.places import Hours, Site, Wifi
from admin_server.core.tenants import Kiosk, Logo, Tenant
from shared.check_in import WifiReply
from shared.kiosk import KioskReply, LogoReply, OpenHours, ReaderSide
from shared.offline import QueueKey
from shared.wifi import wifi_text

_VERSION_SIGNS = 16


def configuration_of(
    tenant: Tenant,
    site: Site,
    kiosk: Kiosk | None = None,
    queue_key: QueueKey | None = None,
    *,
    logo: Logo | None = None,
) -> KioskReply:
    """Say a kiosk's whole configuration; its version changes with anything in it.

    Args:
        kiosk: None for a preview: any kiosk of the site.
    """
    reply = KioskReply(
        version="",
        kiosk=kiosk.name if kiosk else "",
        site=site.name,
        address=site.address,
        time_zone=site.time_zone,
        languages=list(tenant.languages),
        reader=ReaderSide(kiosk.reader) if kiosk else ReaderSide.BELOW,
        reception=site.reception,
        accent=tenant.accent,
        logo=_logo(logo, tenant) if logo else None,
        welcome=_welcome(tenant),
        still_there_seconds=site.kiosk.still_there_seconds,
        token_made_at=kiosk.token_made_at if kiosk else None,
        options=site.kiosk,
        hours=[_stretch(hours) for hours in site.hours],
        help_phone=site.help.phone,
        queue_key=queue_key,
        wifi=_wifi_to_keep(site),
        guest_wifi=wifi_reply(site.wifi) if site.wifi else None,
    )
    digest = hashlib.sha256(reply.model_dump_json().encode()).hexdigest()
    return reply.model_copy(update={"version": digest[:_VERSION_SIGNS]})


def wifi_reply(wifi: Wifi) -> WifiReply:
    """Say the guest network, and the text that phones join it by."""
    return WifiReply(
        ssid=wifi.ssid,
        security=wifi.security.value,
        password=wifi.password,
        hidden=wifi.hidden,
        qr=wifi_text(
            wifi.ssid, wifi.security, password=wifi.password, hidden=wifi.hidden
        ),
    )


def _logo(logo: Logo, tenant: Tenant) -> LogoReply:
    return LogoReply(
        version=logo.version, width=logo.width, height=logo.height, name=tenant.name
    )


def _welcome(tenant: Tenant) -> dict[str, str]:
    # A language that is no longer offered keeps its words, but not on the kiosk.
    said = tenant.texts.get("welcome", {})
    lines = {code: tidy_line(said.get(code, "")) for code in tenant.languages}
    return {code: line for code, line in lines.items() if line}


def _stretch(hours: Hours) -> OpenHours:
    return OpenHours(
        weekday=hours.weekday,
        opens=f"{hours.opens:%H:%M}",
        closes=f"{hours.closes:%H:%M}",
    )


def _wifi_to_keep(site: Site) -> WifiReply | None:
    if site.wifi is None or not site.kiosk.wifi_offline:
        return None
    return wifi_reply(site.wifi)
