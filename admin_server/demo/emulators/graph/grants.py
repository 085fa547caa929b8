"""What people permitted: codes that work once, and refresh tokens that rotate."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CODE_LASTS = timedelta(minutes=10)


@dataclass(eq=False)
class SignInRefusal(Exception):
    """A refusal with the number that only people shall read."""

    status: int
    error: str
    number: int
    sentence: str
    suberror: str = ""


@dataclass(frozen=True)
class Permitted:
    """What somebody permitted an app.

    Attributes:
        tenant: as the address of sign-in named it: an organisation, or "common".
    """

    organisation: str
    user: str
    client_id: str
    scopes: frozenset[str]
    tenant: str


@dataclass(frozen=True)
class Code:
    """What an authorization code stands for."""

    permitted: Permitted
    redirect_uri: str
    challenge: str
    nonce: str
    until: datetime


@dataclass
class Refresh:
    """What a refresh token stands for.

    Attributes:
        parent: the token that it came from; it ends when this one is used.
        refused: with which number it is refused; None while it works.
    """

    permitted: Permitted
    parent: str | None = None
    refused: int | None = None


@dataclass
class Grants:
    """Every code and refresh token that was given."""

    codes: dict[str, Code] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    refreshes: dict[str, Refresh] = field(default_factory=dict)

    def new_code(self, code: Code) -> str:
        """Give a code."""
        made = secrets.token_urlsafe(24)
        self.codes[made] = code
        return made

    def redeem(self, form: Mapping[str, str], now: datetime) -> Code:
        """Take a code; it works once, for whoever began.

        Raises:
            SignInRefusal: it is unknown, used, too old, or somebody else's.
        """
        stated = form.get("code", "")
        if stated in self.used:
            raise _refused(54005, "OAuth2 Authorization code was already redeemed.")
        code = self.codes.pop(stated, None)
        if code is None or code.permitted.client_id != form.get("client_id"):
            raise _refused(9002313, "Invalid request. Request is malformed or invalid.")
        self.used.add(stated)
        if code.until <= now:
            raise _refused(70008, "The provided authorization code has expired.")
        if code.redirect_uri != form.get("redirect_uri"):
            raise _refused(500112, "The reply address does not match the request's.")
        if _challenge(form.get("code_verifier", "")) != code.challenge:
            raise _refused(
                501481, "The Code_Verifier does not match the code_challenge."
            )
        return code

    def new_refresh(self, permitted: Permitted, parent: str | None = None) -> str:
        """Give a refresh token, the successor of `parent`."""
        made = f"1.{secrets.token_urlsafe(48)}"
        self.refreshes[made] = Refresh(permitted, parent)
        return made

    def use(self, token: str, client_id: str) -> Permitted:
        """Take a refresh token; the one it came from ends.

        Raises:
            SignInRefusal: it is unknown, or has ended.
        """
        found = self.refreshes.get(token)
        if found is None or found.permitted.client_id != client_id:
            raise _refused(70000, "The provided grant is invalid or malformed.")
        if found.refused is not None:
            raise _refused(found.refused, "The refresh token has ended.")
        if found.parent is not None:
            self.refreshes[found.parent].refused = 70000
        return found.permitted

    def end(self, organisation: str, number: int) -> None:
        """End every refresh token of an organisation."""
        for one in self.refreshes.values():
            if one.permitted.organisation == organisation:
                one.refused = number


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _refused(number: int, sentence: str) -> SignInRefusal:
    suberror = "consent_required" if number == _NO_CONSENT else ""
    return SignInRefusal(400, "invalid_grant", number, sentence, suberror)


_NO_CONSENT = 65001
