"""What every store promises; a store's own tests inherit `StoreContract`.

The promises stand in one class per subject, next door.
"""

from tests.contracts.store_accounts import AccountPromises
from tests.contracts.store_doors import DoorPromises
from tests.contracts.store_known import KnownPromises
from tests.contracts.store_nouns import NounPromises
from tests.contracts.store_outbox import OutboxPromises
from tests.contracts.store_records import RecordPromises
from tests.contracts.store_search import SearchPromises
from tests.contracts.store_transactions import TransactionPromises
from tests.contracts.store_visits import VisitPromises
from tests.contracts.store_walls import WallPromises


class StoreContract(
    AccountPromises,
    DoorPromises,
    KnownPromises,
    NounPromises,
    RecordPromises,
    SearchPromises,
    OutboxPromises,
    TransactionPromises,
    VisitPromises,
    WallPromises,
):
    """Give it a fixture `store`: an open, empty store."""
