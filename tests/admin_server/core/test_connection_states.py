"""How a connection is after each question, and what is said about it (section G)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from admin_server.core.connection_states import (
    Button,
    days_left,
    describe,
    describe_trouble,
    safe_detail,
    state_after,
    warning_due,
)
from admin_server.core.connections import Access, Connection, ConnectionState, Health
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.web.dashboard.words import words_in

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WELL = Health(ConnectionState.CONNECTED, since=NOW - timedelta(days=9))
MICROSOFT = Connection("connection-1", "microsoft", "Microsoft 365", health=WELL)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_an_answer_makes_a_connection_connected():
    """Section G: whoever is answered once is connected from that moment."""
    health = state_after(Health(), None, now=NOW)

    assert health == Health(
        ConnectionState.CONNECTED, since=NOW, checked_at=NOW, last_success_at=NOW
    )


def test_further_answers_keep_the_day_it_was_connected():
    """An answer among many moves the last success, not the beginning."""
    health = state_after(WELL, None, now=NOW)

    assert (health.since, health.last_success_at) == (WELL.since, NOW)


@pytest.mark.parametrize("reason", list(ConsentReason))
def test_each_reason_is_a_state_of_its_own(reason):
    """A43, A44, A48, B35, B37, D20: what a person has to do is told apart."""
    health = state_after(WELL, ConsentNeeded(reason, "AADSTS65001: Ines …"), now=NOW)

    assert (health.state.value, health.detail) == (reason.value, "AADSTS65001")
    assert health.since == NOW


def test_one_silence_is_no_trouble_yet():
    """A single question without an answer changes nothing."""
    health = state_after(WELL, TryLater(), now=NOW)

    assert health.state is ConnectionState.CONNECTED


def test_three_silences_in_a_row_are():
    """Three questions without an answer make the provider unreachable."""
    health = WELL

    health = state_after(health, TryLater(), now=at(0))
    health = state_after(health, TryLater(), now=at(1))
    health = state_after(health, TryLater(), now=at(2))

    assert health.state is ConnectionState.PROVIDER_UNREACHABLE
    assert health.since == at(2)


def test_an_answer_in_between_begins_the_count_anew():
    """Silences that are not in a row are not counted together."""
    health = WELL

    health = state_after(health, TryLater(), now=at(0))
    health = state_after(health, TryLater(), now=at(1))
    health = state_after(health, None, now=at(2))
    health = state_after(health, TryLater(), now=at(3))

    assert (health.state, health.failures) == (ConnectionState.CONNECTED, 1)


def test_ten_minutes_without_an_answer_are_enough():
    """Who is asked rarely is unreachable by the clock."""
    health = state_after(WELL, TryLater(), now=at(0))

    health = state_after(health, TryLater(), now=at(10))

    assert health.state is ConnectionState.PROVIDER_UNREACHABLE


def test_asking_for_a_pause_is_counted_as_quota():
    """Five requests for a pause are five refusals, and no outage."""
    pause = TryLater(after=timedelta(seconds=30))
    health = replace(WELL, refusals=4, refusals_since=NOW, failing_since=NOW)

    health = state_after(health, pause, now=at(4))

    assert (health.refusals, health.state) == (5, ConnectionState.CONNECTED)


def test_refusals_of_yesterday_are_not_counted_today():
    """The count of refusals begins anew after a day."""
    health = state_after(WELL, TryLater(after=timedelta(seconds=9)), now=at(0))
    health = state_after(health, None, now=at(1))

    health = state_after(health, TryLater(after=timedelta(seconds=9)), now=at(24 * 60))

    assert (health.refusals, health.refusals_since) == (1, at(24 * 60))


def test_an_outage_does_not_hide_what_a_person_must_do():
    """An expired access stays expired while the provider is away (B35)."""
    expired = state_after(WELL, ConsentNeeded(ConsentReason.EXPIRED), now=NOW)

    later = state_after(expired, TryLater(), now=at(30))
    later = state_after(later, TryLater(), now=at(60))

    assert later.state is ConnectionState.EXPIRED


@pytest.mark.parametrize("trouble", [NoSuchCalendar(), MarkExpired()])
def test_a_missing_mailbox_is_not_the_connections_trouble(trouble):
    """One host without a mailbox leaves everybody else's connection as it is."""
    health = state_after(WELL, trouble, now=NOW)

    assert health.state is ConnectionState.CONNECTED


def test_a_missing_mailbox_shows_that_the_provider_is_back():
    """Even "no such mailbox" is an answer."""
    away = Health(ConnectionState.PROVIDER_UNREACHABLE, failures=4)

    health = state_after(away, NoSuchCalendar(), now=NOW)

    assert (health.state, health.failures) == (ConnectionState.CONNECTED, 0)


def test_strange_answers_are_calendars_that_do_not_load():
    """A35: calendars failed to load."""
    health = state_after(WELL, StrangeReply("page of a proxy"), now=NOW)

    assert (health.state, health.detail) == (
        ConnectionState.CALENDARS_FAILED_TO_LOAD,
        "",
    )


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("AADSTS7000222: The key of jonas@lakeside.example ended", "AADSTS7000222"),
        ("Calendars.Read.Shared is needed, says Ines", "Calendars.Read.Shared"),
        ("Place.Read.All is needed. ErrorAccessDenied", "Place.Read.All"),
        ("https://www.googleapis.com/auth/calendar.events.readonly",) * 2,
        ("calendar.calendarlist.readonly",) * 2,
        ("signing in: invalid_grant", "invalid_grant"),
        ("ErrorAccessDenied", "ErrorAccessDenied"),
        ("jonas.weber@lakeside.example", ""),
        ("jonas_weber", ""),
        ("Jonas Weber may not", ""),
    ],
)
def test_only_codes_and_scopes_are_kept(said, kept):
    """What a provider says names people; we keep its code or the permission."""
    assert safe_detail(said) == kept


STATES = [
    (ConnectionState.NOT_CONNECTED, "", Button.CONNECT),
    (ConnectionState.CONNECTED, "", None),
    (ConnectionState.EXPIRED, "", Button.REPLACE_SECRET),
    (ConnectionState.EXPIRED, "AADSTS700082", Button.REPLACE_SECRET),
    (ConnectionState.EXPIRED, "AADSTS7000215", Button.REPLACE_SECRET),
    (ConnectionState.EXPIRED, "AADSTS700027", Button.REPLACE_SECRET),
    (ConnectionState.EXPIRED, "AADSTS700016", Button.RECONNECT),
    (ConnectionState.EXPIRED, "AADSTS90002", Button.RECONNECT),
    (ConnectionState.NEEDS_ADMIN_APPROVAL, "AADSTS65001", Button.APPROVE),
    (ConnectionState.BLOCKED_BY_GROUP, "AADSTS53003", Button.RECONNECT),
    (ConnectionState.PERMISSION_MISSING, "Place.Read.All", Button.GRANT),
    (ConnectionState.CALENDARS_FAILED_TO_LOAD, "", Button.RECONNECT),
    (ConnectionState.PROVIDER_UNREACHABLE, "", Button.WAIT),
]


@pytest.mark.parametrize(("state", "detail", "button"), STATES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_state_has_cause_fix_and_button(state, detail, button, language):
    """Section G: what is so, what to do and a button, in every language."""
    connection = replace(MICROSOFT, health=Health(state, detail=detail))
    words = words_in(language)

    told = describe(connection, NOW)

    assert told.button is button
    assert words(f"connections.cause.{told.cause}", **told.blanks)
    assert words(f"connections.fix.{told.fix}", **told.blanks)
    assert words(f"connections.state.{told.state.value}")


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ("AADSTS700082", "not used for so long"),
        ("AADSTS50173", "password was changed"),
        ("AADSTS50076", "second factor"),
        ("AADSTS7000215", "secret's ID was copied"),
        ("AADSTS7000222", "has ended"),
        ("AADSTS700027", "does not have the certificate"),
        ("AADSTS700016", "does not know the app"),
        ("AADSTS900023", "does not know the organisation"),
        ("invalid_grant", "withdrawn"),
    ],
)
def test_a_number_of_microsofts_stands_beside_a_plain_sentence(detail, sentence):
    """Acceptance 15: a code alone helps nobody; its meaning does."""
    health = Health(ConnectionState.EXPIRED, detail=detail)

    told = describe(replace(MICROSOFT, health=health), NOW)

    cause = words_in("en")(f"connections.cause.{told.cause}", **told.blanks)
    assert sentence in cause
    assert told.blanks["detail"] == detail


def test_a_missing_permission_is_named():
    """A34, A45: the scope is told by its own name."""
    trouble = ConsentNeeded(ConsentReason.PERMISSION_MISSING, "Calendars.Read.Shared")

    told = describe_trouble(trouble, kind="microsoft", access=Access.PERSON)

    cause = words_in("en")(f"connections.cause.{told.cause}", **told.blanks)
    assert "Calendars.Read.Shared" in cause
    assert told.button is Button.RECONNECT


def test_a_host_is_never_asked_for_a_secret():
    """A host's own connection is renewed by consent, not by a secret (B35)."""
    health = Health(ConnectionState.EXPIRED, detail="AADSTS7000222")
    own = replace(MICROSOFT, access=Access.PERSON, health=health)

    assert describe(own, NOW).button is Button.RECONNECT


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (timedelta(days=12), 12),
        (timedelta(hours=25), 2),
        (timedelta(hours=23), 1),
        (timedelta(seconds=0), 0),
        (timedelta(hours=-30), -1),
    ],
)
def test_days_until_a_secret_ends_count_a_begun_day(left, days):
    """Acceptance 15: days left are shown as people count them."""
    ending = replace(MICROSOFT, secret_ends_at=NOW + left)

    assert days_left(ending, NOW) == days


def test_a_secret_that_ends_soon_is_told_while_it_works():
    """Twelve days before the end the page says so and offers a new secret."""
    ending = replace(MICROSOFT, secret_ends_at=NOW + timedelta(days=12))

    told = describe(ending, NOW)

    assert (told.cause, told.button) == ("secret_ends", Button.REPLACE_SECRET)
    assert told.blanks["days"] == "12"
    assert told.needs_person


@pytest.mark.parametrize(
    ("left", "warned", "due"),
    [
        (31, None, None),
        (30, None, 30),
        (29, 30, None),
        (7, 30, 7),
        (6, 7, None),
        (1, 7, 1),
        (0, 1, None),
        (5, None, 7),
        (-3, None, 1),
        (29, 7, 30),
        (300, 1, None),
    ],
)
def test_people_are_warned_at_thirty_seven_and_one_day(left, warned, due):
    """Warned once at each; a renewed secret begins the count anew."""
    health = replace(WELL, warned_days=warned)
    ends = NOW + timedelta(days=left)

    found = warning_due(replace(MICROSOFT, secret_ends_at=ends, health=health), NOW)

    assert found == due


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (TryLater(), ConnectionState.PROVIDER_UNREACHABLE),
        (StrangeReply(), ConnectionState.CALENDARS_FAILED_TO_LOAD),
        (NoSuchCalendar(), ConnectionState.CALENDARS_FAILED_TO_LOAD),
        (ConsentNeeded(ConsentReason.EXPIRED), ConnectionState.EXPIRED),
    ],
)
def test_a_trouble_on_connecting_is_a_state_at_once(trouble, state):
    """Who waits for an answer is told what the one answer means (A43, A44)."""
    told = describe_trouble(trouble, kind="google", access=Access.ORGANISATION)

    assert told.state is state
    assert told.blanks["provider"] == "Google"


def test_a_missing_mailbox_does_not_undo_what_a_person_must_do():
    """A look at a mailbox that is gone says nothing of the missing permission."""
    missing = Health(ConnectionState.PERMISSION_MISSING, detail="Place.Read.All")

    health = state_after(missing, NoSuchCalendar(), now=NOW)

    assert health.state is ConnectionState.PERMISSION_MISSING


def test_a_secret_without_an_end_is_warned_of_by_nobody():
    """Where nobody wrote down an end there is nothing to warn of."""
    assert warning_due(MICROSOFT, NOW) is None
    assert days_left(MICROSOFT, NOW) is None


def test_an_app_registration_alone_is_not_called_unconnected():
    """What reads nothing is neither connected nor broken."""
    client = replace(MICROSOFT, access=Access.CLIENT, health=Health())

    told = describe(client, NOW)

    assert (told.cause, told.button) == ("client", None)


@pytest.mark.parametrize(
    ("detail", "access", "sentence", "button"),
    [
        (
            "unauthorized_client",
            Access.ORGANISATION,
            "at domain-wide delegation",
            Button.GRANT,
        ),
        ("admin_policy_enforced", Access.PERSON, "trust our app", Button.RECONNECT),
        ("org_internal", Access.ORGANISATION, "trust our app", Button.RECONNECT),
    ],
)
def test_at_google_nobody_is_sent_an_approval_link(detail, access, sentence, button):
    """Section G: Google has no such page, so its Admin console is named instead."""
    trouble = ConsentNeeded(ConsentReason.NEEDS_ADMIN_APPROVAL, detail)

    told = describe_trouble(trouble, kind="google", access=access)

    fix = words_in("en")(f"connections.fix.{told.fix}", **told.blanks)
    assert sentence in fix
    assert "link" not in fix
    assert told.button is button
