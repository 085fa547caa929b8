import pytest

from admin_server.core.reach import Reach, reach_of


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        ("https://portico.ch", Reach.EVERYWHERE),
        ("https://visitors.lakeside.com:8443/portico", Reach.EVERYWHERE),
        ("https://93.184.216.34", Reach.EVERYWHERE),
        ("http://portico.ch", Reach.NOT_SECURE),
        ("http://192.168.1.4:8000", Reach.NOT_SECURE),
        ("https://192.168.1.4", Reach.INSIDE),
        ("https://10.0.0.9:8443", Reach.INSIDE),
        ("https://[fd00::1]", Reach.INSIDE),
        ("https://portico", Reach.INSIDE),
        ("https://portico.local", Reach.INSIDE),
        ("https://Portico.Lakeside.INTERNAL.", Reach.INSIDE),
        ("https://localhost:8443", Reach.THIS_MACHINE),
        ("http://localhost:8000", Reach.THIS_MACHINE),
        ("http://127.0.0.1:8000", Reach.THIS_MACHINE),
        ("https://[::1]", Reach.THIS_MACHINE),
    ],
)
def test_an_address_shows_who_can_reach_it(address: str, reach: Reach):
    """Whether Microsoft and Google can reach us shows before anybody signs in."""
    assert reach_of(address) is reach
