"""Writing a message as a mail (RFC 5322, MIME), whatever server then carries it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from admin_server.core.messages import CalendarPart, Message, Sender
from admin_server.core.ports import Clock
from admin_server.core.tenants import MailAccount
from admin_server.outbound.clients import Clients


@dataclass(frozen=True)
class MailTools:
    """What those who send mail share.

    Attributes:
        private: tenants' own mail servers may be in private networks.
    """

    clock: Clock
    clients: Clients
    private: bool = True


@dataclass(frozen=True)
class MailLogin:
    """A tenant's mail account with its secret opened.

    Attributes:
        keep: saves another secret in its place.
    """

    account: MailAccount
    secret: str | None = field(repr=False)
    keep: Callable[[str], Awaitable[None]]

    @property
    def sender(self) -> Sender:
        """Who its mails come from."""
        return Sender(self.account.sender, self.account.sender_name)


def write_mail(message: Message, *, sender: Sender, clock: Clock) -> EmailMessage:
    """Write a mail: text, HTML with its images, and the calendar entry.

    Raises:
        ValueError, IndexError, MessageError: an address is none.
    """
    # The SMTP policy from the start: an encoded calendar part keeps the line ends
    # that it has when it is written, and RFC 5545 wants CRLF.
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender.name, sender.address)
    mail["To"] = _address(message.to_name, message.to_address)
    if message.reply_to is not None:
        mail["Reply-To"] = _address(message.reply_to.name, message.reply_to.address)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(clock.now())
    # The outbox row's id: a repeat after a crash is recognisably the same.
    mail["Message-ID"] = f"<{message.id}@{sender.address.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic replies
    for name, value in message.headers.items():
        mail[name] = one_line(value)
    _write_body(mail, message)
    return mail


def one_line(text: str) -> str:
    """Bring a text into the one line that a header may have."""
    return " ".join(text.split())


def _address(name: str, address: str) -> Address:
    return Address(one_line(name), addr_spec=address)


def _write_body(mail: EmailMessage, message: Message) -> None:
    mail.set_content(message.text)
    if message.html is not None:
        _add_html(mail, message)
    if message.calendar is not None:
        _add_calendar(mail, message.calendar)
    for file in message.attachments:
        kind, _, subkind = file.content_type.partition("/")
        mail.add_attachment(
            file.content, maintype=kind, subtype=subkind, filename=file.name
        )


def _add_html(mail: EmailMessage, message: Message) -> None:
    mail.add_alternative(message.html, subtype="html")
    *_, html = mail.iter_parts()
    for image in message.images:
        html.add_related(
            image.content,
            maintype="image",
            subtype="png",
            cid=f"<{image.id}>",
            disposition="inline",
            filename=f"{image.id.partition('@')[0]}.png",
        )


def _add_calendar(mail: EmailMessage, entry: CalendarPart) -> None:
    """Add the entry twice: as what calendars act on (RFC 6047), and as a file."""
    mail.add_alternative(
        entry.text, subtype="calendar", params={"method": entry.method}
    )
    mail.add_attachment(
        entry.text.encode(),
        maintype="application",
        subtype="ics",
        filename="visit.ics",
    )
