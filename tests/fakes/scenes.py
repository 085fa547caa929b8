"""Every screen of the kiosk with demo data: what pictures and drawing tests show."""

from dataclasses import replace

from kiosk_app.journey.states import (
    AlreadyHere,
    BadgeState,
    Checking,
    CheckingOut,
    ChoosingLanguage,
    Comfort,
    Confirming,
    Entry,
    Goodbye,
    HostTold,
    OnPhone,
    OutOfOrder,
    Pairing,
    PairingCode,
    Refused,
    SearchState,
    ServerAway,
    StillThere,
    TypingCode,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_comfort import Eased
from shared.check_in import (
    HostFound,
    WifiReply,
)
from shared.check_out import CheckOutRequest
from shared.kiosk import KioskReply, PrinterState, ReaderSide
from shared.refusals import Refusal
from shared.wifi import WifiSecurity, wifi_text
from tests.fakes.desk import LAKESIDE, STAMP
from tests.fakes.logos import TOLD
from tests.fakes.scene import (
    LOOKING,
    NO_ROOM,
    REQUEST,
    ROOM_A,
    Scene,
    completed,
    reply,
    typed,
)
from tests.fakes.scenes_help import HELP
from tests.fakes.scenes_names import FOUND_BY_NAME
from tests.fakes.scenes_offline import OFFLINE
from tests.fakes.scenes_photo import PHOTOS
from tests.fakes.scenes_questions import QUESTIONS
from tests.fakes.scenes_server import SERVER
from tests.fakes.scenes_staff import STAFF

HOSTS = (
    HostFound(id="h1", name="Jonas Weber", department="Facilities"),
    HostFound(id="h2", name="Johanna Weber-Steinbrück", department="Research"),
    HostFound(id="h3", name="Josefine Wagner"),
)

ALL_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "pl", "tr", "ar", "ja")
FORM = WalkInForm(
    name=typed("Mara Lindt"),
    company=typed("Lindt & Partner"),
    email=typed("mara@lindt.example"),
    query=typed("Jo"),
    host=HOSTS[0],
)
LONG = "Wilhelmina Alexandrowna von und zu Hohenlohe-Schillingsfürst " * 3
OTHER_ROOM = ROOM_A.model_copy(
    update={
        "name": "Lakeside",
        "directions": "Floor 3, by the stairs",
        "turn": "stairs",
    }
)
LONG_ROOM = ROOM_A.model_copy(
    update={
        "name": "Großer Sitzungssaal der Versorgungswirtschaft im Nordflügel",
        "directions": "Dritte Etage, durch den Innenhof, dann rechts am Brunnen vorbei, "
        "hinter der zweiten Glastür",
    }
)
LONG_WIFI = WifiReply(
    ssid="Guests of the Lakeside House 5GHz",
    security="wpa",
    password="correct-horse-battery-staple-and-a-bit-more-of-it-0123456789-abc",
    qr=wifi_text(
        "Guests of the Lakeside House 5GH",
        WifiSecurity.WPA,
        password="correct-horse-battery-staple-and-a-bit-more-of-it-0123456789-ab",
    ),
)
OPEN_WIFI = WifiReply(
    ssid="Free", security="open", qr=wifi_text("Free", WifiSecurity.OPEN)
)


def _with(**changes: object) -> KioskReply:
    return LAKESIDE.model_copy(update=changes)


LINES = {"en": "Nice to see you", "de": "Schön, dass Sie da sind"}
LONG_LINES = {
    "en": "The lift is out of order today. Please take the stairs beside the front desk.",
    "de": "Bitte beachten Sie: Der Aufzug ist heute außer Betrieb. Die Treppe ist links.",
}
FOREIGN_LINES = {
    "en": "أهلاً وسهلاً بكم في بيت البحيرة (Lakeside). المصعد معطل اليوم، الدرج على اليسار!",
    "de": "湖畔之家欢迎您的到来。" * 7 + "走楼梯",
}
HERE = AlreadyHere(reply=reply(), room=ROOM_A)
LEAVING = CheckOutRequest(request_id=STAMP.request_id, visit="visit-1")
CODE = PairingCode(
    "BCDF-GHJK",
    "https://visitors.lakeside.example/pair",
    "https://visitors.lakeside.example/pair?code=BCDF-GHJK",
)
WIDE_CODE = PairingCode(
    "WWMW-WMWW",
    "https://visitors.versorgungswirtschaft-nordwest.example:8600/portico/pair",
    "https://visitors.versorgungswirtschaft-nordwest.example:8600/portico/pair?code=WWMW-WMWW",
)
PAIRING = (
    Scene("pairing", Pairing(CODE)),
    Scene("pairing-denied", Pairing(WIDE_CODE, denied=True)),
    Scene("pairing-lost", Pairing(CODE, away=True)),
    Scene("pairing-away", Pairing(away=True)),
    Scene("pairing-asking", Pairing()),
)
PHONE_ADDRESS = "https://visitors.lakeside.example/phone/" + "v1.0123abcd." * 20
WELCOMES = (
    Scene("welcome", Welcome()),
    Scene("welcome-offline", Welcome(), online=False),
    Scene("welcome-reader-lost", Welcome(), reader_works=False),
    Scene("welcome-no-reader", Welcome(), configuration=_with(reader=ReaderSide.NONE)),
    Scene(
        "welcome-reader-right",
        Welcome(),
        configuration=_with(reader=ReaderSide.RIGHT, accent="#FFD400"),
    ),
    Scene("welcome-logo", Welcome(), configuration=_with(logo=TOLD, welcome=LINES)),
    Scene(
        "welcome-logo-long",
        Welcome(),
        configuration=_with(logo=TOLD, site="Lakeside House, north research campus"),
    ),
    Scene("welcome-line", Welcome(), configuration=_with(welcome=LINES)),
    Scene(
        "welcome-line-offline",
        Welcome(),
        online=False,
        configuration=_with(welcome=LONG_LINES),
    ),
    Scene(
        "welcome-line-no-reader",
        Welcome(),
        configuration=_with(welcome=LONG_LINES, reader=ReaderSide.NONE),
    ),
    Scene(
        "welcome-line-foreign",
        Welcome(),
        online=False,
        configuration=_with(welcome=FOREIGN_LINES),
    ),
    Scene("choosing_language", ChoosingLanguage()),
    Scene("comfort", Comfort()),
    Scene("comfort-chosen", Comfort(), ease=frozenset({Eased.HIGH_CONTRAST})),
    Scene("welcome-low", Welcome(), ease=frozenset({Eased.LOW})),
    Scene("welcome-large_text", Welcome(), ease=frozenset({Eased.LARGE_TEXT})),
    Scene(
        "choosing_language-ten",
        ChoosingLanguage(),
        configuration=_with(languages=list(ALL_LANGUAGES)),
    ),
    Scene("on_phone", OnPhone(STAMP.request_id, "en", PHONE_ADDRESS)),
    Scene("on_phone-asking", OnPhone(STAMP.request_id, "en")),
    Scene("on_phone-away", OnPhone(STAMP.request_id, "en", away=True)),
)
TYPING = (
    Scene("typing_code", TypingCode(typed("7KQ2"))),
    Scene("walk_in-name-empty", WalkIn(nudged=True)),
    Scene("walk_in-name", WalkIn(form=WalkInForm(name=typed("Mara Lindt")))),
    Scene(
        "walk_in-details",
        WalkIn(step=WalkInStep.DETAILS, form=FORM, active=WalkInField.COMPANY),
    ),
    Scene(
        "walk_in-email",
        WalkIn(
            step=WalkInStep.DETAILS,
            form=replace(FORM, company=Entry()),
            active=WalkInField.EMAIL,
            nudged=True,
        ),
    ),
    Scene(
        "walk_in-host",
        WalkIn(
            step=WalkInStep.HOST,
            form=replace(FORM, host=None),
            active=WalkInField.HOST,
            search=SearchState.FOUND,
            hosts=HOSTS,
        ),
    ),
    Scene(
        "walk_in-host-none",
        WalkIn(
            step=WalkInStep.HOST,
            form=replace(FORM, host=None, query=typed("Xy")),
            active=WalkInField.HOST,
            search=SearchState.FOUND,
        ),
    ),
    Scene("confirming", Confirming(FORM)),
    Scene("checking", Checking(REQUEST, slow=True)),
)
ARRIVED = (
    Scene("completed", completed()),
    Scene(
        "completed-looking",
        completed(room=LOOKING, host=HostTold.TELLING, badge=BadgeState.PRINTING),
    ),
    Scene(
        "completed-no-room",
        completed(
            room=NO_ROOM,
            host=HostTold.NOT_REACHED,
            badge=BadgeState.FAILED,
            reply=reply(wifi=None),
        ),
    ),
    Scene(
        "completed-not-reached",
        completed(host=HostTold.NOT_REACHED, reply=reply(wifi=OPEN_WIFI)),
    ),
    Scene(
        "completed-long",
        completed(
            reply=reply(LONG, LONG, wifi=LONG_WIFI),
            room=LONG_ROOM,
            host=HostTold.NOT_REACHED,
        ),
    ),
    Scene(
        "completed-foreign",
        completed(
            reply=reply("مارا ليندت 🎉", "יונה וֶבֶּר"),
            room=NO_ROOM,
            badge=BadgeState.NONE,
        ),
    ),
    Scene(
        "completed-out_of_paper",
        completed(
            badge=BadgeState.FAILED,
            printer=PrinterState.OUT_OF_PAPER,
            host=HostTold.NOT_REACHED,
        ),
    ),
    Scene(
        "completed-elsewhere",
        completed(badge=BadgeState.ELSEWHERE, badge_at="Foyer, Gate 2"),
    ),
    Scene("completed-moved", completed(room=OTHER_ROOM, moved=True)),
    Scene("already_here", HERE),
    Scene("already_here-not_left", replace(HERE, not_left=True), online=False),
    Scene("checking_out", CheckingOut(LEAVING, HERE, slow=True)),
    Scene("goodbye", Goodbye("Mara Lindt")),
    Scene("goodbye-long", Goodbye("Wilhelmina-Alexandrowna-Charlotte " * 3)),
)
SET_BACK = (
    Scene("refused-expired", Refused(Refusal.EXPIRED)),
    Scene("refused-cancelled", Refused(Refusal.CANCELLED)),
    Scene(
        "refused-other_site",
        Refused(
            Refusal.OTHER_SITE, {"site": "Harbour House", "address": "Harbour Street 4"}
        ),
    ),
    Scene(
        "refused-too_early",
        Refused(Refusal.TOO_EARLY, {"starts": "2026-11-30T10:00:00+01:00"}),
    ),
    Scene("refused-code_unknown", Refused(Refusal.CODE_UNKNOWN)),
    Scene("refused-other", Refused(Refusal.NOT_ALLOWED)),
    Scene("server_away", ServerAway(REQUEST)),
    Scene("out_of_order", OutOfOrder()),
    Scene("still_there", StillThere(covered=completed(), seconds_left=17)),
)
SCENES = (
    *PAIRING,
    *WELCOMES,
    *TYPING,
    *ARRIVED,
    *QUESTIONS,
    *PHOTOS,
    *FOUND_BY_NAME,
    *SET_BACK,
    *HELP,
    *OFFLINE,
    *STAFF,
    *SERVER,
)
