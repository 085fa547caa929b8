"""An authenticator made of software: it makes passkeys and signs with them."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class SoftPasskey:
    """One passkey for one account, as a browser would show it.

    Attributes:
        origin: which page the browser says that it is on.
        verified: whether it asked for a fingerprint or a PIN.
        counter: what it counted last; a key that is synchronised stays at 0.
    """

    origin: str = "https://lobby.example"
    verified: bool = True
    counter: int = 0
    counts: bool = True
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: bytes = b""

    def create(self, options: dict[str, Any]) -> str:
        """Answer `credentials.create`."""
        self.handle = _bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32),
            -3: numbers.y.to_bytes(32),
        }
        made = (
            bytes(16)
            + len(self.credential).to_bytes(2)
            + self.credential
            + cbor2.dumps(public)
        )
        data = self._data(options["rp"]["id"], _HAS_KEY) + made
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", options),
            attestationObject=cbor2.dumps(attestation),
        )

    def get(self, options: dict[str, Any]) -> str:
        """Answer `credentials.get`."""
        data = self._data(options["rpId"], 0)
        client_data = self._client_data("webauthn.get", options)
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=self.handle,
        )

    def _data(self, domain: str, more: int) -> bytes:
        self.counter += 1 if self.counts else 0
        flags = _PRESENT | more | (_VERIFIED if self.verified else 0)
        place = hashlib.sha256(domain.encode()).digest()
        return place + bytes([flags]) + self.counter.to_bytes(4)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = _text(self.credential)
        parts = {key: _text(value) for key, value in response.items() if value}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": parts}
        )


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
