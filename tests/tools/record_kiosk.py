"""Records what this version's kiosk says to its server: `python -m tests.tools.record_kiosk`.

Done once for a release, before it: later servers are tried with it.
"""

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fakes.kiosk_talk import SERIES, record
from tests.fakes.lobby import open_lobby

RECORDED = Path(__file__).resolve().parents[1] / "recorded"


async def main() -> None:
    """Write `tests/recorded/kiosk_0.1/talk.json`, for the version that this is."""
    with TemporaryDirectory() as folder:
        async with open_lobby(Path(folder)) as lobby:
            talk = await record(lobby)
    file = RECORDED / f"kiosk_{SERIES}" / "talk.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{json.dumps(talk, indent=1)}\n", encoding="utf-8")
    sys.stdout.write(f"{len(talk)} calls are in {file}\n")


if __name__ == "__main__":
    asyncio.run(main())
