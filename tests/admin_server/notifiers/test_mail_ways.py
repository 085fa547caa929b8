"""Which way a tenant's mail leaves."""

from dataclasses import replace

import pytest

from admin_server.core.errors import SecretUnreadable
from admin_server.core.tenants import MailAccount, Tenant
from admin_server.notifiers import MAIL_KINDS, MailWays, SecretKeeper
from admin_server.notifiers.memory import MemoryNotifier
from admin_server.outbound.mails import MailTools
from tests.admin_server.notifiers.test_email_sign_in import MESSAGE, login
from tests.fakes.clock import FixedClock
from tests.fakes.lobby import KEY, TENANT, tenant_named
from tests.fakes.smtp import open_postbox
from tests.fakes.token_desk import TokenDesk, said

USUAL = MemoryNotifier()


class Drawer:
    """Holds one secret."""

    def __init__(self, secret: str | None = "s3cret") -> None:
        self.secret = secret

    def open(self, tenant: Tenant) -> str | None:
        if self.secret == "sealed":
            raise SecretUnreadable(tenant.id)
        return self.secret

    async def keep(self, tenant: Tenant, secret: str) -> None:
        self.secret = secret


def ways(drawer: Drawer, desk: TokenDesk | None = None) -> MailWays:
    return MailWays(
        USUAL,
        secrets=SecretKeeper(open=drawer.open, keep=drawer.keep),
        tools=MailTools(FixedClock(), desk or TokenDesk()),
    )


def tenant(account: MailAccount | None) -> Tenant:
    return replace(tenant_named(TENANT, "lakeside", KEY), mail=account)


@pytest.mark.parametrize("account", [None, MailAccount("pigeon", "a@b.example")])
def test_without_an_account_the_operators_way_is_taken(
    account: MailAccount | None,
) -> None:
    """A tenant without mail of its own uses the operator's server."""
    assert ways(Drawer())(tenant(account)) is USUAL


@pytest.mark.parametrize("kind", sorted(MAIL_KINDS))
def test_every_kind_has_a_way(kind: str) -> None:
    """Each kind that can be set up carries mail."""
    account = MailAccount(kind, "a@b.example")

    assert ways(Drawer())(tenant(account)) is not USUAL


def test_a_way_is_kept_until_something_changes() -> None:
    """The same account is the same way; a new address or secret is another."""
    drawer = Drawer()
    chosen = ways(drawer)
    account = MailAccount("smtp", "a@b.example", sealed_secret="sealed one way")

    first = chosen(tenant(account))
    again = chosen(tenant(replace(account, sealed_secret="sealed another way")))
    moved = chosen(tenant(replace(account, sender="c@b.example")))
    drawer.secret = "new"
    changed = chosen(tenant(replace(account, sender="c@b.example")))

    assert first is again
    assert len({id(first), id(moved), id(changed)}) == 3


def test_a_broken_seal_is_said() -> None:
    """With the wrong key file, mail does not leave by somebody else's way."""
    with pytest.raises(SecretUnreadable):
        ways(Drawer("sealed"))(tenant(MailAccount("smtp", "a@b.example")))


async def test_a_new_consent_is_saved_and_goes_on() -> None:
    """A refresh token that is followed by another costs no second token."""
    drawer = Drawer('{"refresh_token": "r1"}')
    desk = TokenDesk(said(access_token="t1", refresh_token="r2"))
    chosen = ways(drawer, desk)
    async with open_postbox(signed_in=True) as (postbox, port):
        postbox.token = "t1"
        owner = tenant(login(port).account)
        first = chosen(owner)
        await first.send(MESSAGE)
        second = chosen(owner)

    assert drawer.secret == '{"refresh_token": "r2"}'
    assert first is second
