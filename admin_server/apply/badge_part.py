"""How [sites.badge] is read: how a site's badges look."""

from pathlib import Path

from admin_server.apply.references import Surroundings, path_made_absolute
from admin_server.apply.table import Table
from shared.badge_design import DesignWrong, built_in_designs, read_design

BadgePart = dict[str, str]
"""What the file names of a site's badges, by the names in `BadgeChoice`."""

OWN = "own"
_LONGEST_TEXT = 120
_LONGEST_FILE = 16_384


def badge(table: Table | None, surroundings: Surroundings) -> BadgePart | None:
    """Read [sites.badge]; None where the file does not speak of it."""
    if table is None:
        return None
    part: dict[str, str | None] = {
        "design": table.text("design", _known_design) or None,
        "own": _own(table, surroundings),
        "text": table.text("text", longest=_LONGEST_TEXT),
    }
    if part["design"] == OWN and not part["own"]:
        table.wrong("own_file", 'is missing; design = "own" needs the file of a design')
    table.done()
    return {name: said for name, said in part.items() if said is not None}


def _known_design(word: str) -> str | None:
    known = [*built_in_designs(), OWN]
    if word in known:
        return None
    words = ", ".join(f"'{one}'" for one in known)
    return f"'{word}' is not known; write one of {words}"


def _own(table: Table, surroundings: Surroundings) -> str | None:
    """Read the design from its own file, as which it can be tried at a kiosk."""
    name = table.text("own_file")
    if not name:
        return name
    try:
        text = Path(path_made_absolute(name, surroundings)).read_text("utf-8-sig")
    except OSError as problem:
        table.wrong("own_file", f"cannot be read ({problem.strerror}); check the path")
        return None
    except UnicodeDecodeError:
        table.wrong("own_file", "is not UTF-8; save it as UTF-8")
        return None
    if len(text) > _LONGEST_FILE:
        table.wrong("own_file", f"is longer than {_LONGEST_FILE} characters")
        return None
    return _readable(table, text)


def _readable(table: Table, text: str) -> str | None:
    try:
        read_design(text)
    except DesignWrong as problem:
        table.wrong("own_file", str(problem))
        return None
    return text
