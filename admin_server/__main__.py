"""`portico-server`: serve, migrate, apply, tenant, backup, pass, demo and more."""

import argparse
import asyncio
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from admin_server.commands.moving_options import add_moving_options
from admin_server.commands.options import add_message_options, add_tenant_options
from admin_server.core.errors import SecretUnreadable, StoreUnavailable
from admin_server.settings import Settings, SettingWrong, read_settings

# Imports stand inside the commands that need them: `--help` and a wrong word are
# answered at once, and no command waits for the web server or the demo of another.


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; trouble is told in one plain sentence."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except (SettingWrong, StoreUnavailable, SecretUnreadable) as problem:
        print(f"portico-server: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portico-server", description="The admin server of Portico."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "serve", _serve, "answer kiosks until stopped")
    _add(commands, "migrate", _migrate, "bring the database to this version")
    _add(commands, "openapi", _openapi, "print the description of the kiosk API")
    _add(commands, "compact", _compact, "rewrite the database without old traces")
    _add_apply(commands)
    _add_doctor(commands)
    rotating = _add(commands, "rotate-keys", _rotate, "seal all secrets with a new key")
    rotating.add_argument(
        "--forget-old", action="store_true", help="then delete the older keys"
    )
    tenant = commands.add_parser("tenant", help="make, suspend, export and delete")
    add_tenant_options(tenant, _command)
    add_moving_options(commands, _command, _restore)
    messages = commands.add_parser("messages", help="what could not be delivered")
    add_message_options(messages, _command)
    token = _add(commands, "kiosk-token", _token, "give a kiosk a new token")
    token.add_argument("kiosk", help="the kiosk's name")
    token.add_argument("--tenant", required=True, help="the tenant's short name")
    _add_pass(commands)
    _add_demo(commands)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    help_text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(run=run)
    return parser


def _add_apply(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    parser = _add(commands, "apply", _apply, "make a tenant as a TOML file says")
    parser.add_argument("file", type=Path, help="the tenant file")
    parser.add_argument(
        "--dry-run", action="store_true", help="only say what would change"
    )


def _add_doctor(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    parser = _add(commands, "doctor", _doctor, "say how the calendars are")
    parser.add_argument("--tenant", metavar="SLUG", help="only this tenant")
    parser.add_argument(
        "--bundle", type=Path, metavar="FILE", help="a new ZIP file for support"
    )


def _add_pass(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    parser = _add(commands, "pass", _pass, "invite a visitor and print the pass")
    parser.add_argument("name", help="the visitor's name")
    parser.add_argument("--tenant", required=True, help="the tenant's short name")
    parser.add_argument("--host", required=True, help="the host's e-mail")
    parser.add_argument("--site", required=True, help="the site's key")
    parser.add_argument("--email", help="the visitor's e-mail")
    parser.add_argument("--company", help="the visitor's company")
    parser.add_argument("--arrival", help="RFC 3339 with offset; now if left out")
    parser.add_argument("--departure", help="two hours later if left out")
    parser.add_argument("--png", type=Path, help="draw the QR code into this file")


def _add_demo(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    parser = _add(commands, "demo", _demo, "show everything on a believable day")
    parser.add_argument("--port", type=int, default=8600, help="of the admin server")
    parser.add_argument("--kiosk-port", type=int, default=8700, help="of the kiosk")
    parser.add_argument("--data", type=Path, default=Path("demo-data"))
    parser.add_argument("--fresh", action="store_true", help="forget earlier days")
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    parser.add_argument(
        "--calendar",
        choices=["caldav", "google", "microsoft"],
        default="caldav",
        help="which kind of calendar the day stands in",
    )
    parser.add_argument("--scanner", help="a scanner's address, such as /dev/ttyACM0")


def _serve(_: argparse.Namespace) -> int:
    settings = _settings()
    # What is loaded now stays for good; looking through it for garbage again and
    # again is a quarter of the start. `serve` has it begin once all is there.
    gc.disable()
    try:
        from admin_server.app import serve  # noqa: PLC0415 - only what this command needs
        from admin_server.logs import set_up_logs  # noqa: PLC0415 - only what this command needs

        set_up_logs(level=settings.log_level, as_json=settings.log_format == "json")
        serve(settings)
    finally:
        gc.enable()
    return 0


def _migrate(_: argparse.Namespace) -> int:
    from admin_server.storage.migrate import migrate  # noqa: PLC0415 - only what this command needs

    migrate(_settings().migrated_by)
    print("The database is up to date.")
    return 0


def _openapi(_: argparse.Namespace) -> int:
    from admin_server.app import describe_api  # noqa: PLC0415 - only what this command needs

    print(json.dumps(describe_api(), indent=2, ensure_ascii=False))
    return 0


def _compact(_: argparse.Namespace) -> int:
    return _command("compact", {})


def _apply(arguments: argparse.Namespace) -> int:
    wanted = {"file": str(arguments.file.resolve())}
    if arguments.dry_run:
        wanted["dry_run"] = "yes"
    return _command("apply", wanted)


def _token(arguments: argparse.Namespace) -> int:
    return _command(
        "kiosk-token", {"kiosk": arguments.kiosk, "tenant": arguments.tenant}
    )


def _doctor(arguments: argparse.Namespace) -> int:
    from admin_server.commands.doctor import needs_somebody  # noqa: PLC0415 - only what this command needs

    wanted = {}
    if arguments.tenant:
        wanted["tenant"] = arguments.tenant
    if arguments.bundle:
        wanted["bundle"] = str(arguments.bundle.absolute())
    said = _said("doctor", wanted)
    return 1 if said is None or needs_somebody(said) else 0


def _rotate(arguments: argparse.Namespace) -> int:
    wanted = {"forget_old": "yes"} if arguments.forget_old else {}
    return _command("rotate-keys", wanted)


def _restore(arguments: argparse.Namespace) -> int:
    from admin_server.commands.restoring import Restoring  # noqa: PLC0415 - only what this command needs
    from admin_server.web.control import CommandWrong  # noqa: PLC0415 - only what this command needs

    settings = _settings()
    named = arguments.passphrase_file or settings.backup_passphrase_file
    passphrase = str(named) if named else None
    restoring = Restoring(settings.migrated_by, Path(settings.key_file), passphrase)
    do = restoring.check if arguments.check else restoring.restore
    try:
        print(do(arguments.backup))
    except CommandWrong as problem:
        print(f"portico-server: {problem}", file=sys.stderr)
        return 1
    return 0


def _pass(arguments: argparse.Namespace) -> int:
    names = ("name", "tenant", "host", "site", "email", "company")
    given = {name: getattr(arguments, name) for name in (*names, "arrival")}
    given["departure"] = arguments.departure
    wanted = {name: value for name, value in given.items() if value}
    said = _said("pass", wanted)
    if said is None:
        return 1
    png: Path | None = arguments.png
    return 0 if png is None else _draw(said.splitlines()[0], png)


def _demo(arguments: argparse.Namespace) -> int:
    from admin_server.demo.run import DemoOptions, run_demo  # noqa: PLC0415 - only what this command needs

    return run_demo(
        DemoOptions(
            port=arguments.port,
            kiosk_port=arguments.kiosk_port,
            data=arguments.data,
            fresh=arguments.fresh,
            json=arguments.json,
            calendar=arguments.calendar,
            scanner=arguments.scanner,
        )
    )


def _command(name: str, wanted: dict[str, str], *, receipt: Path | None = None) -> int:
    return 1 if _said(name, wanted, receipt) is None else 0


def _said(name: str, wanted: dict[str, str], receipt: Path | None = None) -> str | None:
    """Do a command and print what it says; None where it could not be done."""
    from admin_server.commands.files import new_file  # noqa: PLC0415 - only what this command needs
    from admin_server.web.control import CommandWrong  # noqa: PLC0415 - only what this command needs

    try:
        if receipt is None:
            return _printed(name, wanted)
        # Made before anything is done: afterwards it would be too late to refuse.
        with new_file(receipt) as file:
            said = _printed(name, wanted)
            file.write(f"{said}\n".encode())
    except CommandWrong as problem:
        print(f"portico-server: {problem}", file=sys.stderr)
        return None
    return said


def _printed(name: str, wanted: dict[str, str]) -> str:
    from admin_server.commands.running import do_command  # noqa: PLC0415 - only what this command needs
    from admin_server.logs import set_up_logs  # noqa: PLC0415 - only what this command needs

    settings = _settings()
    # What is said is for people and programs: only warnings stand beside it.
    set_up_logs(level="warning", as_json=settings.log_format == "json")
    asked = wanted | {"public_url": settings.reached_at}
    said = asyncio.run(do_command(settings, name, asked))
    print(said)
    return said


def _draw(text: str, png: Path) -> int:
    import qrcode  # noqa: PLC0415 - only `pass --png` draws

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    try:
        with png.open("wb") as file:
            code.make_image().save(file)
    except OSError as problem:
        # The pass is made and printed; only the picture is missing.
        sentence = f"The picture could not be saved: {problem.strerror}: {png}."
        print(f"portico-server: {sentence}", file=sys.stderr)
        return 1
    return 0


def _settings() -> Settings:
    return read_settings(os.environ)


if __name__ == "__main__":
    sys.exit(main())
