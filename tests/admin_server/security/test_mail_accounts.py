"""The secret of a tenant's mail account."""

from dataclasses import replace

import pytest

from admin_server.core.errors import SecretUnreadable
from admin_server.core.tenants import MailAccount, Tenant
from admin_server.security.mail_accounts import (
    MailSecrets,
    change_mail_secret,
    seal_mail_secret,
)
from tests.fakes.lobby import KEY, OTHER_TENANT, TENANT, Lobby, tenant_named

ACCOUNT = MailAccount("smtp", "desk@lakeside.example", settings={"host": "mail"})


def tenant(account: MailAccount | None, tenant_id: str = TENANT) -> Tenant:
    return replace(tenant_named(tenant_id, "lakeside", KEY), mail=account)


def test_a_sealed_secret_opens_for_its_tenant_only(lobby: Lobby) -> None:
    """Another tenant's row opens nothing, even with our key file."""
    box = lobby.app.state.parts.box
    sealed = replace(ACCOUNT, sealed_secret=seal_mail_secret(box, TENANT, "s3cret"))

    opened = MailSecrets(box).open(tenant(sealed))

    assert opened == "s3cret"
    with pytest.raises(SecretUnreadable):
        MailSecrets(box).open(tenant(sealed, OTHER_TENANT))


@pytest.mark.parametrize("account", [None, ACCOUNT])
def test_there_may_be_no_secret(lobby: Lobby, account: MailAccount | None) -> None:
    """A relay in the house needs none."""
    assert MailSecrets(lobby.app.state.parts.box).open(tenant(account)) is None


def test_a_secret_may_stand_elsewhere(lobby: Lobby) -> None:
    """A tenant file names the secret and never holds it."""
    account = replace(ACCOUNT, secret_from="env:MAIL")
    secrets = MailSecrets(lobby.app.state.parts.box, {"MAIL": "from outside"})

    assert secrets.open(tenant(account)) == "from outside"


async def _kept(lobby: Lobby, stands: MailAccount | None, changed: MailAccount):
    box = lobby.app.state.parts.box
    store = lobby.store.for_tenant(TENANT)
    await store.write(lambda n: n.change_tenant(replace(n.tenant, mail=stands)))
    await store.write(lambda n: change_mail_secret(n, box, changed, "new"))
    now = await store.read(lambda nouns: nouns.tenant)
    return MailSecrets(box, {"MAIL": "outside"}).open(now)


async def test_a_new_secret_is_kept(lobby: Lobby) -> None:
    """The refresh token that follows is sealed in the old one's place."""
    assert await _kept(lobby, ACCOUNT, ACCOUNT) == "new"


async def test_a_changed_account_keeps_its_own_secret(lobby: Lobby) -> None:
    """What an admin has changed meanwhile is not overwritten."""
    other = replace(ACCOUNT, sender="other@lakeside.example")
    outside = replace(ACCOUNT, secret_from="env:MAIL")

    assert await _kept(lobby, other, ACCOUNT) is None
    assert await _kept(lobby, None, ACCOUNT) is None
    assert await _kept(lobby, outside, outside) == "outside"
