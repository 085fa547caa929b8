"""Telling an address that mail can be sent to from one that it cannot."""

from email.errors import MessageError
from email.headerregistry import Address

LONGEST = 254
"""How long an address can be on its way (RFC 5321, 4.5.3.1.3 and its erratum)."""


def is_mail_address(text: str) -> bool:
    """Tell whether a text is one plain address, without a name or comments."""
    if len(text) > LONGEST or any(sign.isspace() for sign in text):
        return False
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        # Which of them depends on the address and on Python's version.
        return False
    return _sendable(address)


def _sendable(address: Address) -> bool:
    # What the parser would have to quote or mend was no plain address.
    labels = address.domain.split(".")
    return bool(address.username) and len(labels) > 1 and all(labels)
