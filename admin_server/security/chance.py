"""Ids and codes from the system's random source."""

import secrets
import uuid

from admin_server.core.invitations import Invented
from shared.visit_pass import CODE_ALPHABET, CODE_LENGTH


def new_id() -> str:
    """Make an id that cannot be guessed."""
    return str(uuid.uuid4())


def new_code() -> str:
    """Make the six characters of an invitation."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


CHANCE = Invented(new_id=new_id, new_code=new_code)
