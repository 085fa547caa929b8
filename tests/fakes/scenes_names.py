"""The scenes of names, choices and colleagues."""

from dataclasses import replace

from kiosk_app.journey.states import (
    ChoosingVisit,
    Colleagues,
    Completed,
    Finding,
    Leaving,
    WalkIn,
    WalkInForm,
    Welcome,
)
from kiosk_app.journey.states_names import (
    Brought,
    Companion,
    NotLeft,
    Punctual,
    Why,
)
from shared.check_in import Colleague, VisitChoice
from shared.kiosk_options import KioskOptions, WelcomeButton
from tests.fakes.desk import LAKESIDE
from tests.fakes.scene import REQUEST, Scene, completed, reply, typed

ONLY_CODE = KioskOptions(buttons=(WelcomeButton.CODE,))
TIMES = tuple(
    VisitChoice.model_validate(
        {
            "claim": f"claim-{hour}",
            "starts": f"2026-11-24T{hour:02d}:00:00+01:00",
            "hint": "m•••@l•••.example",
        }
    )
    for hour in (9, 10, 14, 16, 17)
)
NAMED = WalkIn(form=WalkInForm(name=typed("Mara Lindt")))
PARTY = tuple(
    Colleague(name=name, claim=f"claim-{name}")
    for name in ("Ben K.", "Ida S.", "Wilhelmina-Alexandrowna H.", "Noor A.", "Li W.")
)


def _accompanied(people: int) -> Completed:
    party = list(PARTY[:people])
    return completed(reply=reply().model_copy(update={"party": party}))


def _bringing(*brought: Brought) -> Colleagues:
    people = tuple(
        Companion(one.name, one.claim, brought=far, request=REQUEST)
        for one, far in zip(PARTY, brought, strict=False)
    )
    return Colleagues(_accompanied(len(people)), people)


def _marked(people: int) -> Colleagues:
    party = [Companion(one.name, one.claim) for one in PARTY[:people]]
    party[-1] = replace(party[-1], chosen=False)
    return Colleagues(_accompanied(people), tuple(party))


FOUND_BY_NAME = (
    Scene("finding", Finding("Mara Lindt", NAMED, slow=True)),
    Scene("choosing_visit-one", ChoosingVisit(TIMES[1:2], Why.BY_NAME, NAMED)),
    Scene("choosing_visit-several", ChoosingVisit(TIMES[:3], Why.SEVERAL)),
    Scene("choosing_visit-many", ChoosingVisit(TIMES, Why.LEAVING, Leaving())),
    Scene("leaving", Leaving()),
    Scene("leaving-named", Leaving(typed("Mara Lindt"), trouble=NotLeft.NOBODY)),
    Scene("leaving-unknown", Leaving(trouble=NotLeft.UNKNOWN), reader_works=False),
    Scene("completed-early", completed(punctual=Punctual.EARLY)),
    Scene(
        "completed-late-long",
        completed(punctual=Punctual.LATE, reply=reply("Maximiliane Hohenlohe")),
    ),
    Scene("completed-party", _accompanied(3)),
    Scene("colleagues", _marked(3)),
    Scene("colleagues-many", _marked(5)),
    Scene("colleagues-one", _marked(1)),
    Scene(
        "colleagues-under_way",
        _bringing(Brought.DONE, Brought.ASKING, Brought.NOT_YET),
    ),
    Scene(
        "colleagues-done",
        _bringing(Brought.DONE, Brought.AT_RECEPTION, Brought.DONE, Brought.DONE),
    ),
    Scene(
        "welcome-code-only",
        Welcome(),
        configuration=LAKESIDE.model_copy(update={"options": ONLY_CODE}),
    ),
)
