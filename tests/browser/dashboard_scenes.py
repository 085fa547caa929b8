"""The dashboard's pages as people of each role meet them on a busy morning."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from admin_server.core.kiosk_matters import Delivery, HelpCall, Photo
from admin_server.core.phone_links import PhoneLink
from admin_server.core.ports import Nouns
from admin_server.core.tenants import PrinterTrouble
from admin_server.core.users import User
from admin_server.security.logo_pictures import read_logo
from admin_server.security.phone_links import seal_link
from admin_server.security.photos import seal_photo
from shared.help import HelpReason
from shared.kiosk_options import KioskOptions, Question, QuestionKind, VisitType
from tests.browser.stage import CHROMIUM, FLAGS
from tests.fakes.busy_day import MORNING, fill_the_day
from tests.fakes.dashboard_server import DashboardServer, open_dashboard
from tests.fakes.dead_letters import give_up
from tests.fakes.faces import drawn_face
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    JONAS,
    MEMBER,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
)
from tests.fakes.logos import logo_file
from tests.fakes.own_calendars import LENA_USER, connect_own

WIDE, NARROW = (1280, 800), (390, 844)
LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Scene:
    """A page that somebody opens; `{mara}` is a visit, and so on."""

    name: str
    path: str
    user: User | None = RECEPTION


SCENES = (
    Scene("sign-in", "/sign-in", None),
    Scene("forgot", "/forgot", None),
    Scene("today", "/today"),
    Scene("today-on-site", "/today/on-site"),
    Scene("today-left", "/today/left"),
    Scene("today-all-sites", "/today", ADMIN),
    Scene("today-member", "/today", MEMBER),
    Scene("visit", "/visits/{mara}"),
    Scene("visit-meeting-cancelled", "/visits/{li}"),
    Scene("visit-meeting-moved", "/visits/{tomás}"),
    Scene("visit-no-meeting", "/visits/{ewa}"),
    Scene("visit-meeting", "/visits/{ewa}/meeting"),
    Scene("visit-photo", "/visits/{omar}"),
    Scene("visit-check-out", "/visits/{omar}/check-out"),
    Scene("visit-cancel", "/visits/{mara}/cancel"),
    Scene("visit-wifi", "/visits/{omar}/wifi"),
    Scene("visit-badge", "/visits/{omar}/badge"),
    Scene("badge-print", "/visits/{omar}/badge/print"),
    Scene("visit-change", "/visits/{mara}/change"),
    Scene("visit-invited", "/visits/{mara}/invited"),
    Scene("visit-pass", "/visits/{mara}/pass"),
    Scene("invite", "/visits/new"),
    Scene("visits", "/visits"),
    Scene("roll-call", "/roll-call"),
    Scene("hosts", "/hosts"),
    Scene("host-new", "/hosts/new", ADMIN),
    Scene("host", "/hosts/host-jonas", ADMIN),
    Scene("host-list", "/hosts/list", ADMIN),
    Scene("rooms", "/rooms", ADMIN),
    Scene("room", "/rooms/room-a@lakeside.example", ADMIN),
    Scene("kiosks", "/kiosks", SITE_ADMIN),
    Scene("kiosk", "/kiosks/kiosk-house", SITE_ADMIN),
    Scene("kept-file", "/kept-check-ins?kiosk=kiosk-house", SITE_ADMIN),
    Scene("kiosk-revoke", "/kiosks/kiosk-house/revoke", SITE_ADMIN),
    Scene("pair", "/pair", SITE_ADMIN),
    Scene("settings", "/settings", ADMIN),
    Scene("given-up", "/settings/mail/given-up", ADMIN),
    Scene("given-up-discard", "/settings/mail/given-up/message-dead/discard", ADMIN),
    Scene("settings-site-admin", "/settings", SITE_ADMIN),
    Scene("organisation", "/settings/organisation", ADMIN),
    Scene("logo-remove", "/settings/organisation/logo/remove", ADMIN),
    Scene("sites", "/settings/sites", ADMIN),
    Scene("site", "/settings/sites/site-house", ADMIN),
    Scene("site-wifi", "/settings/sites/site-house/wifi", ADMIN),
    Scene("site-hours", "/settings/sites/site-house/hours", ADMIN),
    Scene("site-kiosk", "/settings/sites/site-house/kiosk", SITE_ADMIN),
    Scene("site-badge", "/settings/sites/site-house/badge", SITE_ADMIN),
    Scene("kind-new", "/settings/sites/site-house/kiosk/new-kind", SITE_ADMIN),
    Scene("kind", "/settings/sites/site-house/kiosk/kinds/service", SITE_ADMIN),
    Scene(
        "kind-remove",
        "/settings/sites/site-house/kiosk/kinds/service/remove",
        SITE_ADMIN,
    ),
    Scene(
        "question",
        "/settings/sites/site-house/kiosk/kinds/service/questions/tools",
        SITE_ADMIN,
    ),
    Scene(
        "question-remove",
        "/settings/sites/site-house/kiosk/kinds/service/questions/tools/remove",
        SITE_ADMIN,
    ),
    Scene("calendar", "/settings/integrations/calendar", ADMIN),
    Scene(
        "calendar-microsoft", "/settings/integrations/calendar/connect/microsoft", ADMIN
    ),
    Scene("calendar-google", "/settings/integrations/calendar/connect/google", ADMIN),
    Scene("calendar-caldav", "/settings/integrations/calendar/connect/caldav", ADMIN),
    Scene("calendar-rooms", "/settings/integrations/calendar/rooms", ADMIN),
    Scene("calendar-window", "/settings/integrations/calendar/window", ADMIN),
    Scene("calendar-own", "/settings/integrations/calendar/own", ADMIN),
    Scene("calendar-app", "/settings/integrations/calendar/own/google", ADMIN),
    Scene("calendar-group", "/settings/integrations/calendar/own/group", ADMIN),
    Scene("calendar-disconnect", "/settings/integrations/calendar/disconnect", ADMIN),
    Scene("calendar-health", "/settings/integrations/calendar/health", ADMIN),
    Scene("meeting-test", "/settings/integrations/calendar/test", ADMIN),
    Scene("why", "/visits/{mara}/why", ADMIN),
    Scene("directory", "/settings/integrations/directory", ADMIN),
    Scene("mail", "/settings/mail", ADMIN),
    Scene("texts", "/settings/texts", ADMIN),
    Scene("providers", "/settings/sign-in", ADMIN),
    Scene("provider-new", "/settings/sign-in/new/microsoft", ADMIN),
    Scene("checklist", "/welcome", ADMIN),
    Scene("users", "/users", ADMIN),
    Scene("user", "/users/user-reception", ADMIN),
    Scene("audit", "/audit", ADMIN),
    Scene("account", "/account", RECEPTION),
    Scene("passkeys", "/account/passkeys", RECEPTION),
    Scene("my-calendar", "/account/calendar", LENA_USER),
    Scene("my-calendar-none", "/account/calendar", MEMBER),
    Scene("my-calendar-no-host", "/account/calendar", ADMIN),
    Scene(
        "my-calendar-disconnect",
        "/account/calendar/own-microsoft/disconnect",
        LENA_USER,
    ),
    Scene(
        "calendar-approved",
        "/api/v1/integrations/oauth/callback?admin_consent=True",
        ADMIN,
    ),
    Scene("more", "/more", ADMIN),
    Scene("not-yours", "/users", MEMBER),
    Scene("not-there", "/visits/unknown"),
    Scene("on-phone", "/phone/{phone}", None),
    Scene("on-phone-gone", "/phone/unknown", None),
)

KINDS = KioskOptions(
    visit_types=(
        VisitType(key="interview", name={"en": "Interview", "de": "Bewerbung"}),
        VisitType(
            key="service",
            name={"en": "Maintenance and repair", "de": "Wartung und Reparatur"},
            questions=(
                Question(
                    key="plate", label={"en": "Number plate", "de": "Kennzeichen"}
                ),
                Question(
                    key="tools",
                    kind=QuestionKind.CHOICE,
                    label={"en": "Tools", "de": "Werkzeug"},
                    required=True,
                    choices={
                        "own": {"en": "My own", "de": "Eigenes"},
                        "none": {"en": "None", "de": "Keines"},
                    },
                ),
            ),
        ),
    )
)


@dataclass(frozen=True)
class House:
    """A running server on the busy morning, and a browser to look with."""

    server: DashboardServer
    browser: Browser
    names: dict[str, str]

    def address(self, scene: Scene) -> str:
        """Where a scene's page is."""
        return self.server.url + scene.path.format_map(self.names)

    @contextmanager
    def signed_in(
        self,
        user: User | None,
        *,
        size: tuple[int, int] = WIDE,
        language: str = "en",
        scheme: str = "light",
    ) -> Iterator[BrowserContext]:
        """A browser of somebody, in their language."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB" if language == "en" else "de-DE",
            color_scheme=scheme,  # type: ignore[arg-type]
            # A colour that is half way to another is nobody's choice.
            reduced_motion="reduce",
            has_touch=size == NARROW,
        )
        if user is not None:
            speaking = replace(user, language=language)
            self.server.do(lambda nouns: nouns.users.put(speaking))
            context.add_cookies([self.server.cookie(user)])  # type: ignore[list-item]
        try:
            yield context
        finally:
            context.close()


def _photograph(server: DashboardServer, visit: str) -> None:
    box = server.lobby.app.state.parts.box
    sealed = seal_photo(box, drawn_face(), tenant=TENANT, visit=visit)
    server.do(lambda nouns: nouns.photos.put(Photo(visit, MORNING, sealed)))


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Fill the morning and open a browser."""
    with open_dashboard(folder, now=MORNING) as server, sync_playwright() as playwright:
        server.do(fill_the_day)
        server.do(connect_own)
        server.do(_leave_waiting)
        server.do(_offer_kinds)
        server.do(_trouble_printers)
        server.do(lambda nouns: nouns.logos.put(read_logo(logo_file())))
        _leave_letters(server)
        _photograph(server, _names(server)["omar"])
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, "--lang=en-GB"]
        )
        try:
            yield House(server, browser, _names(server))
        finally:
            browser.close()


def _leave_waiting(nouns: Nouns) -> None:
    """Have somebody call for help, and a courier come, at the harbour."""
    site, kiosk, since = HARBOUR.id, "kiosk-harbour", MORNING - timedelta(minutes=4)
    nouns.help_calls.put(
        HelpCall(
            "call",
            site,
            kiosk,
            since,
            HelpReason.HOST_NOT_FOUND,
            name="Wilhelmina Oosterbeek",
            looked_for="Jonnas Weeber",
        )
    )
    nouns.deliveries.put(
        Delivery("delivery", site, kiosk, since, JONAS.id, "Swift Post", parcels=2)
    )


def _trouble_printers(nouns: Nouns) -> None:
    """Have one printer run out of labels, and another run low."""
    for kiosk_id, printer in (
        ("kiosk-harbour", "out_of_paper"),
        ("kiosk-house", "low"),
    ):
        since = MORNING - timedelta(minutes=3) if printer != "low" else None
        kiosk = replace(
            nouns.kiosks.get(kiosk_id),
            printer=printer,
            last_seen_at=MORNING,
            trouble=PrinterTrouble(since),
        )
        nouns.kiosks.put(kiosk)


def _offer_kinds(nouns: Nouns) -> None:
    """Let the house ask what somebody without an invitation comes for."""
    house = nouns.sites.get(HOUSE.id)
    nouns.sites.put(replace(house, kiosk=KINDS))


def _leave_letters(server: DashboardServer) -> None:
    mara = _names(server)["mara"]
    store = server.lobby.store
    refused = give_up(store, "message-dead", at=MORNING, visit=mara, why="smtp_550")
    server.run(refused)
    server.run(give_up(store, "message-other", at=MORNING, kind="account_changed"))


def _names(server: DashboardServer) -> dict[str, str]:
    def look(nouns) -> dict[str, str]:
        day = nouns.visits.between(MORNING.replace(hour=0), MORNING.replace(hour=23))
        return {
            nouns.visitors.get(visit.visitor).name.split()[0].casefold(): visit.id
            for visit in day
        }

    box = server.lobby.app.state.parts.box
    link = PhoneLink(TENANT, HOUSE.id, "kiosk-house", uuid4(), MORNING)
    return {**server.do(look), "phone": seal_link(box, link)}
