"""What differs between stored and wanted, in words that give no secret away."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from typing_extensions import override


class Kind(StrEnum):
    """What happens to one thing."""

    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True)
class FieldChange:
    """One field that changes; both texts may be shown to anybody."""

    name: str
    old: str
    new: str

    def text(self) -> str:
        """Say it in one line."""
        if self.old == self.new:
            return f"{self.name}: {self.new}"
        return f"{self.name}: {self.old} → {self.new}"


@dataclass(frozen=True)
class Change:
    """One thing that is added or changed.

    Attributes:
        noun: what it is, such as "site".
        id: its id in the store.
        name: how people know it.
    """

    noun: str
    id: str
    name: str
    kind: Kind
    fields: tuple[FieldChange, ...] = ()

    def lines(self) -> list[str]:
        """Say it, a line per field."""
        sign = "+" if self.kind is Kind.ADDED else "~"
        return [
            f"{sign} {self.noun} {self.name}",
            *(f"    {change.text()}" for change in self.fields),
        ]


@dataclass(frozen=True)
class Secret:
    """A value that may be compared but never shown."""

    value: str | None


@dataclass(frozen=True)
class InShort:
    """A value that is compared whole and told by one word."""

    value: object
    word: str

    @override
    def __str__(self) -> str:
        """Tell it."""
        return self.word


Shown = Mapping[str, object]
"""A thing's fields by the names that a tenant file has for them."""


def differences(old: Shown, new: Shown) -> tuple[FieldChange, ...]:
    """Say which fields differ, in the order in which they stand."""
    return tuple(
        _difference(name, old.get(name), new.get(name))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    )


def _difference(name: str, old: object, new: object) -> FieldChange:
    if isinstance(old, Secret) or isinstance(new, Secret):
        return FieldChange(name, "changed", "changed")
    return FieldChange(name, _said(old), _said(new))


def _said(value: object) -> str:
    match value:
        case None | "" | ():
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(str(one) for one in value)
        case _:
            return str(value)
