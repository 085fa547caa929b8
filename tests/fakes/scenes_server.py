"""The scenes in which a kiosk learns where its server is."""

from dataclasses import replace

from kiosk_app.journey.states import Pairing, PairingCode
from kiosk_app.journey.states_server import (
    AskingServer,
    ServerFrom,
    ServerProblem,
    TrustingServer,
)
from kiosk_app.journey.states_staff import StaffPage
from shared.server_address import shown_fingerprint
from tests.fakes.scene import Scene, typed
from tests.fakes.scenes_staff import TROUBLED

ADDRESS = "visitors.lakeside.example"
FINGERPRINT = shown_fingerprint("4fe83b0a" * 8)
CODE = PairingCode(
    "BCDF-GHJK",
    f"https://{ADDRESS}/pair",
    f"https://{ADDRESS}/pair?code=BCDF-GHJK",
)
SERVER = (
    Scene("asking_server", AskingServer(), server=ServerFrom.NOBODY),
    Scene(
        "asking_server-looking",
        AskingServer(typed(ADDRESS), looking=True),
        server=ServerFrom.NOBODY,
    ),
    Scene(
        "asking_server-wrong",
        AskingServer(typed(f"{ADDRESS}:8600"), problem=ServerProblem.CLOCK),
        server=ServerFrom.KIOSK,
    ),
    Scene(
        "trusting_server",
        TrustingServer(f"https://{ADDRESS}", FINGERPRINT),
        server=ServerFrom.NOBODY,
    ),
    Scene(
        "staff_page-own-server",
        StaffPage(replace(TROUBLED, clock_set=False)),
        online=False,
        server=ServerFrom.KIOSK,
    ),
    Scene("pairing-too-old", Pairing(too_old=True)),
    Scene("pairing-own-server", Pairing(CODE, away=True), server=ServerFrom.KIOSK),
)
