"""Sealing and opening the secret of a tenant's mail account."""

import os
from collections.abc import Mapping
from dataclasses import replace

from admin_server.core.ports import Nouns, SecretBox
from admin_server.core.tenants import MailAccount, Tenant
from admin_server.security.connections import read_reference


def seal_mail_secret(box: SecretBox, tenant_id: str, secret: str) -> str:
    """Seal a password, client secret or refresh token to a tenant's mail."""
    return box.seal(secret.encode(), *mail_words(tenant_id))


def mail_words(tenant_id: str) -> tuple[str, ...]:
    """Say what the secret of a tenant's mail is bound to."""
    return "mail", tenant_id


class MailSecrets:
    """Opens mail secrets: sealed ones, or by reference to env or file."""

    def __init__(
        self, box: SecretBox, environment: Mapping[str, str] | None = None
    ) -> None:
        self._box = box
        self._environment = os.environ if environment is None else environment

    def open(self, tenant: Tenant) -> str | None:
        """Open the secret of a tenant's mail account; None where it has none.

        Raises:
            SecretUnreadable: the reference leads nowhere, or the seal is broken.
        """
        account = tenant.mail
        if account is None:
            return None
        if account.secret_from is not None:
            return read_reference(account.secret_from, self._environment)
        if account.sealed_secret is None:
            return None
        return self._box.open(account.sealed_secret, *mail_words(tenant.id)).decode()


def change_mail_secret(
    nouns: Nouns, box: SecretBox, account: MailAccount, secret: str
) -> None:
    """Save another secret of an account, unless the account was changed meanwhile."""
    tenant = nouns.tenant
    known = tenant.mail
    if known is None or known.secret_from is not None:
        # A secret that stands in a file or the environment is not ours to write.
        return
    if replace(known, sealed_secret=None) != replace(account, sealed_secret=None):
        return
    sealed = seal_mail_secret(box, tenant.id, secret)
    nouns.change_tenant(replace(tenant, mail=replace(known, sealed_secret=sealed)))
