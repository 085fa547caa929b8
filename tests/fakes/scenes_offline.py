"""The scenes of a kiosk whose server is away."""

from dataclasses import replace

from kiosk_app.journey.offline import OfflineArrival
from kiosk_app.journey.states import BadgeState, CheckedInOffline, Welcome
from shared.kiosk import ReaderSide
from shared.offline import QueueKey, Skipped
from tests.fakes.desk import LAKESIDE, STAMP
from tests.fakes.scene import GUEST_WIFI, REQUEST, Scene

KEEPS = LAKESIDE.model_copy(update={"queue_key": QueueKey(id="key-1", public="AAAA")})
WITH_WIFI = KEEPS.model_copy(update={"wifi": GUEST_WIFI})
NO_READER = KEEPS.model_copy(update={"reader": ReaderSide.NONE})
ARRIVAL = OfflineArrival(
    name="Mara Lindt",
    company="Lindt & Partner",
    host="Jonas Weber",
    skipped=(Skipped.ROOM, Skipped.HOST, Skipped.WIFI),
)
IN_A_ROOM = replace(ARRIVAL, room="Conference Room A", as_of=STAMP.kiosk_time)
LONG = replace(
    IN_A_ROOM,
    name="Wilhelmina-Alexandrowna-Charlotte Hohenstein",
    host="Maximilian-Ferdinand von Hohenstein-Wallersdorf",
    room="Besprechungsraum Ferdinand von Hohenstein im Nebengebäude",
)
UNLISTED = OfflineArrival(skipped=(Skipped.ROSTER, Skipped.ROOM, Skipped.HOST))
OFFLINE = (
    Scene("welcome-offline-scan", Welcome(), online=False, configuration=KEEPS),
    Scene("welcome-offline-go_on", Welcome(), online=False, configuration=NO_READER),
    Scene(
        "checked_in_offline",
        CheckedInOffline(REQUEST, ARRIVAL),
        online=False,
        configuration=KEEPS,
    ),
    Scene(
        "checked_in_offline-room",
        CheckedInOffline(REQUEST, IN_A_ROOM, BadgeState.PRINTED),
        online=False,
        configuration=KEEPS,
    ),
    Scene(
        "checked_in_offline-wifi",
        CheckedInOffline(REQUEST, IN_A_ROOM, BadgeState.PRINTING),
        online=False,
        configuration=WITH_WIFI,
    ),
    Scene(
        "checked_in_offline-unlisted",
        CheckedInOffline(REQUEST, UNLISTED),
        online=False,
        configuration=KEEPS,
    ),
    Scene(
        "checked_in_offline-long",
        CheckedInOffline(REQUEST, LONG, BadgeState.FAILED),
        online=False,
        configuration=WITH_WIFI,
    ),
)
