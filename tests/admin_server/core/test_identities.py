"""Whom an identity provider's claims name, and whose account that is."""

from dataclasses import replace

import pytest

from admin_server.core.identities import (
    Claimed,
    directory_of,
    find_person,
    microsoft_issuer,
    read_claims,
)
from admin_server.core.users import IdentityProvider
from tests.fakes.lobby import ADMIN, RECEPTION, TENANT, Lobby

DIRECTORY = "1f8c2a40-5e1b-4c8e-9d7a-0c3b8b6f2d11"
PROVIDER = IdentityProvider("provider-1", "openid", "ID", "https://sso.example", "us")
NOOR = Claimed("noor-1", emails=(RECEPTION.email,))
CLAIMS = {"sub": "s", "email": "noor@lakeside.example", "email_verified": True}
ENTRA = {
    "sub": "pairwise",
    "tid": DIRECTORY,
    "oid": "person",
    "preferred_username": "noor@lakeside.example",
    "email": "n.jansen@lakeside.example",
}


async def find(lobby: Lobby, claimed: Claimed, provider: IdentityProvider = PROVIDER):
    """Find somebody in the lobby, by a provider that is there."""

    def work(nouns):
        nouns.identity_providers.put(provider)
        return find_person(nouns, provider, claimed, now=lobby.clock.now())

    return await lobby.store.for_tenant(TENANT).write(work)


async def change(lobby: Lobby, user) -> None:
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.users.put(user))


async def test_an_address_finds_somebody_the_first_time(lobby: Lobby):
    """Noor's address finds her account."""
    found = await find(lobby, NOOR)

    assert found is not None
    assert found.id == RECEPTION.id


async def test_the_address_is_written_in_any_case(lobby: Lobby):
    """Capital letters in an address make no difference."""
    found = await find(lobby, replace(NOOR, emails=(RECEPTION.email.upper(),)))

    assert found is not None


async def test_afterwards_only_the_subject_counts(lobby: Lobby):
    """Once known, somebody is found by what never changes; a new address is ignored."""
    await find(lobby, NOOR)

    found = await find(lobby, replace(NOOR, emails=(ADMIN.email,)))

    assert found is not None
    assert found.id == RECEPTION.id


async def test_an_account_has_one_identity_at_a_provider(lobby: Lobby):
    """A second person with Noor's address does not get her account."""
    await find(lobby, NOOR)

    found = await find(lobby, replace(NOOR, subject="successor"))

    assert found is None


async def test_two_providers_may_know_one_person(lobby: Lobby):
    """Noor may sign in by two providers, each tied once."""
    await find(lobby, NOOR)

    found = await find(lobby, NOOR, replace(PROVIDER, id="provider-2"))

    assert found is not None
    assert found.id == RECEPTION.id


@pytest.mark.parametrize("emails", [(), ("new@lakeside.example",)])
async def test_strangers_are_nobody(lobby: Lobby, emails: tuple[str, ...]):
    """Who has no account stays outside, and nothing is saved of them."""
    found = await find(lobby, Claimed("stranger", emails=emails))

    kept = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.identity_providers.identity(PROVIDER.id, "stranger")
    )
    assert (found, kept) == (None, None)


async def test_an_account_that_is_off_is_nobodys(lobby: Lobby):
    """Who has left is neither tied nor found."""
    await change(lobby, replace(RECEPTION, active=False))

    found = await find(lobby, NOOR)

    assert found is None


async def test_who_left_after_being_tied_is_not_found(lobby: Lobby):
    """Whoever was known and has left since stays outside."""
    await find(lobby, NOOR)
    await change(lobby, replace(RECEPTION, active=False))

    found = await find(lobby, NOOR)

    assert found is None


async def test_tying_is_written_down(lobby: Lobby):
    """The audit says when an account was tied to a provider, without an address."""
    await find(lobby, NOOR)

    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"identity_provider:{PROVIDER.id}")
    )

    assert [row[1:] for row in rows] == [("identity.tied", f"user:{RECEPTION.id}")]


def test_google_and_others_are_known_by_their_subject():
    """Everywhere but at Microsoft the subject is what tells people apart."""
    read = read_claims("google", CLAIMS)

    assert read == Claimed("s", ("noor@lakeside.example",), strong=False)


@pytest.mark.parametrize("word", [True, "true"])
def test_a_verified_address_counts(word: object):
    """An address counts if the provider says that it was verified."""
    read = read_claims("openid", CLAIMS | {"email_verified": word})

    assert read is not None
    assert read.emails == ("noor@lakeside.example",)


@pytest.mark.parametrize("word", [False, "false", None, "", 0, 2, "yes", ["true"]])
def test_an_unverified_address_does_not_count(word: object):
    """An address that somebody only typed finds no account."""
    read = read_claims("openid", CLAIMS | {"email_verified": word})

    assert read is not None
    assert read.emails == ()


@pytest.mark.parametrize("email", [None, "", "noor", 7, ["noor@lakeside.example"]])
def test_what_is_no_address_does_not_count(email: object):
    """Only an address is looked up."""
    read = read_claims("openid", CLAIMS | {"email": email})

    assert read is not None
    assert read.emails == ()


def test_microsofts_people_are_known_by_directory_and_object():
    """Microsoft's subject differs per application: directory and object do not."""
    read = read_claims("microsoft", ENTRA)

    assert read == Claimed(
        f"{DIRECTORY}:person",
        ("noor@lakeside.example", "n.jansen@lakeside.example"),
    )


def test_a_guests_address_is_not_believed():
    """A guest's mail field is filled in by strangers: only their sign-in name counts."""
    home = "https://sts.windows.net/99999999-0000-4000-8000-000000000000/"

    read = read_claims("microsoft", ENTRA | {"idp": home})

    assert read is not None
    assert read.emails == ("noor@lakeside.example",)


def test_a_member_whose_directory_is_named_is_no_guest():
    """Some tokens name the directory twice."""
    home = f"https://sts.windows.net/{DIRECTORY}/"

    read = read_claims("microsoft", ENTRA | {"idp": home})

    assert read is not None
    assert len(read.emails) == 2


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [("microsoft", "tid"), ("microsoft", "oid"), ("google", "sub"), ("openid", "sub")],
)
def test_who_cannot_be_told_apart_is_nobody(kind: str, lacking: str):
    """A token without the ids that tell people apart names nobody."""
    claims = {name: value for name, value in ENTRA.items() if name != lacking}

    assert read_claims(kind, claims) is None


@pytest.mark.parametrize(
    ("kind", "methods", "strong"),
    [
        ("openid", ["pwd", "mfa"], True),
        ("microsoft", ["mfa"], True),
        ("google", ["mfa"], False),
        ("openid", ["pwd"], False),
        ("openid", "mfa", False),
        ("openid", None, False),
        ("openid", [], False),
    ],
)
def test_what_counts_as_a_second_factor(kind: str, methods: object, strong: bool):
    """Only a provider's own word for two factors counts as two factors."""
    read = read_claims(kind, ENTRA | {"amr": methods})

    assert read is not None
    assert read.strong is strong


def test_the_issuer_of_one_directory():
    """A directory's id makes its issuer, in whatever case it was copied."""
    issuer = microsoft_issuer(DIRECTORY.upper())

    assert issuer == f"https://login.microsoftonline.com/{DIRECTORY}/v2.0"
    assert directory_of(replace(PROVIDER, issuer=issuer)) == DIRECTORY


@pytest.mark.parametrize("directory", ["common", "organizations", "", "lakeside"])
def test_everybodys_directory_is_none(directory: str):
    """The names that stand for all directories are refused."""
    with pytest.raises(ValueError, match="UUID"):
        microsoft_issuer(directory)
