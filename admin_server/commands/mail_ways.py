"""By which way the running server's mail leaves, as its settings say."""

from collections.abc import Mapping

import structlog

from admin_server.core.messages import Sender
from admin_server.core.ports import Clock, Notifier, SecretBox, Store
from admin_server.core.tenants import Tenant
from admin_server.jobs.deliver_messages import WayOut
from admin_server.jobs.desk import Desk
from admin_server.notifiers import MailWays, SecretKeeper
from admin_server.notifiers.email import EmailNotifier, MailServer
from admin_server.outbound.mails import MailTools
from admin_server.security.mail_accounts import MailSecrets, change_mail_secret
from admin_server.settings import Settings

log = structlog.get_logger()


def desk_of(settings: Settings, clock: Clock, box: SecretBox) -> Desk:
    """Make what messages are written at."""
    # Without a sender only tenants with an account of their own have mail.
    sender = Sender(settings.mail_from or "nobody@localhost", settings.mail_from_name)
    return Desk(clock=clock, box=box, public_url=settings.reached_at, sender=sender)


def way_out(
    settings: Settings,
    notifiers: Mapping[str, Notifier] | None,
    tools: MailTools,
    secrets: SecretKeeper,
) -> WayOut:
    """Make what gives each tenant's way out.

    Args:
        notifiers: those of a test, in the place of real ones.
    """
    if notifiers is not None:
        given = notifiers.get("email")
        return lambda _tenant: given
    usual = _usual_mail(settings, tools.clock)
    return MailWays(usual, secrets=secrets, tools=tools)


def mail_secrets(store: Store, box: SecretBox) -> SecretKeeper:
    """Make what opens and keeps the secrets of tenants' own mail accounts."""

    async def keep(tenant: Tenant, secret: str) -> None:
        account = tenant.mail
        if account is not None:
            await store.for_tenant(tenant.id).write(
                lambda nouns: change_mail_secret(nouns, box, account, secret)
            )

    return SecretKeeper(open=MailSecrets(box).open, keep=keep)


def _usual_mail(settings: Settings, clock: Clock) -> Notifier | None:
    if settings.mail_from is None:
        # Messages wait in the outbox until somebody sets a sender.
        log.warning("mail_not_set_up", setting="PORTICO_MAIL_FROM")
        return None
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        user=settings.smtp_user,
        password=settings.smtp_password,
        security=settings.smtp_security,
    )
    return EmailNotifier(server, clock)
