"""The scenes of parcels, of calls for help, and of a site that is closed."""

from dataclasses import replace

from kiosk_app.journey.states import (
    SearchState,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_help import Called, Delivering, DeliveryTold, Helping
from shared.check_in import HostFound
from shared.help import DeliveryRequest, HelpRequest
from shared.kiosk import OpenHours
from shared.kiosk_options import KioskOptions, WelcomeButton
from tests.fakes.desk import LAKESIDE, STAMP
from tests.fakes.scene import Scene, typed

NAMESAKES = (
    HostFound(id="h1", name="Jonas Weber", department="Facilities"),
    HostFound(id="h4", name="Jonas Weber", department="Research"),
)
PHONE = "+49 30 5550 147"
WITH_PHONE = LAKESIDE.model_copy(update={"help_phone": PHONE})
# The desk's clock stands at 09:41 on a Tuesday.
MONDAY = [OpenHours(weekday=0, opens="08:00", closes="18:00")]
LATER_TODAY = [OpenHours(weekday=1, opens="10:00", closes="18:00")]
CLOSED = LAKESIDE.model_copy(update={"hours": MONDAY})
FEW = KioskOptions(buttons=(WelcomeButton.DELIVERY, WelcomeButton.RECEPTION))
CALL = HelpRequest(request_id=STAMP.request_id, kiosk_time=STAMP.kiosk_time)
PARCELS = DeliveryRequest(
    request_id=STAMP.request_id,
    kiosk_time=STAMP.kiosk_time,
    host_id="h1",
    parcels=3,
)
COUNTING = Delivering(query=typed("Jo"), host=NAMESAKES[0])
LONG_NAME = NAMESAKES[0].model_copy(
    update={"name": "Maximilian-Ferdinand von Hohenstein-Wallersdorf"}
)
NOT_FOUND = WalkIn(
    step=WalkInStep.HOST,
    form=WalkInForm(name=typed("Mara Lindt"), query=typed("Jonhas Wbeer")),
    active=WalkInField.HOST,
    search=SearchState.FOUND,
)
HELP = (
    Scene("delivering", Delivering()),
    Scene(
        "delivering-found",
        Delivering(typed("Jo"), search=SearchState.FOUND, hosts=NAMESAKES),
    ),
    Scene(
        "delivering-none",
        Delivering(typed("Jonhas"), search=SearchState.FOUND),
    ),
    Scene("delivering-away", Delivering(typed("Jo"), search=SearchState.AWAY)),
    Scene("delivering-count", COUNTING),
    Scene(
        "delivering-count-many",
        replace(COUNTING, host=LONG_NAME, parcels=99),
    ),
    Scene("delivering-telling", replace(COUNTING, request=PARCELS, slow=True)),
    Scene("delivery_told", DeliveryTold(PARCELS, "Jonas Weber", told=True)),
    Scene("delivery_told-not", DeliveryTold(PARCELS, LONG_NAME.name, told=False)),
    Scene("walk_in-host-nobody", NOT_FOUND),
    Scene("walk_in-host-away", replace(NOT_FOUND, search=SearchState.AWAY)),
    Scene("helping", Helping(CALL)),
    Scene("helping-coming", Helping(CALL, Called.COMING)),
    Scene("helping-nobody", Helping(CALL, Called.NOBODY)),
    Scene("helping-phone", Helping(CALL, Called.NOBODY, phone=PHONE)),
    Scene("helping-away", Helping(CALL, Called.AWAY), online=False),
    Scene(
        "helping-away-phone",
        Helping(CALL, Called.AWAY),
        online=False,
        configuration=WITH_PHONE,
    ),
    Scene("welcome-closed", Welcome(), configuration=CLOSED),
    Scene(
        "welcome-closed-today",
        Welcome(),
        reader_works=False,
        configuration=LAKESIDE.model_copy(update={"hours": LATER_TODAY}),
    ),
    Scene(
        "welcome-few",
        Welcome(),
        configuration=LAKESIDE.model_copy(update={"options": FEW}),
    ),
)
