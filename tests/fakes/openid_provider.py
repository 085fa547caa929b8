"""A real OpenID Connect provider (oidc-provider-mock) as a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.fakes.ports import free_port


@dataclass(frozen=True)
class OpenIdProvider:
    """A provider where anybody is whom they say they are."""

    issuer: str
    process: subprocess.Popen[bytes]

    def knows(self, subject: str, **claims: object) -> None:
        """Give a person claims, such as their e-mail address."""
        httpx.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def register(self, redirect_uri: str) -> tuple[str, str]:
        """Register us; gives a client id and its secret."""
        wanted = {
            "redirect_uris": [redirect_uri],
            "token_endpoint_auth_method": "client_secret_basic",
        }
        answer = httpx.post(f"{self.issuer}/oauth2/clients", json=wanted)
        read = answer.raise_for_status().json()
        return read["client_id"], read["client_secret"]

    def sign_in(self, address: str, subject: str) -> str:
        """Sign in there as somebody; gives the path it sends the browser back to."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        where = urlsplit(answer.headers["location"])
        return f"{where.path}?{where.query}"


def asked_of(address: str) -> dict[str, str]:
    """What an address asks a provider."""
    return {key: found[0] for key, found in parse_qs(urlsplit(address).query).items()}


@contextmanager
def open_provider() -> Iterator[OpenIdProvider]:
    """Run a provider until the tests are through with it."""
    port = free_port()
    # A process of its own: it brings another web framework, and its own warnings.
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "oidc_provider_mock",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--require-nonce",
            "true",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    provider = OpenIdProvider(f"http://127.0.0.1:{port}", process)
    try:
        _wait_for(provider)
        yield provider
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(provider: OpenIdProvider) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert provider.process.poll() is None, "the provider ended at once"
        try:
            httpx.get(f"{provider.issuer}/jwks")
        except httpx.TransportError:
            continue
        return
    raise TimeoutError("the provider does not answer")
