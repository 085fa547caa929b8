"""A machine at Google: the token of its own account, and signing by IAM for another."""

import json

from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from admin_server.demo.emulators.google.codes import signed
from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.tokens import SERVICE_ACCOUNT, Tokens
from admin_server.demo.emulators.google.world import World

METADATA = "/computeMetadata/v1/instance/service-accounts/default/token"
SIGNING = "/v1/projects/-/serviceAccounts/{named}"
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_ITSELF = "machine@portico-demo.iam.gserviceaccount.com"
_VERB = ":signJwt"


class Machine:
    """Answers the metadata server's and IAM's questions."""

    def __init__(self, world: World, tokens: Tokens, key: rsa.RSAPrivateKey) -> None:
        self._world = world
        self._tokens = tokens
        self._key = key

    async def token(self, request: Request) -> Response:
        """Give the machine's own token."""
        self._world.requests["metadata"] += 1
        if request.headers.get("metadata-flavor") != "Google":
            return PlainTextResponse("Missing Metadata-Flavor:Google header.", 403)
        if not self._world.has_machine:
            return PlainTextResponse("not found", 404)
        token, lasts = self._tokens.make(_ITSELF, frozenset({_SCOPE}))
        answer = {"access_token": token, "expires_in": lasts, "token_type": "Bearer"}
        return JSONResponse(answer, headers={"Metadata-Flavor": "Google"})

    async def sign(self, request: Request) -> Response:
        """Sign a token's text as the service account."""
        self._world.requests["signJwt"] += 1
        try:
            return JSONResponse(self._signed(request, await request.body()))
        except Refusing as refusing:
            return JSONResponse(_in_iam_words(refusing), refusing.status)

    def _signed(self, request: Request, body: bytes) -> dict[str, str]:
        account, _, verb = request.path_params["named"].rpartition(":")
        if f":{verb}" != _VERB or account != SERVICE_ACCOUNT:
            raise Refusing(404, "NOT_FOUND", "Unknown service account")
        grant = self._tokens.grant(request.headers.get("authorization", ""))
        if grant.user != _ITSELF or not self._world.may_sign:
            message = "Permission 'iam.serviceAccounts.signJwt' denied on resource."
            raise Refusing(403, "PERMISSION_DENIED", message)
        claims = json.loads(json.loads(body)["payload"])
        return {"keyId": "k1", "signedJwt": signed(self._key, claims)}


def _in_iam_words(refusing: Refusing) -> dict[str, object]:
    words = {"authError": "UNAUTHENTICATED"}
    status = words.get(refusing.reason, refusing.reason)
    error = {"code": refusing.status, "message": refusing.message, "status": status}
    return {"error": error}
