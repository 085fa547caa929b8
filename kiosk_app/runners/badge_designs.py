"""Which design this kiosk's badges have: the operator's choice, or the site's."""

from collections.abc import Callable
from pathlib import Path

import structlog

from shared.badge_design import (
    BadgeDesign,
    DesignWrong,
    built_in_designs,
    read_design,
)
from shared.kiosk_options import BadgeChoice

CLASSIC = "classic"
_OWN = "own"

log = structlog.get_logger()


class BadgeDesigns:
    """Gives the design for the next badge; one that cannot be read is no obstacle.

    Attributes:
        is_unread: the classic design stands in for the one that was chosen.
    """

    def __init__(self, setting: str | None, chosen: Callable[[], BadgeChoice]) -> None:
        """Choose by a setting: a built-in design's name or a file's; None: the site's."""
        self._setting = setting
        self._chosen = chosen
        self._known: tuple[tuple[str, str], BadgeDesign] | None = None
        self.is_unread = False

    def current(self) -> BadgeDesign:
        """Give the design as it is chosen now."""
        choice = self._chosen()
        key = (self._setting or choice.design, "" if self._setting else choice.own)
        if self._known is None or self._known[0] != key:
            self._known = (key, self._read(*key))
        return self._known[1]

    def _read(self, name: str, own: str) -> BadgeDesign:
        built_in = built_in_designs()
        self.is_unread = False
        if name in built_in:
            return built_in[name]
        try:
            return read_design(own if name == _OWN and own else _text(name))
        except (DesignWrong, OSError, UnicodeDecodeError) as problem:
            # The text of an own design is the site's business, not the log's.
            log.warning("badge_design_not_read", why=type(problem).__name__)
            self.is_unread = True
            return built_in[CLASSIC]


def _text(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")
