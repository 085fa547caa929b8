"""What every store promises; a store's own tests inherit `StoreContract`.

The promises stand in one class per subject, next door.
"""

from tests.contracts.store_nouns import NounPromises
from tests.contracts.store_outbox import OutboxPromises
from tests.contracts.store_search import SearchPromises
from tests.contracts.store_transactions import TransactionPromises
from tests.contracts.store_walls import WallPromises


class StoreContract(
    NounPromises, SearchPromises, OutboxPromises, TransactionPromises, WallPromises
):
    """Give it a fixture `store`: an open, empty store."""
