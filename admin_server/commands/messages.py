"""`messages list` and `retry`: what could not be delivered, and sending it again."""

from collections.abc import Mapping, Sequence

from admin_server.commands.finding import OPERATOR, tenant_id_of
from admin_server.core.changes import Author
from admin_server.core.dead_letters import send_again
from admin_server.core.messages import DeadLetter
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.web.control import CommandWrong

_MOST = 1000
"""A command's answer is one line on a socket: so many are named at once."""


async def list_messages(
    store: Store, _box: SecretBox, _clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Name what was given up: id, moment, kind and reason; nobody and no address."""
    tenant = store.for_tenant(await tenant_id_of(store, arguments["tenant"]))
    letters = await tenant.read(lambda nouns: nouns.outbox.given_up(limit=_MOST))
    if not letters:
        return "No message was given up."
    return "\n".join(_line(letter) for letter in letters)


async def retry_messages(
    store: Store, _box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Send again what was given up, or one message of it."""
    tenant = store.for_tenant(await tenant_id_of(store, arguments["tenant"]))
    by = Author(actor=OPERATOR, at=clock.now())
    wanted = arguments.get("message")

    def work(nouns: Nouns) -> int:
        letters = _wanted(nouns, wanted)
        for letter in letters:
            send_again(nouns, letter, by)
        return len(letters)

    count = await tenant.write(work)
    return f"{count} message{'' if count == 1 else 's'} wait{'s' * (count == 1)} again."


def _wanted(nouns: Nouns, message: str | None) -> Sequence[DeadLetter]:
    if message is None:
        return nouns.outbox.given_up(limit=_MOST)
    letter = nouns.outbox.dead_letter(message)
    if letter is None:
        raise CommandWrong(f"No message {message!r} was given up.")
    return [letter]


def _line(letter: DeadLetter) -> str:
    row = letter.row
    return f"{row.id}  {letter.since:%Y-%m-%d %H:%M} UTC  {row.kind}  {letter.why}"
