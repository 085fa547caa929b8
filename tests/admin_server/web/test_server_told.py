"""What a new kiosk learns of this server before anybody has paired it."""

import base64
import io
import re
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from admin_server.settings import Settings, SettingWrong
from admin_server.web.private_ca import private_ca
from shared.server_address import (
    ServerLink,
    ServerReply,
    fingerprint_of,
    shown_fingerprint,
)
from shared.version import VERSION
from tests.fakes.certificates import Authority
from tests.fakes.lobby import ADMIN, TOKEN, Lobby

_PICTURE = re.compile(r'src="data:image/png;base64,([^"]+)"')


async def test_anybody_may_ask_whether_portico_is_here(lobby: Lobby):
    """A new kiosk asks without a token; a token is not to be shown here."""
    told = await lobby.http.get("/api/v1/server", headers={"Authorization": ""})
    shown = await lobby.http.get(
        "/api/v1/server", headers={"Authorization": f"Bearer {TOKEN}"}
    )

    reply = ServerReply.model_validate_json(told.content)
    assert reply == ServerReply(product="portico", version=VERSION)
    assert shown.status_code == 403


async def test_the_pairing_page_tells_where_the_server_is(lobby: Lobby, tmp_path):
    """A new kiosk reads address and authority from the page; people compare the rest."""
    pem = Authority(tmp_path).file.read_text()
    lobby.app.state.parts = replace(lobby.app.state.parts, private_ca=pem)
    browser = await lobby.sign_in(ADMIN)

    html = (await browser.get("/pair")).text

    url = lobby.app.state.parts.public_url
    picture = Image.open(io.BytesIO(base64.b64decode(_PICTURE.search(html)[1])))
    codes = zxingcpp.read_barcodes(picture.convert("L"))
    mark = fingerprint_of(pem)
    assert [code.text for code in codes] == [ServerLink(url, mark).text]
    assert shown_fingerprint(mark) in html


async def test_a_scanned_pairing_code_needs_no_address(lobby: Lobby):
    """Whoever came by the kiosk's own code is shown no second one."""
    browser = await lobby.sign_in(ADMIN)

    html = (await browser.get("/pair?code=BCDF-GHJK")).text

    assert _PICTURE.search(html) is None


def test_the_authority_is_the_one_that_was_named(tmp_path):
    """The setting counts; else a chain that ends with its own authority."""
    authority = Authority(tmp_path)
    pair = authority.vouch()
    chain = tmp_path / "chain.pem"
    chain.write_bytes(pair.certificate.read_bytes() + authority.file.read_bytes())
    named = Settings(private_ca=str(authority.file))
    whole = Settings(tls_certificate=str(chain), tls_key=str(pair.key))
    bare = Settings(tls_certificate=str(pair.certificate), tls_key=str(pair.key))

    told = [private_ca(one) for one in (named, whole, bare, Settings())]

    pem = authority.file.read_text()
    assert told == [pem, pem, None, None]


def test_a_file_without_a_certificate_is_told_at_the_start(tmp_path):
    """A wrong file stops the start, not the first kiosk."""
    file = tmp_path / "ca.pem"
    file.write_text("nothing")

    with pytest.raises(SettingWrong, match="PORTICO_PRIVATE_CA"):
        private_ca(Settings(private_ca=str(file)))
