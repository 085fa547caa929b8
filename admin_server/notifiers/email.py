"""Messages by e-mail, through the operator's SMTP server."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib
from typing_extensions import override

from admin_server.core.messages import Delivered, GaveUp, Message, Outcome, TryAgain
from admin_server.core.ports import Clock, Notifier

_PERMANENT = 500


@dataclass(frozen=True)
class MailServer:
    """How mail leaves: where to, and under which name.

    Attributes:
        security: "none", "starttls" or "tls".
        timeout: seconds that one whole sending may take.
    """

    host: str
    port: int
    sender: str
    sender_name: str = "Portico"
    user: str | None = None
    password: str | None = None
    security: str = "starttls"
    timeout: float = 20.0


class EmailNotifier(Notifier):
    """Sends each message as one plain-text mail (RFC 5322) to one person."""

    def __init__(self, server: MailServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    @override
    async def send(self, message: Message) -> Outcome:
        """Send it; a refused address or mail is given up, all else tried again."""
        server = self._server
        try:
            await aiosmtplib.send(
                self._mail(message),
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.security == "tls",
                start_tls=server.security == "starttls",
                timeout=server.timeout,
            )
        except aiosmtplib.SMTPRecipientsRefused as problem:
            codes = [refused.code for refused in problem.recipients]
            return _outcome(max(codes, default=0))
        except aiosmtplib.SMTPDataError as problem:
            return _outcome(problem.code)
        except aiosmtplib.SMTPResponseException as problem:
            # Refused before the mail was looked at: about us, our sender's address
            # or our sign-in, which an administrator can mend.
            return TryAgain(why=f"smtp_{problem.code}")
        except (aiosmtplib.SMTPException, OSError) as problem:
            return TryAgain(why=type(problem).__name__)
        except (ValueError, IndexError, MessageError):
            return GaveUp(why="address_malformed")
        return Delivered()

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = Address(self._server.sender_name, addr_spec=self._server.sender)
        mail["To"] = Address(_one_line(message.to_name), addr_spec=message.to_address)
        mail["Subject"] = _one_line(message.subject)
        mail["Date"] = format_datetime(self._clock.now())
        # The outbox row's id: a repeat after a crash is recognisably the same.
        domain = self._server.sender.rpartition("@")[2]
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic replies
        for name, value in message.headers.items():
            mail[name] = _one_line(value)
        mail.set_content(message.text)
        return mail


def _outcome(code: int) -> Outcome:
    # RFC 5321 4.2.1: 4yz may be tried again, 5yz may not. 530, 534, 535 and 538
    # are about our own sign-in, which an administrator can mend.
    if code >= _PERMANENT and code not in {530, 534, 535, 538}:
        return GaveUp(why=f"smtp_{code}")
    return TryAgain(why=f"smtp_{code}")


def _one_line(text: str) -> str:
    return " ".join(text.split())
