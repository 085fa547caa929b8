"""Log lines are events that the manual explains, with ids, codes and counts only."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs/logs.md").read_text()
PACKAGES = ("admin_server", "kiosk_app", "hardware", "shared")
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
IDS = """
    call tenant connection visit message watch kiosk pairing provider key request
"""
CODES = """
    job kind why code detail path state trouble check purpose setting needed effect name
    library at error trail exc_info
"""
COUNTS = """
    number events rows keys lost of status days ends asked_again_after port mine
    cancelled version gone
"""
KEYS = frozenset(f"{IDS} {CODES} {COUNTS}".split())
"""All that a log line may say. A new key is an id, a code or a count, or it is none."""
NAMED_ELSEWHERE = {
    # The event's name is chosen by whoever calls; these are all of them.
    "kiosk_app/runners/mishaps.py": frozenset(
        {"effect_failed", "job_failed", "event_failed", "show_failed"}
    ),
    "kiosk_app/runners/news.py": frozenset({"server_away", "server_refuses_kiosk"}),
}
SPREAD = frozenset(
    {
        # Fields that come as a dict: counts, or what a function just above made.
        "admin_server/jobs/import_hosts.py",
        "admin_server/logs.py",
        "kiosk_app/runners/mishaps.py",
    }
)


@dataclass(frozen=True)
class LogCall:
    """One call that writes a line."""

    file: str
    line: int
    event: str | None
    keys: tuple[str | None, ...]

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file}:{self.line}"


def log_calls() -> Iterator[LogCall]:
    """Every call in the product that writes a log line."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _is_logging(node.func):
                    yield _call(str(path.relative_to(ROOT)), node)


def _is_logging(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id == "log_mishap"
    return (
        isinstance(called, ast.Attribute)
        and called.attr in LEVELS
        and isinstance(called.value, ast.Name)
        and called.value.id in {"log", "_log", "logger"}
    )


def _call(file: str, node: ast.Call) -> LogCall:
    said = node.args[0]
    event = str(said.value) if isinstance(said, ast.Constant) else None
    return LogCall(file, node.lineno, event, tuple(one.arg for one in node.keywords))


CALLS = list(log_calls())
EVENTS = {call.event for call in CALLS if call.event} | {
    event for events in NAMED_ELSEWHERE.values() for event in events
}


def test_there_are_log_calls_to_look_at() -> None:
    """The walk over the sources would notice if it found none."""
    assert len(CALLS) > 80


def test_an_event_has_a_fixed_name() -> None:
    """A line can be searched for: its name is never put together."""
    nameless = {call.file for call in CALLS if call.event is None}

    assert nameless == NAMED_ELSEWHERE.keys()


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.place)
def test_a_line_says_ids_codes_and_counts(call: LogCall) -> None:
    """Nothing else can be said: a name or an e-mail has no key to stand under."""
    assert {key for key in call.keys if key} <= KEYS
    assert None not in call.keys or call.file in SPREAD


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_every_event_is_explained(event: str) -> None:
    """Whoever reads a line finds what it means."""
    assert f"| `{event}` |" in MANUAL


def test_the_manual_explains_no_event_that_is_gone() -> None:
    """What the manual lists can still be met."""
    listed = {
        line.split("`")[1] for line in MANUAL.splitlines() if line.startswith("| `")
    }

    assert listed - EVENTS == set()
