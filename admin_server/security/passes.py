"""The tenant's pass keys: made once, the private half kept sealed."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from admin_server.core.ports import SecretBox
from admin_server.core.tenants import Tenant
from admin_server.core.visits import Invitation, Visit
from shared.visit_pass import VisitPass, sign_pass

_KEY_NUMBER = 1


def new_pass_key(box: SecretBox, tenant_id: str) -> tuple[bytes, str]:
    """Make a tenant's key pair: the public half, and the private half sealed."""
    key = Ed25519PrivateKey.generate()
    sealed = box.seal(key.private_bytes_raw(), *pass_key_words(tenant_id))
    return key.public_key().public_bytes_raw(), sealed


def public_keys(tenant: Tenant) -> dict[int, Ed25519PublicKey]:
    """The keys by which a tenant's passes are recognised, by number."""
    return {_KEY_NUMBER: Ed25519PublicKey.from_public_bytes(tenant.pass_key)}


def pass_for(
    invitation: Invitation, visit: Visit, *, tenant: Tenant, box: SecretBox
) -> str:
    """Write the text of an invitation's QR code.

    Its signed expiry is only a ceiling, so that a visit may move by a month
    without a new code.

    Raises:
        SecretUnreadable: the tenant's key was sealed by another key file.
    """
    raw = box.open(tenant.sealed_pass_key, *pass_key_words(tenant.id))
    content = VisitPass(
        invitation=invitation.uuid,
        expires=visit.expected_departure + Invitation.CEILING,
        key=_KEY_NUMBER,
    )
    key = Ed25519PrivateKey.from_private_bytes(raw)
    return sign_pass(content, tenant_id=tenant.id, key=key)


def pass_key_words(tenant_id: str) -> tuple[str, str, str]:
    """Say what a tenant's pass key is bound to."""
    return ("tenant", tenant_id, "pass_key")
