"""Google's refusals become the right error, and its pauses are kept."""

import asyncio
import json
import logging
from datetime import timedelta

import pytest
import structlog

from admin_server.calendars.google import Google
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from tests.contracts.calendar import HOUR, NOW, Planned

MINUTE = timedelta(minutes=1)


async def between(world, host, **settings: str):
    return await world.calendar.between(world.ref(host, **settings), NOW, NOW + HOUR)


@pytest.fixture
async def at_google(world, host):
    await world.place(host, Planned("plain"))
    await world.calendar.check(world.ref(host))
    return world


# --- what the interfaces say


@pytest.mark.parametrize(
    ("status", "reason", "error"),
    [
        (403, "rateLimitExceeded", TryLater),
        (403, "userRateLimitExceeded", TryLater),
        (403, "quotaExceeded", TryLater),
        (429, "rateLimitExceeded", TryLater),
        (500, "backendError", TryLater),
        (503, "backendError", TryLater),
        (404, "notFound", NoSuchCalendar),
        (403, "notACalendarUser", NoSuchCalendar),
        (410, "fullSyncRequired", MarkExpired),
        (400, "badRequest", StrangeReply),
        (412, "conditionNotMet", StrangeReply),
    ],
)
async def test_each_refusal_has_its_meaning(
    at_google, host, status: int, reason: str, error: type[Exception]
) -> None:
    """Whatever Google refuses with, it becomes one of our five errors."""
    at_google.seeding.fail(path=host, status=status, reason=reason)

    with pytest.raises(error):
        await between(at_google, host)


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [
        ("forbidden", ConsentReason.PERMISSION_MISSING),
        ("insufficientPermissions", ConsentReason.PERMISSION_MISSING),
        ("accessNotConfigured", ConsentReason.PERMISSION_MISSING),
        ("domainPolicy", ConsentReason.NEEDS_ADMIN_APPROVAL),
    ],
)
async def test_what_a_person_has_to_permit(
    at_google, host, reason: str, meaning: ConsentReason
) -> None:
    """Where somebody has to permit more, the reason says what."""
    at_google.seeding.fail(path=host, status=403, reason=reason)

    with pytest.raises(ConsentNeeded) as refused:
        await between(at_google, host)

    assert refused.value.reason is meaning


@pytest.mark.parametrize("status", [200, 400, 403, 404, 410])
async def test_a_page_for_people_is_strange(at_google, host, status: int) -> None:
    """A login page or a warning in the place of an answer is told apart."""
    at_google.seeding.fail(path=host, status=status, html=True)

    with pytest.raises(StrangeReply):
        await between(at_google, host)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_page_for_people_from_a_busy_server(
    at_google, host, status: int
) -> None:
    """A busy server may say so on a page for people."""
    at_google.seeding.fail(path=host, status=status, html=True)

    with pytest.raises(TryLater):
        await between(at_google, host)


# --- what the token endpoint says


@pytest.mark.parametrize(
    ("status", "error", "meaning"),
    [
        (400, "invalid_grant", ConsentReason.EXPIRED),
        (401, "invalid_client", ConsentReason.EXPIRED),
        (401, "unauthorized_client", ConsentReason.NEEDS_ADMIN_APPROVAL),
        (400, "invalid_scope", ConsentReason.NEEDS_ADMIN_APPROVAL),
        (400, "admin_policy_enforced", ConsentReason.NEEDS_ADMIN_APPROVAL),
    ],
)
async def test_each_refused_sign_in_has_its_meaning(
    world, host, status: int, error: str, meaning: ConsentReason
) -> None:
    """Whatever signing in fails with, the connection says what to renew."""
    await world.place(host)
    world.seeding.fail(path="/token", status=status, reason=error)

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.check(world.ref(host))

    assert refused.value.reason is meaning


@pytest.mark.parametrize("status", [200, 400, 404])
async def test_a_page_for_people_where_one_signs_in(world, host, status: int) -> None:
    """A wrong token_url is a strange reply, not an expired key."""
    await world.place(host)
    world.seeding.fail(path="/token", status=status, html=True)

    with pytest.raises(StrangeReply):
        await world.calendar.check(world.ref(host))


async def test_scopes_that_nobody_delegated(world, host) -> None:
    """Without the administrator's delegation, approval is what is needed."""
    await world.place(host)
    scopes = world.seeding.tell("scopes")["scopes"]
    world.seeding.tell("scopes", scopes=[])

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.check(world.ref(host))

    world.seeding.tell("scopes", scopes=scopes)
    assert refused.value.reason is ConsentReason.NEEDS_ADMIN_APPROVAL


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "[]",
        '{"type": "service_account"}',
        '{"type": "authorized_user", "refresh_token": ""}',
        '{"type": "external_account"}',
    ],
)
async def test_a_secret_that_is_none(world, host, secret: str) -> None:
    """A secret of another kind asks for a new one, whatever it is."""
    await world.place(host)
    broken = world.ref(host, secret=secret or " ")

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.check(broken)

    assert refused.value.reason is ConsentReason.EXPIRED


async def test_a_damaged_key(world, host) -> None:
    """A key that cannot be read asks for a new one."""
    await world.place(host)
    stated = {**json.loads(world.key), "private_key": "-----BEGIN PRIVATE KEY-----"}

    with pytest.raises(ConsentNeeded):
        await world.calendar.check(world.ref(host, secret=json.dumps(stated)))


async def test_a_key_of_somebody_else(world, host) -> None:
    """A key that Google does not know for this account asks for a new one."""
    await world.place(host)
    stated = {**json.loads(world.key), "client_email": "other@x.example"}

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.check(world.ref(host, secret=json.dumps(stated)))

    assert refused.value.reason is ConsentReason.EXPIRED


# --- tokens


async def test_one_token_serves_many_questions(world, host) -> None:
    """We sign in once, even where four questions are asked at one time."""
    await world.place(host, Planned("plain"))
    world.seeding.counts()

    await asyncio.gather(*(between(world, host) for _ in range(6)))

    requests, _ = world.seeding.counts()
    assert requests["token"] == 1


async def test_a_token_that_was_withdrawn(at_google, host) -> None:
    """When a token is refused, we sign in again and nobody notices."""
    at_google.seeding.tell("tokens")

    found = await between(at_google, host)

    assert [one.uid for one in found] == ["plain"]


async def test_tokens_that_are_never_accepted(at_google, host) -> None:
    """We sign in again once, not for ever."""
    at_google.seeding.counts()
    at_google.seeding.fail(path=host, status=401, reason="authError", times=9)

    with pytest.raises(ConsentNeeded) as refused:
        await between(at_google, host)

    requests, _ = at_google.seeding.counts()
    assert refused.value.reason is ConsentReason.EXPIRED
    assert requests[host] == 2


# --- pauses and limits


@pytest.mark.parametrize("after", ["60", "Wed, 04 Mar 2026 09:01:00 GMT"])
@pytest.mark.parametrize(
    ("status", "reason"), [(403, "rateLimitExceeded"), (429, "x"), (503, "x")]
)
async def test_a_pause_is_kept(
    at_google, host, clock, status: int, reason: str, after: str
) -> None:
    """Asked to come back in a minute, we do not ask again before it is over."""
    at_google.seeding.fail(path=host, status=status, reason=reason, after=after)
    with pytest.raises(TryLater) as told:
        await between(at_google, host)
    at_google.seeding.counts()
    clock.forward(seconds=59)
    with pytest.raises(TryLater) as again:
        await between(at_google, host)
    requests, _ = at_google.seeding.counts()

    clock.forward(seconds=1)
    found = await between(at_google, host)

    assert (told.value.after, again.value.after) == (MINUTE, timedelta(seconds=1))
    assert requests == {}
    assert [one.uid for one in found] == ["plain"]


async def test_a_pause_is_for_one_mailbox(at_google, host) -> None:
    """A pause for one host leaves the others alone."""
    other = f"other-{host}"
    await at_google.place(other, Planned("theirs"))
    at_google.seeding.fail(path=host, status=429, after="60")
    with pytest.raises(TryLater):
        await between(at_google, host)

    found = await between(at_google, other)

    assert [one.uid for one in found] == ["theirs"]


async def test_a_pause_where_one_signs_in(world, host) -> None:
    """A pause that the token endpoint asks for is kept as well."""
    await world.place(host)
    world.seeding.fail(path="/token", status=503, after="60")
    with pytest.raises(TryLater) as told:
        await world.calendar.check(world.ref(host))
    world.seeding.counts()

    with pytest.raises(TryLater):
        await world.calendar.check(world.ref(host))

    requests, _ = world.seeding.counts()
    assert told.value.after == MINUTE
    assert requests == {}


@pytest.mark.parametrize("after", [None, "soon", "-5"])
async def test_no_pause_that_could_be_kept(at_google, host, after) -> None:
    """Without a pause that makes sense, the next question may be asked at once."""
    at_google.seeding.fail(path=host, status=429, after=after)
    with pytest.raises(TryLater) as told:
        await between(at_google, host)

    await between(at_google, host)

    assert told.value.after is None


async def test_a_pause_without_end_is_cut(at_google, host) -> None:
    """Nobody is shut out for more than a day by a slip of the pen."""
    at_google.seeding.fail(path=host, status=429, after="9" * 5000)

    with pytest.raises(TryLater) as told:
        await between(at_google, host)

    assert told.value.after == timedelta(days=1)


async def test_who_waited_in_line_keeps_the_pause(at_google, host) -> None:
    """Questions that were waiting are not asked after a pause began."""
    at_google.seeding.counts()
    at_google.seeding.tell("manner", delay=0.05)
    at_google.seeding.fail(path=host, status=429, after="60", times=4)

    answers = await asyncio.gather(
        *(between(at_google, host) for _ in range(12)), return_exceptions=True
    )

    requests, _ = at_google.seeding.counts()
    assert {type(one) for one in answers} == {TryLater}
    assert requests[host] == 4


async def test_at_most_four_at_once(at_google, host) -> None:
    """One mailbox is never asked more than four things at one time."""
    at_google.seeding.tell("manner", delay=0.03)
    at_google.seeding.counts()

    await asyncio.gather(*(between(at_google, host) for _ in range(20)))

    requests, at_once = at_google.seeding.counts()
    assert requests[host] == 20
    assert at_once[host] == 4


# --- what must not be seen


async def test_nothing_personal_in_the_logs(at_google, host, caplog, capsys) -> None:
    """Neither mailbox nor key nor token gets into a log, whoever writes it."""
    caplog.set_level(logging.DEBUG)
    for name in ("googleapiclient.http", "google.oauth2", "google.auth"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    at_google.seeding.tell("tokens")
    with structlog.testing.capture_logs() as ours:
        await between(at_google, host)
        await at_google.calendar.rooms(at_google.ref(host))
        at_google.seeding.fail(path=host, status=403, reason="forbidden")
        with pytest.raises(ConsentNeeded) as refused:
            await between(at_google, host)
        at_google.seeding.fail(path="/token", status=400, reason="invalid_grant")
        at_google.seeding.tell("tokens")
        with pytest.raises(ConsentNeeded):
            await between(at_google, host)

    seen = f"{caplog.text}{ours}{capsys.readouterr()}{refused.value!r}"
    # A debug line of asyncio proves that what is logged is seen.
    logging.getLogger("test").debug("seen")
    assert "seen" in caplog.text
    assert host not in seen
    assert "ya29." not in seen
    assert "PRIVATE KEY" not in seen
    assert "assertion" not in seen


async def test_a_wrong_address_is_told(world, host, http, clock) -> None:
    """An api_url that is no web address is named."""
    with pytest.raises(StrangeReply, match="api_url"):
        await Google(http, clock).check(world.ref(host, api_url="ftp://x"))


async def test_certificates_that_are_not_there(world, host) -> None:
    """A ca_file that cannot be read is named."""
    with pytest.raises(StrangeReply, match="ca_file"):
        await world.calendar.check(world.ref(host, ca_file="/nowhere.pem"))
