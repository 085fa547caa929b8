"""What is sealed opens only with our key and for what it was sealed for."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from admin_server.core.errors import SecretUnreadable
from admin_server.security.secrets import KeyRing
from shared.sealing import seal, unseal

OLD, NEW = AESGCM.generate_key(256), AESGCM.generate_key(256)
RING = KeyRing({"old": OLD}, primary="old")
BOUND = ("tenant", "connection", "id")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.mark.parametrize("secret", [b"", b"password", bytes(range(256)) * 40])
def test_a_secret_comes_back(secret: bytes):
    """A saved password is the same when it is needed."""
    sealed = RING.seal(secret, *BOUND)

    assert RING.open(sealed, *BOUND) == secret


def test_a_sealed_secret_shows_nothing():
    """Who reads the database learns no password, not even that two are equal."""
    first, second = RING.seal(b"password", *BOUND), RING.seal(b"password", *BOUND)

    assert first.startswith("v1.old.")
    assert "password" not in first
    assert first != second


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("tenant", "connection"),
        ("other", "connection", "id"),
        ("tenant", "connection", "id", ""),
        ("tenantc", "onnection", "id"),
        ("tenant", "connectionid"),
    ],
)
def test_a_secret_cannot_be_moved(words: tuple[str, ...]):
    """A password copied to another organisation or purpose does not open there."""
    sealed = RING.seal(b"password", *BOUND)

    with pytest.raises(SecretUnreadable):
        RING.open(sealed, *words)


@pytest.mark.parametrize("place", [-1, -20, 8])
def test_a_changed_secret_is_refused(place: int):
    """A password that somebody tampered with is not used."""
    sealed = list(RING.seal(b"password", *BOUND))
    sealed[place] = "A" if sealed[place] != "A" else "Q"

    with pytest.raises(SecretUnreadable):
        RING.open("".join(sealed), *BOUND)


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "password",
        "v1",
        "v1.old",
        "v1.old.",
        "v1.old.AAAA",
        "v1.old.!!!!",
        "v1.old.ä",
        "v1.old.AAAA.AAAA",
        "v1.unknown.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "v2.old.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ],
)
def test_what_is_not_sealed_is_refused(sealed: str):
    """A text that we never sealed is refused as one."""
    with pytest.raises(SecretUnreadable):
        RING.open(sealed, *BOUND)


def test_keys_can_be_changed():
    """After a change of keys old passwords still open and are known to be old."""
    sealed = RING.seal(b"password", *BOUND)
    ring = KeyRing({"old": OLD, "new": NEW}, primary="new")

    assert ring.open(sealed, *BOUND) == b"password"
    assert ring.stale(sealed)
    assert not ring.stale(ring.seal(b"password", *BOUND))


def test_fingerprints_stay_the_same_for_one_key_and_use():
    """One word has one fingerprint per tenant and key, and another everywhere else."""
    ring = KeyRing({"old": OLD, "new": NEW}, primary="new")
    prints = [
        key.of("name", "mia gast")
        for key in (
            RING.fingerprint_key("acme"),
            RING.fingerprint_key("other"),
            RING.fingerprint_key("acme", "more"),
            ring.fingerprint_key("acme"),
        )
    ]

    again = KeyRing({"old": OLD}, primary="old").fingerprint_key("acme")

    assert again.of("name", "mia gast") == prints[0]
    assert len({*prints, again.of("company", "mia gast")}) == 5
    assert (again.id, ring.fingerprint_key().id) == ("old", "new")


def test_a_key_is_not_shown():
    """Whatever is logged of a key of fingerprints, the key itself is not in it."""
    assert "secret" not in repr(RING.fingerprint_key("acme"))


def test_a_removed_key_opens_nothing():
    """Once an old key is thrown away, what it sealed stays shut."""
    sealed = RING.seal(b"password", *BOUND)

    with pytest.raises(SecretUnreadable, match="key we lack"):
        KeyRing({"new": NEW}, primary="new").open(sealed, *BOUND)


def test_the_file_is_made_once(path: Path):
    """A restarted server opens what it sealed before."""
    sealed = KeyRing.load_or_create(path).seal(b"password", *BOUND)

    assert KeyRing.load_or_create(path).open(sealed, *BOUND) == b"password"


def test_the_file_is_private(path: Path):
    """Nobody else on the machine can read the keys, and no draft is left behind."""
    KeyRing.load_or_create(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_an_open_file_is_refused(path: Path, mode: int):
    """Keys that others could have read are not used; the sentence says what to do."""
    KeyRing.load_or_create(path)
    path.chmod(mode)

    with pytest.raises(SecretUnreadable, match="chmod 600"):
        KeyRing.load_or_create(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"primary": "a", "keys": {}}',
        '{"primary": "a", "keys": {"a": "AAAA"}}',
        '{"primary": "a", "keys": {"a": "!"}}',
        '{"primary": "a", "keys": {"a": 7}}',
        '{"primary": "a", "keys": ["a"]}',
        '{"primary": ["a"], "keys": {}}',
        "\x00\x01",
    ],
)
def test_another_file_is_refused(path: Path, text: str):
    """A file that holds no keys is refused and left as it is."""
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(SecretUnreadable, match="not a key file"):
        KeyRing.load_or_create(path)

    assert path.read_text() == text


def test_a_folder_is_no_file(path: Path):
    """Who names a folder instead of a file is told so."""
    path.mkdir(mode=0o700)

    with pytest.raises(SecretUnreadable, match="Is a directory"):
        KeyRing.load_or_create(path)


def test_a_missing_folder_is_explained(path: Path):
    """Who names a folder that does not exist is told so."""
    with pytest.raises(SecretUnreadable, match="No such file"):
        KeyRing.load_or_create(path / "keys.json")


def test_the_file_can_get_a_new_key(path: Path):
    """The administrator changes the key; old passwords still open."""
    before = KeyRing.load_or_create(path)
    sealed = before.seal(b"password", *BOUND)

    after = KeyRing.rotate(path)

    assert after.stale(sealed)
    assert after.open(sealed, *BOUND) == b"password"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_servers_agree_on_the_key(path: Path, monkeypatch):
    """When two servers start for the first time together, both use the same key."""
    first = KeyRing.load_or_create(path)
    monkeypatch.setattr(Path, "exists", lambda _: False)

    second = KeyRing.load_or_create(path)

    assert second.open(first.seal(b"password", *BOUND), *BOUND) == b"password"


def test_a_key_file_that_is_there_is_well(path: Path):
    """Monitoring is told nothing while the file has our key, an added one too."""
    ring = KeyRing.load_or_create(path)
    ring.check()

    KeyRing.rotate(path)

    ring.check()
    assert len(ring.key_ids) == 2


def test_a_key_file_that_is_gone_is_told(path: Path):
    """The running server still has the key, but would not after a restart."""
    ring = KeyRing.load_or_create(path)
    path.unlink()

    with pytest.raises(SecretUnreadable, match="No such file"):
        ring.check()


def test_an_open_key_file_is_told(path: Path):
    """Keys that others can read are told of while the server runs."""
    ring = KeyRing.load_or_create(path)
    path.chmod(0o644)

    with pytest.raises(SecretUnreadable, match="chmod 600"):
        ring.check()


def test_keys_without_a_file_are_well():
    """Keys that a test made have no file that could be gone."""
    RING.check()

    assert RING.key_ids == ("old",)


def test_what_a_kiosk_kept_opens_after_a_rotation():
    """R16: a check-in that waited while the key was changed is not lost."""
    box = seal(b"kept", to=_public(RING, "tenant"), bound_to="request")
    rotated = KeyRing({"old": OLD, "new": NEW}, primary="new")

    keys = rotated.queue_keys("tenant")

    assert list(keys) == ["new", "old"]
    assert unseal(box, key=keys["old"], bound_to="request") == b"kept"


def test_each_organisation_has_its_own_queue():
    """What a kiosk of one organisation kept opens at no other."""
    assert _public(RING, "tenant") != _public(RING, "other")
    assert _public(RING, "tenant") == _public(
        KeyRing({"old": OLD}, primary="old"), "tenant"
    )


def _public(ring: KeyRing, tenant: str) -> bytes:
    key = next(iter(ring.queue_keys(tenant).values()))
    return key.public_key().public_bytes_raw()
