"""A tenant's pass keys and the passes they sign."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from admin_server.core.errors import SecretUnreadable
from admin_server.core.tenants import Tenant
from admin_server.core.visits import Invitation, Visit
from admin_server.security.passes import new_pass_key, pass_for, public_keys
from admin_server.security.secrets import KeyRing
from shared.check_in import VisitState
from shared.visit_pass import read_pass

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
INVITATION = Invitation(
    id="dc42a6bb-d625-434a-8e27-79613fcfabb4",
    visitor="v",
    host="h",
    site="s",
    visit="visit",
    code="ABCDEF",
    created_at=NOON,
)
VISIT = Visit(
    id="visit",
    visitor="v",
    host="h",
    site="s",
    state=VisitState.EXPECTED,
    expected_arrival=NOON,
    expected_departure=NOON + timedelta(hours=2),
)


def test_a_pass_is_read_by_its_tenant(tmp_path: Path) -> None:
    """What a tenant's key signs, the tenant's kiosks recognise for a month."""
    box = KeyRing.load_or_create(tmp_path / "portico.key")
    public, sealed = new_pass_key(box, "t1")
    tenant = Tenant("t1", "lakeside", "Lakeside", public, sealed)

    text = pass_for(INVITATION, VISIT, tenant=tenant, box=box)
    content = read_pass(text, tenant_id="t1", keys=public_keys(tenant))

    assert content.invitation == INVITATION.uuid
    assert content.expires == VISIT.expected_departure + timedelta(days=31)


def test_a_sealed_key_serves_only_its_tenant(tmp_path: Path) -> None:
    """A pass key copied to another tenant's row signs nothing there."""
    box = KeyRing.load_or_create(tmp_path / "portico.key")
    public, sealed = new_pass_key(box, "t1")
    thief = Tenant("t2", "elsewhere", "Elsewhere", public, sealed)

    with pytest.raises(SecretUnreadable):
        pass_for(INVITATION, VISIT, tenant=thief, box=box)
