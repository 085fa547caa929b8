"""How the first page makes room for the line that an organisation wrote for it."""

from dataclasses import dataclass, replace
from itertools import product

from kiosk_app.theme.sizes import Letters, Role
from kiosk_app.widgets.view import View

_LINE_ROLES = (Role.LEAD, Role.LABEL, Role.SMALL)
_MOST_LINES = 3


@dataclass(frozen=True)
class Greeting:
    """The title, the line below it, and the gaps of their column, in pixels.

    Attributes:
        text: the organisation's line; empty where it wrote none.
        role: how the line is set.
        lines: so many lines it may take.
        to_title: from the site's line to the title.
        to_lead: from the organisation's line to the lead.
        to_choices: from the lead to the first choice.
        between: from one choice to the other.
    """

    top: int
    to_title: int
    to_lead: int
    to_choices: int
    between: int
    bottom: int
    text: str = ""
    title: Role = Role.DISPLAY
    role: Role = Role.LEAD
    lines: int = 0

    @property
    def gaps(self) -> int:
        """What the gaps take of the column."""
        outer = self.top + self.bottom
        return outer + self.to_title + self.to_lead + self.to_choices + self.between


def plain_greeting(view: View, *, stacked: bool) -> Greeting:
    """Set the page as it is without a line.

    Args:
        stacked: the reader's panel is above, so that there is less room.
    """
    px = view.sizes.px
    return Greeting(
        top=px(12, 40) if stacked else px(20, 40),
        to_title=px(8, 24),
        to_lead=0,
        to_choices=px(12, 28) if stacked else px(20, 40),
        between=px(14, 24),
        bottom=px(8, 24) if stacked else px(16, 32),
    )


def crowded_greeting(view: View, plain: Greeting, *, height: float) -> Greeting:
    """Set the page where two lines stand at its foot: as plain as there is room.

    Args:
        height: what gaps and title share.
    """
    settings = (plain, *_closer(view, ""))
    fitting = (one for one in settings if _room(view, one, height) >= 0)
    return next(fitting, settings[-1])


def greeting_with(
    view: View,
    text: str,
    plain: Greeting,
    *,
    within: tuple[float, float],
    crowded: bool = False,
) -> Greeting:
    """Set the line on as few lines as can be, and everything as large as can be.

    Gaps go first, then the title's size. A text that is too long for all of that
    is cut at the end of its room.

    Args:
        within: width of the column, and the height that gaps, title and line share.
        crowded: two lines stand at the page's foot.
    """
    width, height = within
    plain = replace(plain, text=text, to_lead=view.sizes.px(4, 8))
    dense = _dense(view, text)
    closest = _closer(view, text)[-2:] if crowded else ()
    settings = (
        plain,
        dense,
        replace(dense, title=Role.NEXT),
        replace(dense, title=Role.NEXT_SMALL),
        *closest,
    )
    for lines, setting, role in product(
        range(1, _MOST_LINES + 1), settings, _LINE_ROLES
    ):
        letters = view.sizes.letters(role)
        room = _room(view, setting, height)
        needed = view.ruler.lines(text, letters, within=width)
        if needed <= lines and lines * letters.line <= room:
            return replace(setting, role=role, lines=_lines(letters, room))
    letters = view.sizes.letters(_LINE_ROLES[-1])
    room = _room(view, settings[-1], height)
    return replace(settings[-1], role=_LINE_ROLES[-1], lines=_lines(letters, room))


def _dense(view: View, text: str) -> Greeting:
    px = view.sizes.px
    return Greeting(
        top=px(12, 24),
        to_title=px(2, 12),
        to_lead=px(4, 8),
        to_choices=px(10, 20),
        between=px(12, 20),
        bottom=px(8, 24),
        text=text,
    )


def _closer(view: View, text: str) -> tuple[Greeting, ...]:
    """Go closer together in steps, down to what two things touched need between."""
    px = view.sizes.px
    to_lead = px(4, 8) if text else 0
    dense = replace(_dense(view, text), to_lead=to_lead)
    closest = Greeting(
        top=px(6, 16),
        to_title=0,
        to_lead=to_lead,
        to_choices=px(8, 16),
        between=px(8, 16),
        bottom=px(4, 16),
        text=text,
    )
    return (
        dense,
        replace(dense, title=Role.NEXT),
        replace(closest, title=Role.NEXT),
        replace(closest, title=Role.NEXT_SMALL),
    )


def _room(view: View, setting: Greeting, height: float) -> float:
    return height - setting.gaps - view.sizes.letters(setting.title).line


def _lines(letters: Letters, room: float) -> int:
    # Signs that our fonts lack may be wider than measured: room is there to be used.
    return min(max(int(room // letters.line), 1), _MOST_LINES)
