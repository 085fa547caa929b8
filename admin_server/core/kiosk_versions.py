"""Which versions of the kiosk's software this server still understands."""

import re

_KIOSK = re.compile(r"portico-kiosk/(\d{1,4})\.(\d{1,4})\b")
_OURS = re.compile(r"(\d+)\.(\d+)")
BEHIND = 1
"""A kiosk may be so many minor versions behind, so that the server is updated first."""


def is_too_old(user_agent: str, *, server: str) -> bool:
    """Tell whether a kiosk has to be updated before it is answered.

    Whoever does not say a version is no kiosk of ours, and is answered.
    """
    kiosk, ours = _KIOSK.match(user_agent), _OURS.match(server)
    if kiosk is None or ours is None:
        return False
    major, minor = (int(part) for part in kiosk.groups())
    our_major, our_minor = (int(part) for part in ours.groups())
    if major != our_major:
        return major < our_major
    return minor < our_minor - BEHIND
