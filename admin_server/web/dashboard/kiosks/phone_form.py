"""The form that a visitor fills in on their own phone, and what it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin_server.core.phone_links import PhoneLink
from admin_server.web.dashboard.forms import Filled
from admin_server.web.dashboard.value_rules import email as is_email
from shared.check_in import CheckInRequest, HostFound, WalkInVisitor
from shared.kiosk_options import Asked, KioskOptions, Question, VisitType

_CONTACTS = ("company", "email", "phone", "purpose")
_LONGEST_PHONE = 40
_LONGEST_CODE = 40


@dataclass(frozen=True)
class PhoneForm:
    """What a visitor has told so far, and what their page shows besides.

    Attributes:
        hosts: who was found by the name that they typed; None: not asked yet.
        kind: the kind of visit they chose, whose questions are asked.
        ready: nothing is missing; the request can be sent.
    """

    filled: Filled
    options: KioskOptions
    hosts: Sequence[HostFound] | None = None
    kind: VisitType | None = None
    ready: bool = False


def asked_of(options: KioskOptions) -> Mapping[str, Asked]:
    """Say which lines there are besides the name, and which must be filled in."""
    chosen = (options.company, options.email, options.phone, options.purpose)
    return {
        name: asked
        for name, asked in zip(_CONTACTS, chosen, strict=True)
        if asked is not Asked.OFF
    }


def code_of(filled: Filled) -> str:
    """Read the code of an invitation; empty: they have none."""
    return filled.text("code", longest=_LONGEST_CODE)


def read_walk_in(filled: Filled, options: KioskOptions) -> VisitType | None:
    """Read who they are and why they come; what is missing is said at its field."""
    filled.needed("name")
    filled.text("email", is_email)
    filled.text("phone", longest=_LONGEST_PHONE)
    for name, asked in asked_of(options).items():
        if asked is Asked.REQUIRED and not _told(filled, name):
            filled.wrong(name, "forms.needed")
    return _kind(filled, options)


def _told(filled: Filled, name: str) -> bool:
    # Whoever would rather be rung up has given a way to reach them, too.
    ways = (name, "phone") if name == "email" else (name,)
    return any(filled.text(one) for one in ways)


def _kind(filled: Filled, options: KioskOptions) -> VisitType | None:
    if not options.visit_types:
        return None
    key = filled.needed("visit_type")
    return next((one for one in options.visit_types if one.key == key), None)


def read_answers(filled: Filled, kind: VisitType | None) -> dict[str, str]:
    """Read what they answered to the questions of their kind of visit."""
    answers: dict[str, str] = {}
    for question in kind.questions if kind else ():
        field = field_of(question)
        read = filled.needed if question.required else filled.text
        answers[question.key] = read(field)
    return {key: said for key, said in answers.items() if said}


def field_of(question: Question) -> str:
    """Name the field of a question."""
    return f"answer-{question.key}"


def named(names: Mapping[str, str], language: str) -> str:
    """Say a text that an admin wrote, in this language or in its first one."""
    return names.get(language) or next(iter(names.values()), "")


def asks_again(filled: Filled, kind: VisitType | None) -> str:
    """Say for what the page shows hosts and questions; another asks anew."""
    return f"{filled.text('host')}|{kind.key if kind else ''}"


def by_code(link: PhoneLink, code: str, *, language: str) -> CheckInRequest:
    """Ask for a check-in by the code of an invitation."""
    return CheckInRequest(
        request_id=link.request_id,
        kiosk_time=link.given_at,
        language=language,
        code=code,
    )


def by_form(
    link: PhoneLink, form: PhoneForm, answers: dict[str, str], *, language: str
) -> CheckInRequest:
    """Ask for a check-in by what the visitor typed."""
    filled, asked = form.filled, asked_of(form.options)
    said = {name: filled.text(name) or None for name in asked}
    return CheckInRequest(
        request_id=link.request_id,
        # The link's own time, so that a page sent twice asks for the same thing.
        kiosk_time=link.given_at,
        language=language,
        visitor=WalkInVisitor(
            name=filled.text("name"),
            email=said.get("email"),
            company=said.get("company"),
            phone=said.get("phone"),
        ),
        host_id=filled.text("host_id"),
        purpose=said.get("purpose"),
        visit_type=form.kind.key if form.kind else None,
        answers=answers or None,
    )
