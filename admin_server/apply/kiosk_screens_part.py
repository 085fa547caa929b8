"""How [sites.kiosk] and [sites.help] are read: what kiosks offer, and who comes."""

from collections.abc import Iterable

from admin_server.apply import rules
from admin_server.apply.parts import HelpPart
from admin_server.apply.table import Table
from admin_server.core.visit_types import LONGEST_WORDS, MOST
from shared.badge import Pattern
from shared.kiosk_options import (
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
    WelcomeButton,
)

KioskScreensPart = dict[str, object]
"""The choices that the file names, by their names in `KioskOptions`."""

_LONGEST_PHONE = 40
_FEWEST_CHOICES = 2


def kiosk_screens(table: Table | None) -> KioskScreensPart | None:
    """Read [sites.kiosk]; None where the file does not speak of it."""
    if table is None:
        return None
    read: dict[str, object] = {
        name: _plain(table, name, field.default)
        for name, field in KioskOptions.model_fields.items()
    }
    read["buttons"] = _buttons(table)
    read["visit_types"] = _visit_types(table)
    table.done()
    return {name: value for name, value in read.items() if value is not None}


def help_contact(table: Table | None) -> HelpPart | None:
    """Read [sites.help]; None where the file does not speak of it."""
    if table is None:
        return None
    part = HelpPart(
        name=table.text("name"),
        email=table.text("email", rules.email),
        phone=table.text("phone", rules.phone, longest=_LONGEST_PHONE),
    )
    table.done()
    return part


def _plain(table: Table, name: str, default: object) -> object:
    """Read a choice as what it is by default."""
    match default:
        case bool():
            return table.flag(name)
        case Asked():
            return table.choice(name, Asked)
        case int():
            return table.number(name, least=SHORTEST_SECONDS, most=LONGEST_SECONDS)
        case _:
            return None


def _buttons(table: Table) -> tuple[WelcomeButton, ...] | None:
    words = table.texts("buttons", rules.welcome_button)
    if words is None:
        return None
    if len(set(words)) < len(words):
        table.wrong("buttons", "names a button twice; keep one of them")
    return tuple(WelcomeButton(word) for word in dict.fromkeys(words))


def _visit_types(table: Table) -> tuple[VisitType, ...] | None:
    if not table.named("visit_types"):
        return None
    inner = table.tables("visit_types")
    found = [kind for kind in map(_visit_type, inner) if kind is not None]
    _few(table, "visit_types", [kind.key for kind in found])
    return tuple(found)


def _visit_type(table: Table) -> VisitType | None:
    key = table.needed("key", rules.short_key, example="interview")
    name = _words(table, "name")
    pattern = table.choice("pattern", Pattern) or Pattern.NONE
    inner = table.tables("questions")
    questions = [one for one in map(_question, inner) if one is not None]
    _few(table, "questions", [one.key for one in questions])
    table.done()
    if not key or not name or len(questions) > MOST:
        return None
    return VisitType(key=key, name=name, pattern=pattern, questions=tuple(questions))


def _question(table: Table) -> Question | None:
    key = table.needed("key", rules.short_key, example="number_plate")
    label = _words(table, "label")
    kind = table.choice("kind", QuestionKind) or QuestionKind.TEXT
    required = table.flag("required") or False
    choices = _choices(table, kind)
    table.done()
    if not key or not label:
        return None
    return Question(key=key, kind=kind, label=label, required=required, choices=choices)


def _choices(table: Table, kind: QuestionKind) -> dict[str, dict[str, str]]:
    inner = table.table("choices")
    keys = list(inner.values) if inner else []
    for key in keys:
        complaint = rules.short_key(key)
        if complaint is not None:
            table.wrong("choices", complaint)
    if kind is not QuestionKind.CHOICE and keys:
        table.wrong("choices", f'go with kind = "{QuestionKind.CHOICE.value}"')
    if kind is QuestionKind.CHOICE and not _FEWEST_CHOICES <= len(keys) <= MOST:
        table.wrong("choices", f"write {_FEWEST_CHOICES} to {MOST} of them")
    return {key: _words(inner, key) for key in keys} if inner else {}


def _words(table: Table, key: str) -> dict[str, str]:
    """Read a text in several languages, such as name = { en = "Interview" }."""
    inner = table.table(key)
    if inner is None or not inner.values:
        table.wrong(key, f'is missing; write for example {key} = {{ en = "…" }}')
        return {}
    said = {}
    for language in inner.values:
        complaint = rules.language(language)
        if complaint is not None:
            inner.wrong(language, complaint)
        words = inner.needed(language, _short_enough, example="…")
        said[language] = words or ""
    return said


def _short_enough(value: str) -> str | None:
    if len(value) <= LONGEST_WORDS:
        return None
    return f"is longer than {LONGEST_WORDS} characters, which no button holds"


def _few(table: Table, key: str, keys: Iterable[str]) -> None:
    there = list(keys)
    if len(there) > MOST:
        table.wrong(key, f"are more than {MOST}, which nobody reads; take some out")
    for one in sorted({one for one in there if there.count(one) > 1}):
        table.wrong(key, f"key '{one}' stands there twice; keep one of them")
