"""What a site asks somebody without an invitation, and what they answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from admin_server.core.people import tidy_name
from admin_server.core.visits import Arrival
from shared.check_in import CheckInRequest
from shared.kiosk_options import (
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
)
from shared.refusals import Refusal, Refused

YES, NO = "yes", "no"
"""How a question of that kind is answered on the wire."""


@dataclass(frozen=True)
class Told:
    """What a visitor told a kiosk, in one language.

    Attributes:
        visit_type: the kind of visit's name; None: they chose none.
        answers: each question's words with the answer's.
    """

    visit_type: str | None
    answers: tuple[tuple[str, str], ...] = ()


def answers_of(request: CheckInRequest, options: KioskOptions) -> Arrival:
    """Take what a walk-in told besides who they are, as the site asks for it.

    Raises:
        Refused: something that the site requires is missing, or is not asked there.
    """
    _require_contact(request, options)
    kind = _type_of(request, options)
    return Arrival(
        visit_type=kind.key if kind else None,
        answers=_answers(request.answers or {}, kind),
    )


def told_in(
    arrival: Arrival,
    options: KioskOptions,
    *,
    languages: Sequence[str],
    say: Callable[[str], str],
) -> Told:
    """Say what somebody told, in the first of these languages that has words for it.

    What the site asks no more is said by its key: it was answered all the same.

    Args:
        say: gives the words for `YES` and `NO`.
    """
    kinds = {one.key: one for one in options.visit_types}
    key = arrival.visit_type
    kind = kinds.get(key) if key else None
    questions = {one.key: one for one in kind.questions} if kind else {}
    rows = tuple(
        _row(asked, answer, questions.get(asked), languages, say)
        for asked, answer in arrival.answers.items()
    )
    return Told(_named(kind.name, languages, kind.key) if kind else key, rows)


def _row(
    key: str,
    answer: str,
    question: Question | None,
    languages: Sequence[str],
    say: Callable[[str], str],
) -> tuple[str, str]:
    if question is None:
        return key, answer
    label = _named(question.label, languages, key)
    match question.kind:
        case QuestionKind.TEXT:
            return label, answer
        case QuestionKind.CHOICE:
            return label, _named(question.choices.get(answer, {}), languages, answer)
        case QuestionKind.YES_NO:
            return label, say(answer) if answer in (YES, NO) else answer


def _named(names: Mapping[str, str], languages: Sequence[str], key: str) -> str:
    known = (names[one] for one in languages if names.get(one))
    return next(known, None) or next(iter(names.values()), key)


def _require_contact(request: CheckInRequest, options: KioskOptions) -> None:
    visitor = request.visitor
    if visitor is None:
        return
    # We told them that we know it: should that end meanwhile, they are not sent back.
    excused = {"visitor.company", "visitor.phone"} if request.remembered else set()
    # Whoever would rather be rung up has given a way to reach them, too.
    reached = visitor.email or visitor.phone
    wanted = (
        ("visitor.company", options.company, visitor.company),
        ("visitor.email", options.email, reached),
        ("visitor.phone", options.phone, visitor.phone),
        ("purpose", options.purpose, request.purpose),
    )
    for field, asked, said in wanted:
        missing = asked is Asked.REQUIRED and not tidy_name(said or "")
        if missing and field not in excused:
            raise _wrong(field, "it is asked for here.")


def _type_of(request: CheckInRequest, options: KioskOptions) -> VisitType | None:
    if request.visit_type is None:
        if options.visit_types:
            raise _wrong("visit_type", "it is asked for here.")
        return None
    found = [one for one in options.visit_types if one.key == request.visit_type]
    if not found:
        raise _wrong("visit_type", "there is no such kind of visit here.")
    return found[0]


def _answers(said: Mapping[str, str], kind: VisitType | None) -> dict[str, str]:
    questions = kind.questions if kind else ()
    if said.keys() - {one.key for one in questions}:
        # Not by its name: a key that nobody made may hold anything.
        raise _wrong("answers", "there is no such question.")
    kept = {one.key: _answer(one, said.get(one.key, "")) for one in questions}
    return {key: answer for key, answer in kept.items() if answer}


def _answer(question: Question, said: str) -> str:
    field, answer = f"answers.{question.key}", tidy_name(said)
    if not answer:
        if question.required:
            raise _wrong(field, "it is asked for here.")
        return ""
    if not _fits(question, answer):
        raise _wrong(field, "there is no such answer.")
    return answer


def _fits(question: Question, answer: str) -> bool:
    match question.kind:
        case QuestionKind.TEXT:
            return True
        case QuestionKind.CHOICE:
            return answer in question.choices
        case QuestionKind.YES_NO:
            return answer in (YES, NO)


def _wrong(field: str, why: str) -> Refused:
    return Refused(Refusal.REQUEST_INVALID, f"{field}: {why}")
