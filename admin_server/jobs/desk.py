"""What everybody who writes a message has at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from admin_server.core.messages import Message, NotNeeded, OutboxRow, Sender
from admin_server.core.ports import Clock, Nouns, SecretBox
from admin_server.core.tenants import Tenant


@dataclass(frozen=True)
class Desk:
    """Clock, seals and addresses.

    Attributes:
        public_url: where people reach this server, without a slash at the end.
        sender: whose name stands on mails of tenants without an account of their own.
    """

    clock: Clock
    box: SecretBox
    public_url: str
    sender: Sender

    def sender_for(self, tenant: Tenant) -> Sender:
        """Say whom a tenant's mails come from."""
        own = tenant.mail
        return self.sender if own is None else Sender(own.sender, own.sender_name)


Writer: TypeAlias = Callable[[Nouns, OutboxRow, Desk], Message | NotNeeded | None]
"""Writes one kind of message from what is true now; None: there is nobody to tell."""
