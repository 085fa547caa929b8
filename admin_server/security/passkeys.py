"""Passkeys: what to ask an authenticator, and whether its answer is right (WebAuthn).

A user handle carries tenant and user, so that nobody types anything to sign in.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from admin_server.core.users import Passkey, User

_NAME = "Portico"
_PATIENCE = 120_000
"""Milliseconds that somebody has to find their key."""


class PasskeyWrong(Exception):
    """An authenticator's answer proves nothing."""


@dataclass(frozen=True)
class Place:
    """Where passkeys are good: a domain, and the pages that may ask for them."""

    domain: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    """What an authenticator made."""

    credential: bytes
    public_key: bytes
    counter: int


@dataclass(frozen=True)
class Shown:
    """What somebody shows to sign in; nothing of it is proved yet."""

    credential: bytes
    handle: bytes


def place_of(public_url: str) -> Place | None:
    """Find out where passkeys are good; None where browsers refuse them.

    They need a name, not a network address, and HTTPS unless the name is
    "localhost".
    """
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if not host or _is_address(host):
        return None
    if parts.scheme != "https" and host != "localhost":
        return None
    return Place(domain=host, origin=f"{parts.scheme}://{parts.netloc.lower()}")


def ask_for_new_key(
    place: Place, user: User, *, handle: bytes, challenge: bytes, known: list[Passkey]
) -> str:
    """Write what a browser's `credentials.create` is given, as JSON."""
    options = generate_registration_options(
        rp_id=place.domain,
        rp_name=_NAME,
        user_id=handle,
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge,
        timeout=_PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=one.credential) for one in known
        ],
    )
    return options_to_json(options)


def read_new_key(answer: str, *, place: Place, challenge: bytes) -> NewKey:
    """Check a new key's answer.

    Raises:
        PasskeyWrong: it is for another question, place or person.
    """
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.domain,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except _WRONG as error:
        raise PasskeyWrong(type(error).__name__) from error
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count)


def ask_for_key(place: Place, *, challenge: bytes) -> str:
    """Write what a browser's `credentials.get` is given, as JSON: any key of ours."""
    options = generate_authentication_options(
        rp_id=place.domain,
        challenge=challenge,
        timeout=_PATIENCE,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def read_shown(answer: str) -> Shown:
    """Read which key somebody shows.

    Raises:
        PasskeyWrong: it is no answer, or does not say whose it is.
    """
    try:
        read = parse_authentication_credential_json(answer)
    except _WRONG as error:
        raise PasskeyWrong(type(error).__name__) from error
    if read.response.user_handle is None:
        raise PasskeyWrong("no user handle")
    return Shown(read.raw_id, read.response.user_handle)


def check_shown(
    answer: str, passkey: Passkey, *, place: Place, challenge: bytes
) -> int:
    """Check a key's answer; gives its counter.

    Raises:
        PasskeyWrong: another key signed it, or its counter did not grow.
    """
    try:
        proved = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.domain,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.counter,
            require_user_verification=True,
        )
    except _WRONG as error:
        raise PasskeyWrong(type(error).__name__) from error
    return proved.new_sign_count


# What is no base64 or nested too deep comes as one of Python's own.
_WRONG = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
