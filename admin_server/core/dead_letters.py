"""What people decide about messages that were given up."""

from admin_server.core.changes import Author
from admin_server.core.messages import DeadLetter
from admin_server.core.ports import Nouns


def send_again(nouns: Nouns, letter: DeadLetter, by: Author) -> None:
    """Let a message wait again; it is written anew, from what is true when it leaves."""
    nouns.outbox.revive(letter.row.id, by.at)
    nouns.audit.add(
        at=by.at,
        event="message.sent_again",
        actor=by.actor,
        subject=_subject(nouns, letter),
    )


def discard(nouns: Nouns, letter: DeadLetter, by: Author) -> None:
    """Let a message never be sent."""
    nouns.outbox.discard(letter.row.id)
    nouns.audit.add(
        at=by.at,
        event="message.discarded",
        actor=by.actor,
        subject=_subject(nouns, letter),
    )


def _subject(nouns: Nouns, letter: DeadLetter) -> str:
    """A message about a visit belongs to the visit's story."""
    visit = letter.row.payload.get("visit")
    return f"visit:{visit}" if visit else f"tenant:{nouns.tenant.id}"
