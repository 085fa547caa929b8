"""The scenes of what a site asks somebody without an invitation."""

from dataclasses import replace

from kiosk_app.journey.states import (
    Answering,
    ChoosingType,
    Confirming,
    ConfirmingEmail,
    Recalling,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    WelcomeBack,
)
from shared.check_in import HostFound
from shared.kiosk_options import (
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
)
from shared.looking_up import ReturningReply
from tests.fakes.scene import Scene, typed

PLATE = Question(
    key="plate", label={"en": "Number plate", "de": "Kennzeichen"}, required=True
)
CAMERA = Question(
    key="camera",
    kind=QuestionKind.YES_NO,
    label={
        "en": "Do you carry a device with a camera into the building?",
        "de": "Bringen Sie ein Gerät mit einer Kamera in das Gebäude mit?",
    },
)
DEPARTMENT = Question(
    key="department",
    kind=QuestionKind.CHOICE,
    label={"en": "Which department?", "de": "Welche Abteilung?"},
    required=True,
    choices={
        f"d{at}": {"en": name}
        for at, name in enumerate(
            (
                "Research", "Sales", "Human Resources", "Facilities",
                "Versorgungswirtschaft Nordwest", "Legal", "Canteen", "Archive",
            )
        )
    },
)  # fmt: skip
CONTRACTOR = VisitType(
    key="contractor",
    name={"en": "Contractor", "de": "Handwerk"},
    questions=(PLATE, CAMERA, DEPARTMENT),
)
TYPES = (
    VisitType(key="meeting", name={"en": "Meeting", "de": "Besprechung"}),
    VisitType(key="interview", name={"en": "Interview", "de": "Vorstellungsgespräch"}),
    CONTRACTOR,
    VisitType(key="tour", name={"en": "Guided tour", "de": "Führung"}),
)
MANY_TYPES = tuple(
    VisitType(key=f"t{at}", name={"en": f"Kind of visit number {at}"})
    for at in range(1, 12)
)
ASKING = KioskOptions(
    company=Asked.REQUIRED,
    email=Asked.REQUIRED,
    phone=Asked.OPTIONAL,
    purpose=Asked.OPTIONAL,
    visit_types=TYPES,
)
ONLY_EMAIL = KioskOptions(company=Asked.OFF)
MANY = KioskOptions(visit_types=MANY_TYPES)
TOLD = WalkInForm(
    name=typed("Mara Lindt"),
    company=typed("Lindt & Partner"),
    email=typed("mara.lindt@gmial.com"),
    phone=typed("+49 30 1234567"),
    purpose=typed("Repair of the lift in the north wing"),
    host=HostFound(id="h1", name="Jonas Weber", department="Facilities"),
    confirmed_email="mara.lindt@gmial.com",
    visit_type="contractor",
    answers=(("plate", "B ML 4827"), ("camera", "yes"), ("department", "d4")),
)


def _email(address: str) -> ConfirmingEmail:
    form = WalkInForm(name=typed("Mara Lindt"), email=typed(address))
    return ConfirmingEmail(
        WalkIn(step=WalkInStep.DETAILS, form=form, active=WalkInField.EMAIL)
    )


KNOWN = ReturningReply(
    claim="c",
    company="L•••t",
    phone="••• 45",
    host=HostFound(id="h1", name="J••• W•••"),
)
RETURNED = WalkIn(
    step=WalkInStep.DETAILS,
    form=WalkInForm(name=typed("Mara Lindt"), email=typed("mara@lindt.example")),
    active=WalkInField.EMAIL,
)
REMEMBERED = replace(
    TOLD,
    company=typed(""),
    phone=typed(""),
    host=KNOWN.host,
    remembered=KNOWN,
)

QUESTIONS = (
    Scene(
        "walk_in-phone",
        WalkIn(step=WalkInStep.PHONE, form=TOLD, active=WalkInField.PHONE, nudged=True),
        options=ASKING,
    ),
    Scene(
        "walk_in-purpose",
        WalkIn(step=WalkInStep.PURPOSE, form=TOLD, active=WalkInField.PURPOSE),
        options=ASKING,
    ),
    Scene(
        "walk_in-only-email",
        WalkIn(step=WalkInStep.DETAILS, form=TOLD, active=WalkInField.EMAIL),
        options=ONLY_EMAIL,
    ),
    Scene("confirming_email", _email("mara@lindt.example")),
    Scene("confirming_email-odd", _email("mara.lindt@gmial.com")),
    Scene(
        "confirming_email-long",
        _email("wilhelmina.alexandrowna+visits_2026@mail.versorgung-nordwest.con"),
    ),
    Scene("recalling-slow", Recalling(RETURNED, slow=True)),
    Scene("welcome_back", WelcomeBack(RETURNED, KNOWN)),
    Scene(
        "welcome_back-host",
        WelcomeBack(RETURNED, ReturningReply(claim="c", host=KNOWN.host)),
    ),
    Scene("confirming-remembered", Confirming(REMEMBERED), options=ASKING),
    Scene("choosing_type", ChoosingType(TOLD), options=ASKING),
    Scene("choosing_type-many", ChoosingType(WalkInForm()), options=MANY),
    Scene("answering-text", Answering(TOLD, PLATE, nudged=True), options=ASKING),
    Scene("answering-yes_no", Answering(TOLD, CAMERA, typed("yes")), options=ASKING),
    Scene("answering-choice", Answering(TOLD, DEPARTMENT), options=ASKING),
    Scene("confirming-all", Confirming(TOLD), options=ASKING),
)
