"""Flet's seven known traps, and that the kiosk steps into none of them.

Each is described where the code avoids it. A drawing that raises (1) and a handler
that does (2) are tried in `test_session.py`, a keyboard that would be drawn anew with
every letter (6) in `widgets/test_keyboard.py`.
"""

import ast
import asyncio
import threading
from pathlib import Path

import pytest

import kiosk_app
from kiosk_app.app import build_main
from kiosk_app.journey.states import Entry, Journey, WalkIn, WalkInForm, Welcome
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness

TREES = {
    str(file): ast.parse(file.read_text(encoding="utf-8"))
    for file in sorted(Path(kiosk_app.__file__).parent.rglob("*.py"))
}
HOOKS = frozenset(
    {"use_state", "use_effect", "use_memo", "use_callback", "use_ref", "use_context"}
)


def named(text: str) -> Journey:
    """A visitor who has typed so much of their name."""
    return Journey(WalkIn(form=WalkInForm(name=Entry(text, len(text)))))


def calls_of(tree: ast.AST, names: frozenset[str]) -> list[ast.Call]:
    """Find the calls of `ft.<name>`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in names
    ]


def conditional_hooks(tree: ast.AST) -> list[int]:
    """Say on which lines a hook stands below a condition, a loop or a try."""
    below = (ast.If, ast.For, ast.While, ast.Try, ast.IfExp, ast.ListComp, ast.Lambda)
    nested = [node for node in ast.walk(tree) if isinstance(node, below)]
    return [call.lineno for node in nested for call in calls_of(node, HOOKS)]


async def test_what_one_browser_is_drawn_is_not_sent_to_another():
    """Trap 3: each window has a drawing of its own; a second one freezes neither."""
    desk = FakeDesk()
    main = build_main(desk)

    async with FletHarness(main) as old, FletHarness(main) as new:
        desk.become(named("Mara"))
        await new.settle()
        shown, old_heard = new.texts(), repr(old.wire.messages)

    assert "What is your name?" in shown
    assert "Mara" in repr(new.wire.messages)
    assert "Mara" not in old_heard


@pytest.mark.parametrize("where", ["in the loop", "in a thread"])
async def test_a_change_from_outside_any_page_is_drawn(where):
    """Trap 4: what the scanner's thread or a timer changes is seen as well."""
    desk, loop = FakeDesk(), asyncio.get_running_loop()

    def change() -> None:
        desk.become(named("Mara"))

    starts = {
        "in the loop": lambda: loop.call_soon(change),
        "in a thread": lambda: threading.Thread(
            target=loop.call_soon_threadsafe, args=(change,)
        ).start(),
    }

    async with FletHarness(build_main(desk)) as kiosk:
        starts[where]()
        await asyncio.sleep(0.05)
        await kiosk.settle()
        said = kiosk.texts()

    assert "What is your name?" in said
    assert desk.sent == []


def test_every_effect_says_how_it_ends():
    """Trap 5: what an effect opened is closed: Flet loses an end that is returned."""
    endless = [
        (file, call.lineno)
        for file, tree in TREES.items()
        for call in calls_of(tree, frozenset({"use_effect"}))
        if "cleanup" not in [keyword.arg for keyword in call.keywords]
    ]

    assert endless == []


def test_no_hook_depends_on_a_condition():
    """Trap 7: Flet tells hooks apart by their order, which must never change."""
    found = {file: conditional_hooks(tree) for file, tree in TREES.items()}

    assert {file: lines for file, lines in found.items() if lines} == {}


def test_a_hook_below_a_condition_would_be_noticed():
    """The test above can fail."""
    tree = ast.parse("def draw():\n    if late:\n        ft.use_state(1)")

    assert conditional_hooks(tree) == [3]


async def test_two_pages_of_the_same_kind_keep_their_own_keyboards():
    """Trap 7: what was switched on a keyboard is gone with its page."""
    desk = FakeDesk(journey=named("Mara"))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-digits")
        desk.become(Journey(Welcome()))
        await kiosk.settle()
        desk.become(named(""))
        await kiosk.settle()
        marks = {one.identifier for one in kiosk.semantics()}

    assert "key-q" in marks or "key-Q" in marks
