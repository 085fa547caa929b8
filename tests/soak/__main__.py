"""`make soak`: tries the long faults, writes docs/reliability.json and reliability.md.

`python -m tests.soak kill-points power-cut` tries only these; what the file says of the
others stays. `--count 40` tries so many instead of the full number; `--small` tries each
as the tests do, and writes nothing.
"""

import argparse
import asyncio
import json
import platform
import sys
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

from admin_server.jobs.clock import SystemClock
from tests.soak.subjects import SUBJECTS
from tests.soak.tried import Tried

DOCS = Path(__file__).resolve().parents[2] / "docs"
_HEAD = """# Reliability

Written by `make soak`; do not edit. Each line is a fault that was done to a real server,
again and again. *Lost* is a check-in that was answered, or a message, that was not there
in the end; *doubled* is a request that made two visits, or news that was told twice
without a crash in between. In the end `PRAGMA integrity_check` said "ok" each time.

| fault | tried | lost | doubled | well | measured | when | took |
|---|---|---|---|---|---|---|---|
"""
_TAIL = """
After a crash a message that was on the wire may come again, under the same Message-ID,
and `message_may_repeat` stands in the log; those are counted under "tried".

A start after a fault is held against five seconds of the processor: the clock on the
wall measures who else uses the machine, and is told beside it. Tried on {machine}.

Smaller sizes of the same faults are tests: `tests/admin_server/test_durability.py` and
`test_durability_outbox.py`. `make soak ARGS="power-cut"` tries one again. Needs strace,
and root for a file system of its own.
"""


def main() -> int:
    """Try what is named, else all of it; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("subjects", nargs="*", metavar="|".join(SUBJECTS))
    parser.add_argument("--small", action="store_true", help="as the tests do")
    parser.add_argument("--count", type=int, help="so many, not the full number")
    asked = parser.parse_args()
    names = asked.subjects or list(SUBJECTS)
    if unknown := set(names) - SUBJECTS.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    well = True
    for name in names:
        print(f"{name} …", flush=True)
        tried = _try(name, small=asked.small, count=asked.count)
        print(_row(_told(tried)), flush=True)
        well = well and tried.is_well
        if not asked.small:
            _keep(tried)
    return 0 if well else 1


def _try(name: str, *, small: bool, count: int | None) -> Tried:
    with TemporaryDirectory(prefix="portico-soak-") as folder:
        subject = SUBJECTS[name]
        usual = subject.small if small else subject.full
        return asyncio.run(subject.do(Path(folder) / name, count=count or usual))


def _keep(tried: Tried) -> None:
    """Write it down at once: a run that is broken off keeps what it has done."""
    file = DOCS / "reliability.json"
    kept = json.loads(file.read_text()) if file.exists() else []
    known = {one["id"]: one for one in kept} | {tried.id: _told(tried)}
    listed = [known[name] for name in SUBJECTS if name in known]
    text = json.dumps(listed, indent=2, ensure_ascii=False)
    file.write_text(f"{text}\n", encoding="utf-8")
    (DOCS / "reliability.md").write_text(_page(listed), encoding="utf-8")


def _page(listed: list[dict[str, object]]) -> str:
    rows = "".join(_row(one) for one in listed)
    return _HEAD + rows + _TAIL.format(machine=listed[-1]["machine"])


def _told(tried: Tried) -> dict[str, object]:
    machine = f"two processor cores, {platform.machine()}, {platform.system()}"
    return {
        **asdict(tried),
        "well": tried.is_well,
        "when": f"{SystemClock().now().astimezone(UTC):%Y-%m-%d}",
        "machine": f"{machine}, Python {platform.python_version()}",
    }


def _row(one: dict[str, object]) -> str:
    well = "yes" if one["well"] else f"**no** {'; '.join(sorted(set(one['wrong'])))}"
    cells = (
        one["what"] + (f" ({one['left_out']})" if one["left_out"] else ""),
        _listed(one["tried"]),
        one["lost"],
        one["doubled"],
        well,
        _listed(one["measured"]),
        one["when"],
        f"{one['seconds']:.0f} s",
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


def _listed(counts: dict[str, float]) -> str:
    return ", ".join(f"{name}: {count:,}" for name, count in counts.items())


if __name__ == "__main__":
    sys.exit(main())
