"""A printer's status, asked in a thread of its own so that it cannot keep anybody."""

import threading
from collections.abc import Callable

from hardware.language import PrinterStatus


def status_in_time(ask: Callable[[], PrinterStatus], seconds: float) -> PrinterStatus:
    """Give the status, or OFFLINE when it was not known after so many seconds.

    Names are looked up and lines opened without a time-out of ours; a question that
    came too late ends by itself.
    """
    heard: list[PrinterStatus] = []
    asking = threading.Thread(target=lambda: heard.append(ask()), daemon=True)
    asking.start()
    asking.join(seconds)
    return heard[0] if heard else PrinterStatus.OFFLINE
