"""The kinds of visit of a site and their questions: put, taken away, brought forward."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from admin_server.core.people import fold
from shared.kiosk_options import KioskOptions, Question, VisitType

Keyed = TypeVar("Keyed", bound=VisitType | Question)

MOST = 12
"""How many kinds of visit a site may have, how many questions each, and choices."""
LONGEST_WORDS = 60
"""Signs that a name, a question or a choice may have: it stands on a button."""
_LONGEST_KEY = 40


class TooMany(ValueError):
    """There are as many as a visitor can overlook already."""


class Twice(ValueError):
    """Two things that a visitor chooses among have the same words."""


def with_type(options: KioskOptions, kind: VisitType) -> KioskOptions:
    """Put a kind of visit in its place, or as the last one.

    Raises:
        TooMany: there is no room for another.
    """
    return _having(options, _put(options.visit_types, kind))


def without_type(options: KioskOptions, key: str) -> KioskOptions:
    """Take a kind of visit away; what was answered for it stays with its visits."""
    return _having(options, _without(options.visit_types, key))


def type_forward(options: KioskOptions, key: str) -> KioskOptions:
    """Let a kind of visit change places with the one before it."""
    return _having(options, _forward(options.visit_types, key))


def find_type(options: KioskOptions, key: str) -> VisitType | None:
    """Give the kind of visit with a key."""
    return next((one for one in options.visit_types if one.key == key), None)


def with_question(kind: VisitType, question: Question) -> VisitType:
    """Put a question in its place, or as the last one.

    Raises:
        TooMany: there is no room for another.
    """
    return _asking(kind, _put(kind.questions, question))


def without_question(kind: VisitType, key: str) -> VisitType:
    """Take a question away; what was answered to it stays with its visits."""
    return _asking(kind, _without(kind.questions, key))


def question_forward(kind: VisitType, key: str) -> VisitType:
    """Let a question change places with the one before it."""
    return _asking(kind, _forward(kind.questions, key))


def find_question(kind: VisitType, key: str) -> Question | None:
    """Give the question with a key."""
    return next((one for one in kind.questions if one.key == key), None)


def new_key(words: str, taken: Iterable[str]) -> str:
    """Make a key for something new, by which it is known from then on."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(words))
    base = plain[: _LONGEST_KEY - 4].strip("_") or "other"
    known = set(taken)
    tries = (base, *(f"{base}_{number}" for number in range(2, len(known) + 3)))
    return next(key for key in tries if key not in known)


def choices_of(
    lines: Mapping[str, Sequence[str]], old: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Make choices of their words, line by line the same one in each language.

    A choice that keeps its words in the first language keeps its key, wherever it
    stands now: what visitors answered still means the same.

    Args:
        lines: by language; the first one's are the ones that count.
        old: the choices that are there, by key.

    Raises:
        TooMany: more than a visitor can overlook.
        Twice: two of them read the same in the first language.
    """
    first = next(iter(lines), "")
    words = lines.get(first, ())
    if len(words) > MOST:
        raise TooMany
    if len({fold(word) for word in words}) < len(words):
        raise Twice
    known = {names[first]: key for key, names in old.items() if names.get(first)}
    found: dict[str, dict[str, str]] = {}
    for at, word in enumerate(words):
        # A key that meant something else before is not given away.
        key = known.get(word) or new_key(word, {*old, *found})
        found[key] = {
            **{
                code: name
                for code, name in old.get(key, {}).items()
                if code not in lines
            },
            **{code: said[at] for code, said in lines.items() if said},
        }
    return found


def _put(there: tuple[Keyed, ...], new: Keyed) -> tuple[Keyed, ...]:
    if any(one.key == new.key for one in there):
        return tuple(new if one.key == new.key else one for one in there)
    if len(there) >= MOST:
        raise TooMany
    return (*there, new)


def _without(there: tuple[Keyed, ...], key: str) -> tuple[Keyed, ...]:
    return tuple(one for one in there if one.key != key)


def _forward(there: tuple[Keyed, ...], key: str) -> tuple[Keyed, ...]:
    keys = [one.key for one in there]
    at = keys.index(key) if key in keys else 0
    if at == 0:
        return there
    return (*there[: at - 1], there[at], there[at - 1], *there[at + 1 :])


def _having(options: KioskOptions, kinds: tuple[VisitType, ...]) -> KioskOptions:
    return options.model_copy(update={"visit_types": kinds})


def _asking(kind: VisitType, questions: tuple[Question, ...]) -> VisitType:
    return kind.model_copy(update={"questions": questions})
