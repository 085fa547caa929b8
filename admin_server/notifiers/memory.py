"""A notifier that keeps messages instead of sending them, for tests and trials."""

from typing_extensions import override

from admin_server.core.messages import Delivered, Message, Outcome
from admin_server.core.ports import Notifier


class MemoryNotifier(Notifier):
    """Remembers what it was given; `outcome` is what it answers next."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.outcome: Outcome = Delivered()

    @override
    async def send(self, message: Message) -> Outcome:
        self.sent.append(message)
        return self.outcome
