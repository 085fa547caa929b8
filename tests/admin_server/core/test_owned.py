from dataclasses import replace

from admin_server.core.owned import is_owned, locks, without_owned
from admin_server.core.people import Host
from tests.contracts.store_examples import ACME

_JONAS = Host("jonas", "Jonas Weber", "jonas@acme.example", department="Product")
_OWNED = replace(ACME, owned=("host.jonas@acme.example.department", "tenant.name"))


def test_only_the_named_value_is_locked():
    """A file that sets one value locks that one and no other."""
    locked = locks(_OWNED, "host", "jonas@acme.example")

    assert locked("department")
    assert not locked("name")
    assert is_owned(_OWNED, "tenant.name")


def test_a_longer_address_is_another_host():
    """A host whose address only begins alike is not locked."""
    assert not locks(_OWNED, "host", "jonas@acme.example.com")("department")


def test_a_locked_value_keeps_what_it_was():
    """Whatever somebody sends, a locked value stays and the others change."""
    asked = replace(_JONAS, name="Jonas Weber-Roth", department="Sales")

    kept = without_owned(locks(_OWNED, "host", _JONAS.email), _JONAS, asked)

    assert (kept.name, kept.department) == ("Jonas Weber-Roth", "Product")
