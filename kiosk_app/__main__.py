"""The command `portico-kiosk`: reads its settings and serves one kiosk."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kiosk_app.settings import Settings, SettingWrong, read_settings

_COMMANDS = ("run", "badge", "export-queue")
_OPTIONS = {
    "settings-file": "a TOML file with settings",
    "server": "the admin server's address; without one the kiosk asks for it",
    "boot-files": "files on the boot partition where the address may stand",
    "token-file": "a file with this kiosk's token; without one it is paired",
    "data": "the folder where the kiosk keeps what outlasts a restart; kiosk-data",
    "ca-file": "certificates to trust instead of the system's",
    "host": "the address to serve the page on; 127.0.0.1",
    "port": "where the page is served; 8700",
    "public-origin": "how a tablet reaches this page, such as https://kiosk.example",
    "tls-certificate": "the page's own certificate, where no proxy has one",
    "tls-key": "the certificate's key",
    "scanner": "the scanner: a device path, or socket://HOST:PORT",
    "printer": "the badge printer: an address, or tape://FOLDER for pictures",
    "printer-model": "which printer it is, by its name in portico-hardware list",
    "language": "the language until the server has told the site's; en",
    "log-level": "debug, info, warning or error; info",
    "log-format": "json or text; json",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kiosk until it is told to stop; answers the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["badge"]:
        return _draw_badge(words[1:])
    parser = _parser()
    given = vars(parser.parse_args(words))
    command, file = given.pop("command"), given.pop("file")
    if (file is None) is (command == "export-queue"):
        parser.error("export-queue needs the file to write; nothing else takes one")
    if command == "badge":
        parser.error("badge stands before its options: portico-kiosk badge --help")
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        settings = read_settings(os.environ, chosen)
    except SettingWrong as problem:
        print(f"portico-kiosk: {problem}", file=sys.stderr)
        return 2
    return _serve(settings) if file is None else _export(settings, file)


def _draw_badge(arguments: Sequence[str]) -> int:
    # Drawing takes a while to load: not for --help or a typing error.
    from kiosk_app.runners.badge_preview import (  # noqa: PLC0415 - see above
        PreviewWrong,
        draw_preview,
    )
    from shared.badge_design import DesignWrong  # noqa: PLC0415 - see above

    try:
        print(draw_preview(arguments))
    except (DesignWrong, PreviewWrong) as problem:
        print(f"portico-kiosk: {problem}", file=sys.stderr)
        return 2
    return 0


def _export(settings: Settings, file: str) -> int:
    # SQLite and pydantic take a while to load: not for --help or a typing error.
    from kiosk_app.runners.export_queue import export_queue  # noqa: PLC0415 - see above

    try:
        number = export_queue(settings.data, Path(file))
    except SettingWrong as problem:
        print(f"portico-kiosk: {problem}", file=sys.stderr)
        return 2
    print(f"{number} check-ins are in {file}.")
    return 0


def _serve(settings: Settings) -> int:
    # What is loaded now stays for good; looking through it for garbage again and
    # again is a fifth of the start.
    gc.disable()
    # Flet and its server take a second to load: not for --help or a typing error.
    from hardware.errors import DeviceTrouble  # noqa: PLC0415 - see above
    from kiosk_app.app import build_app  # noqa: PLC0415 - see above
    from kiosk_app.app.index_page import UnexpectedFletPage  # noqa: PLC0415 - see above
    from kiosk_app.runners.browser_gate import BrowserGate  # noqa: PLC0415 - see above
    from kiosk_app.runners.kiosk import tell_time  # noqa: PLC0415 - see above
    from kiosk_app.runners.logs import set_up_logs  # noqa: PLC0415 - see above
    from kiosk_app.runners.recent_mishaps import (  # noqa: PLC0415 - see above
        RecentMishaps,
    )
    from kiosk_app.runners.serving import serve  # noqa: PLC0415 - see above

    mishaps = RecentMishaps(tell_time)
    set_up_logs(
        level=settings.log_level,
        as_json=settings.log_format == "json",
        besides=(mishaps,),
    )
    gc.freeze()
    gc.enable()
    gate = BrowserGate(settings.data) if settings.public_origin else None
    build = partial(
        build_app,
        port=settings.port,
        public_origin=settings.public_origin,
        gate=gate,
    )
    try:
        asyncio.run(serve(settings, build, gate=gate, mishaps=mishaps))
    except (DeviceTrouble, SettingWrong, UnexpectedFletPage) as problem:
        print(f"portico-kiosk: {problem}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portico-kiosk",
        description="Serves the visitor's screen of one kiosk on this machine.",
        epilog="Each option may also be an environment variable, PORTICO_KIOSK_ and"
        " its name: PORTICO_KIOSK_SERVER. The token itself is never an option.",
    )
    parser.add_argument("command", nargs="?", choices=_COMMANDS, default="run")
    parser.add_argument("file", nargs="?", help="what export-queue writes")
    for name, explanation in _OPTIONS.items():
        parser.add_argument(f"--{name}", help=explanation)
    return parser


if __name__ == "__main__":
    sys.exit(main())
