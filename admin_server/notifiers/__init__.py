"""Channels that carry messages to people; one line each below."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from admin_server.core.mail_kinds import MailKind
from admin_server.core.ports import Notifier
from admin_server.core.tenants import MailAccount, Tenant
from admin_server.notifiers.email import smtp_account, smtp_oauth_account
from admin_server.notifiers.graph import graph_account
from admin_server.outbound.mails import MailLogin, MailTools

MAIL_KINDS: Mapping[str, Callable[[MailLogin, MailTools], Notifier]] = MappingProxyType(
    {
        MailKind.SMTP: smtp_account,
        MailKind.SMTP_OAUTH: smtp_oauth_account,
        MailKind.GRAPH: graph_account,
    }
)
"""The ways a tenant's own mail may leave, by `MailAccount.kind`."""


@dataclass(frozen=True)
class SecretKeeper:
    """Opens the secret of a tenant's mail account, and saves another one.

    Attributes:
        open: raises `SecretUnreadable` where it cannot.
    """

    open: Callable[[Tenant], str | None]
    keep: Callable[[Tenant, str], Awaitable[None]]


@dataclass
class _Made:
    account: MailAccount
    secret: str | None
    notifier: Notifier


class MailWays:
    """Gives what carries a tenant's mail: its own account, else the operator's.

    An account keeps its notifier, and with it an access token, until it is changed.

    Args:
        usual: the operator's way; None: there is none.
    """

    def __init__(
        self, usual: Notifier | None, *, secrets: SecretKeeper, tools: MailTools
    ) -> None:
        self._usual = usual
        self._secrets = secrets
        self._tools = tools
        self._made: dict[str, _Made] = {}

    def __call__(self, tenant: Tenant) -> Notifier | None:
        """Give the tenant's way out, or None while there is none.

        Raises:
            SecretUnreadable: the account's secret cannot be opened.
        """
        if tenant.mail is None or tenant.mail.kind not in MAIL_KINDS:
            return self._usual
        # Compared opened: a secret in a file changes without the account, and one
        # that is sealed anew is the same.
        account = replace(tenant.mail, sealed_secret=None)
        secret = self._secrets.open(tenant)
        made = self._made.get(tenant.id)
        if made is None or (made.account, made.secret) != (account, secret):
            made = self._made[tenant.id] = self._make(tenant, account, secret)
        return made.notifier

    def _make(self, tenant: Tenant, account: MailAccount, secret: str | None) -> _Made:
        async def keep(another: str) -> None:
            # What the notifier knows already must not make it be made anew.
            made = self._made.get(tenant.id)
            if made is not None and made.account == account:
                made.secret = another
            await self._secrets.keep(tenant, another)

        login = MailLogin(account, secret, keep)
        notifier = MAIL_KINDS[account.kind](login, self._tools)
        return _Made(account, secret, notifier)
