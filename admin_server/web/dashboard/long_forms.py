"""Pages whose forms may be longer than any other, told apart before they are loaded."""

from types import MappingProxyType

HOST_LIST = "/hosts/list"
"""Where a list of hosts is sent."""
CHOICE_OF_ROOMS = "/settings/integrations/calendar/rooms"
"""Where it is said which rooms are ours."""
LOGO = "/settings/organisation/logo"
"""Where the organisation's logo is sent."""
KEPT_CHECK_INS = "/kept-check-ins"
"""Where a file with check-ins is sent that a kiosk kept."""
LONG_FORMS = MappingProxyType(
    {
        # Some ten thousand hosts.
        HOST_LIST: 1024 * 1024,
        # A form with a thousand rooms.
        CHOICE_OF_ROOMS: 256 * 1024,
        # Far more than is taken: so that most who send too much are told on the page.
        LOGO: 2 * 1024 * 1024,
        # Some ten thousand check-ins.
        KEPT_CHECK_INS: 16 * 1024 * 1024,
    }
)
"""By their address, how many bytes they may have."""
