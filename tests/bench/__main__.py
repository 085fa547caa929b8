"""`make bench`: measures, and writes docs/performance.json and docs/performance.md."""

import asyncio
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from admin_server.logs import set_up_logs
from tests.bench import (
    check_ins,
    dashboard,
    drain,
    journeys,
    pushes,
    remembering,
    searching,
    starting,
    tapping,
)
from tests.bench.measured import ROUNDS, Measured

DOCS = Path(__file__).resolve().parents[2] / "docs"
_HEAD = f"""# Performance

Written by `make bench`; do not edit. Whatever is a ratio was measured side by side in one
run: both in turn, {ROUNDS} times, and the median counts. Seconds and megabytes hold for
the machine that is named below, ratios should hold on any.

| what | measured | goal | met | how |
|---|---|---|---|---|
"""
_MEASURES: tuple[Callable[[], list[Measured]], ...] = (
    starting.measure,
    lambda: asyncio.run(check_ins.measure()),
    lambda: asyncio.run(drain.measure()),
    lambda: asyncio.run(searching.measure()),
    lambda: asyncio.run(pushes.measure()),
    remembering.measure,
    tapping.measure,
    journeys.measure,
    dashboard.measure,
)


def main() -> None:
    """Measure everything, say each number as it is known, and write them down."""
    set_up_logs(level="error", as_json=True)
    found: list[Measured] = []
    for measure in _MEASURES:
        for one in measure():
            sys.stdout.write(f"{one.id}\t{one.value:.3g} {one.unit}\t({one.goal})\n")
            sys.stdout.flush()
            found.append(one)
    listed = [_as_json(one) for one in found]
    text = json.dumps(listed, indent=2, ensure_ascii=False)
    (DOCS / "performance.json").write_text(f"{text}\n", encoding="utf-8")
    (DOCS / "performance.md").write_text(_page(found), encoding="utf-8")


def _as_json(one: Measured) -> dict[str, object]:
    return {**asdict(one), "value": round(one.value, 3)}


def _page(found: list[Measured]) -> str:
    rows = "".join(
        f"| {one.what} | {one.value:.3g} {one.unit} | {one.goal} | "
        f"{'yes' if one.is_met else '**no**'} | {one.how} |\n"
        for one in found
    )
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    return f"{_HEAD}{rows}\nMeasured on two processor cores, {machine}.\n"


if __name__ == "__main__":
    main()
