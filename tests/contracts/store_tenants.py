"""The tenants in which the store's promises are tried."""

import pytest

from admin_server.core.ports import Store, TenantStore
from tests.contracts.store_examples import ACME, OTHER, keep_one_of_each


class StoreTenants:
    """Two tenants: one has everything, the other nothing yet."""

    @pytest.fixture
    def store(self) -> Store:
        """Give an open, empty store; the inheriting class says which."""
        raise NotImplementedError

    @pytest.fixture
    async def empty(self, store: Store) -> TenantStore:
        await store.before_tenant.add_tenant(OTHER)
        return store.for_tenant(OTHER.id)

    @pytest.fixture
    async def acme(self, store: Store) -> TenantStore:
        await store.before_tenant.add_tenant(ACME)
        tenant = store.for_tenant(ACME.id)
        await tenant.write(keep_one_of_each)
        return tenant
