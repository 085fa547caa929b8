"""Signing in as an app: the description of the endpoints, and tokens."""

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qs
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.consenting import ANY_TENANT, consent_routes
from admin_server.demo.emulators.graph.faults import take_fault
from admin_server.demo.emulators.graph.grants import Code, Permitted, SignInRefusal
from admin_server.demo.emulators.graph.organisation import Organisation
from admin_server.demo.emulators.graph.shapes import Json, text
from admin_server.demo.emulators.graph.world import Issued, World

_LIFE = timedelta(minutes=60)
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def sign_in_routes(world: World) -> list[Route]:
    """Build the routes of the sign-in server."""
    desk = _Desk(world)
    description = "/{tenant}/v2.0/.well-known/openid-configuration"
    return [
        Route(description, desk.describe),
        Route("/{tenant}/oauth2/v2.0/token", desk.give_token, methods=["POST"]),
        *consent_routes(world),
    ]


class _Desk:
    def __init__(self, world: World) -> None:
        self._world = world

    async def describe(self, request: Request) -> Response:
        try:
            named = request.path_params["tenant"]
            if named not in ANY_TENANT:
                organisation = self._organisation(request, "invalid_tenant")
                fault = take_fault(organisation, "openid-configuration")
                if fault is not None:
                    return fault
        except SignInRefusal as refusal:
            return self._refused(refusal)
        base = f"{request.url.scheme}://{request.url.netloc}/{named}"
        return JSONResponse(
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": [
                    "client_secret_post",
                    "private_key_jwt",
                    "client_secret_basic",
                ],
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "response_types_supported": ["code", "id_token"],
                "tenant_region_scope": "EU",
            }
        )

    async def give_token(self, request: Request) -> Response:
        try:
            form = {
                name: values[0]
                for name, values in parse_qs((await request.body()).decode()).items()
            }
            organisation = self._asked(request, form)
            organisation.counts.requests["token"] += 1
            fault = take_fault(organisation, "token")
            if fault is not None:
                return fault
            self._check_client(organisation, form, _basic(request))
            given = self._given(request, organisation, form)
        except SignInRefusal as refusal:
            return self._refused(refusal)
        return JSONResponse(given)

    def _asked(self, request: Request, form: Mapping[str, str]) -> Organisation:
        """Find whose tokens are asked for: a person's authority need not say."""
        grants = self._world.grants
        code = grants.codes.get(form.get("code", ""))
        refresh = grants.refreshes.get(form.get("refresh_token", ""))
        permitted = code.permitted if code else refresh.permitted if refresh else None
        if permitted is not None and request.path_params["tenant"] == permitted.tenant:
            return self._world.organisations[permitted.organisation]
        if request.path_params["tenant"] in ANY_TENANT:
            raise SignInRefusal(
                400, "invalid_grant", 9002313, "The request is malformed or invalid."
            )
        return self._organisation(request, "invalid_request")

    def _given(
        self, request: Request, organisation: Organisation, form: Mapping[str, str]
    ) -> Json:
        kind, now = form.get("grant_type"), self._world.clock.now()
        grants = self._world.grants
        if kind == "client_credentials":
            _check_scope(form)
            return self._token(Issued(organisation.id, now + _LIFE))
        if kind == "authorization_code":
            code = grants.redeem(form, now)
            base = f"{request.url.scheme}://{request.url.netloc}"
            return {
                **self._persons(code.permitted, parent=None),
                "id_token": _identity(organisation, code, base, now),
            }
        if kind == "refresh_token":
            stated = form.get("refresh_token", "")
            permitted = grants.use(stated, form.get("client_id", ""))
            return self._persons(permitted, parent=stated)
        raise SignInRefusal(
            400,
            "unsupported_grant_type",
            70003,
            "The app requested an unsupported grant type.",
        )

    def _persons(self, permitted: Permitted, parent: str | None) -> Json:
        """Give a person's tokens; of more than was permitted, nothing."""
        until = self._world.clock.now() + _LIFE
        issued = Issued(permitted.organisation, until, permitted.user, permitted.scopes)
        given = {
            **self._token(issued),
            "scope": " ".join(sorted(permitted.scopes | {"openid", "profile"})),
        }
        if "offline_access" in permitted.scopes:
            given["refresh_token"] = self._world.grants.new_refresh(permitted, parent)
        return given

    def _token(self, issued: Issued) -> Json:
        token = secrets.token_urlsafe(48)
        self._world.issued[token] = issued
        seconds = int(_LIFE.total_seconds()) - 1
        return {
            "token_type": "Bearer",
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": token,
        }

    def _organisation(self, request: Request, error: str) -> Organisation:
        named = request.path_params["tenant"]
        found = self._world.organisations.get(named.casefold())
        if found is None:
            raise SignInRefusal(
                400,
                error,
                90002,
                f"Tenant '{named}' not found. Check to make sure you have the correct "
                "tenant ID and are signing into the correct cloud.",
            )
        return found

    def _check_client(
        self,
        organisation: Organisation,
        form: Mapping[str, str],
        basic: tuple[str, str] | None,
    ) -> None:
        """Make sure that an app is who it says."""
        client_id, secret = basic or (form.get("client_id", ""), "")
        kept = organisation.clients.get(client_id)
        if kept is None:
            raise SignInRefusal(
                400,
                "unauthorized_client",
                700016,
                f"Application with identifier '{client_id}' was not found in the "
                f"directory '{organisation.id}'.",
            )
        if form.get("client_assertion_type") == _ASSERTION:
            _check_assertion(form.get("client_assertion", ""), client_id, kept)
            return
        offered = form.get("client_secret") or secret
        if not hmac.compare_digest(offered.encode(), kept.encode()):
            raise SignInRefusal(
                401,
                "invalid_client",
                7000215,
                "Invalid client secret provided. Ensure the secret being sent in the "
                "request is the client secret value, not the client secret ID, for a "
                f"secret added to app '{client_id}'.",
            )

    def _refused(self, refusal: SignInRefusal) -> Response:
        now = self._world.clock.now().strftime("%Y-%m-%d %H:%M:%SZ")
        trace, correlation = str(uuid4()), str(uuid4())
        described = (
            f"AADSTS{refusal.number}: {refusal.sentence} Trace ID: {trace} "
            f"Correlation ID: {correlation} Timestamp: {now}"
        )
        body: Json = {
            "error": refusal.error,
            "error_description": described,
            "error_codes": [refusal.number],
            "timestamp": now,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": (
                f"https://login.microsoftonline.com/error?code={refusal.number}"
            ),
        }
        if refusal.suberror:
            body["suberror"] = refusal.suberror
        return JSONResponse(body, refusal.status)


def _check_scope(form: Mapping[str, str]) -> None:
    """Make sure that an app asks for all it has, as it has to."""
    if not form.get("scope", "").endswith("/.default"):
        raise SignInRefusal(
            400,
            "invalid_scope",
            1002012,
            "The provided value for scope is not valid. Client credential flows "
            "must have a scope value with /.default suffixed to the resource "
            "identifier (application ID URI).",
        )


def _identity(organisation: Organisation, code: Code, base: str, now: datetime) -> str:
    """Write who signed in, as a token whose signature nobody looks at."""
    box = organisation.mailboxes[code.permitted.user]
    claims = {
        "aud": code.permitted.client_id,
        "iss": f"{base}/{organisation.id}/v2.0",
        "iat": int(now.timestamp()),
        "exp": int((now + _LIFE).timestamp()),
        "name": box.name,
        "nonce": code.nonce,
        "oid": box.id,
        "preferred_username": box.address,
        "sub": box.id,
        "tid": organisation.id,
        "ver": "2.0",
    }
    head = {"typ": "JWT", "alg": "RS256", "kid": "emulated"}
    written = [_coded(json.dumps(one).encode()) for one in (head, claims)]
    return ".".join([*written, _coded(b"not signed")])


def _coded(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(rest).decode().partition(":")
    except ValueError:
        return None
    return name, secret


def _check_assertion(stated: str, client_id: str, certificate: str) -> None:
    """Make sure that an assertion was signed with the certificate's key."""
    refused = SignInRefusal(
        401,
        "invalid_client",
        700027,
        "The certificate with identifier used to sign the client assertion is not "
        "registered on application.",
    )
    try:
        head, claims, signature = stated.split(".")
        said = _part(claims)
        if text(_part(head), "alg") != "PS256" or text(said, "iss") != client_id:
            raise refused
        if not isinstance(said.get("exp"), int | float):
            raise refused
        key = load_pem_x509_certificate(certificate.encode()).public_key()
        if not isinstance(key, RSAPublicKey):
            raise refused
        way = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO)
        signed = f"{head}.{claims}".encode()
        key.verify(_bytes(signature), signed, way, hashes.SHA256())
    except (ValueError, binascii.Error, InvalidSignature) as error:
        raise refused from error


def _part(coded: str) -> Json:
    found = json.loads(_bytes(coded))
    return found if isinstance(found, dict) else {}


def _bytes(coded: str) -> bytes:
    return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
