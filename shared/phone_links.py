"""What a kiosk and the server say when a visitor goes on with their own phone."""

from uuid import UUID

from shared.check_in import Wire, WireReply


class PhoneLinkRequest(Wire):
    """Somebody whose language is not on offer wants to check in on their phone.

    Attributes:
        request_id: under which the phone will check in, once.
    """

    request_id: UUID


class PhoneLinkReply(WireReply):
    """Where the phone goes on; nothing personal is in the address.

    Attributes:
        seconds: how long the address can be opened.
    """

    address: str
    seconds: int
