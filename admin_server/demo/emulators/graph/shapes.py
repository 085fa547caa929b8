"""JSON as the emulator holds it, and going down into it.

The provider has a reader of its own: a mistake in one shall not hide in the other.
"""

from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = dict[str, object]


def at(found: object, *names: str) -> object:
    """Give what stands at the end of a way, or None."""
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def text(found: object, *names: str) -> str:
    """Give the text at the end of a way, or an empty one."""
    stated = at(found, *names)
    return stated if isinstance(stated, str) else ""


def number(found: object, *names: str) -> int | None:
    """Give the whole number at the end of a way, or None."""
    stated = at(found, *names)
    is_number = isinstance(stated, int) and not isinstance(stated, bool)
    return stated if isinstance(stated, int) and is_number else None


def objects(found: object, *names: str) -> list[Json]:
    """Give the objects of the list at the end of a way."""
    stated = at(found, *names)
    return (
        [dict(one) for one in stated if isinstance(one, Mapping)]
        if isinstance(stated, list)
        else []
    )


def texts(found: object, *names: str) -> list[str]:
    """Give the texts of the list at the end of a way."""
    stated = at(found, *names)
    listed = stated if isinstance(stated, list) else []
    return [one for one in listed if isinstance(one, str)]


def json_at(found: object, *names: str) -> Json:
    """Give the object at the end of a way, or an empty one."""
    stated = at(found, *names)
    return dict(stated) if isinstance(stated, Mapping) else {}
