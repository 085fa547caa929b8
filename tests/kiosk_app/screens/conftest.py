import pytest

from tests.fakes.drawn import Drawings


@pytest.fixture(scope="session")
def drawings() -> Drawings:
    """Every scene as it is drawn; once for all tests that look at it."""
    return Drawings()
