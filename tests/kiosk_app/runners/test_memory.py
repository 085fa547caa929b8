"""What a kiosk remembers of its server, and for how long."""

from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from kiosk_app.runners.kept_store import KeptEntry, KeptStore
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.memory import Memory
from shared.check_in import WifiReply
from shared.kiosk_options import Asked, KioskOptions
from tests.fakes.offline_day import HOUR, NINE, TurnedClocks, configuration, roster

WIFI = WifiReply(ssid="Guest", security="wpa", password="lake-4827", qr="WIFI:")
ONE = UUID(int=5)
YEARS = timedelta(days=5 * 365)


@pytest.fixture
def store(tmp_path):
    """The kiosk's disk."""
    opened = KeptStore(tmp_path / "kiosk")
    yield opened
    opened.close()


@pytest.fixture
def clocks():
    """Clocks that the test turns."""
    return TurnedClocks()


@pytest.fixture
def memory(store, token, clocks):
    """A kiosk that has just been told its day."""
    fresh = Memory(store, token, clocks.clocks())
    fresh.configure(configuration(wifi=WIFI))
    fresh.take(roster())
    return fresh


def restarted(store, clocks, *, token="secret-token"):
    """Start the kiosk again: its uptime begins anew."""
    clocks.uptime = 5.0
    again = Memory(store, KioskToken(token), clocks.clocks())
    again.load()
    return again


def test_a_kiosk_knows_its_day(memory):
    """The list, the keys and the guest network are there without asking."""
    day = memory.day()

    assert day.roster.hosts == roster().hosts
    assert (list(day.pass_keys), day.has_wifi, day.moment) == ([1], True, NINE)


def test_a_kiosk_that_starts_without_its_server_knows_it_too(memory, store, clocks):
    """After a power cut the screen has its site, its languages and its day."""
    clocks.wall += HOUR

    again = restarted(store, clocks)

    assert again.configuration == memory.configuration
    assert again.day().roster == memory.day().roster
    assert again.day().moment == NINE + HOUR


def test_another_token_opens_nothing(memory, store, clocks):
    """A kiosk that was paired anew does not know what the one before knew."""
    again = restarted(store, clocks, token="another")

    assert memory.configuration is not None
    assert again.configuration is None
    assert again.day().roster is None


def test_the_time_is_the_servers_counted_on(memory, clocks):
    """R7: a kiosk whose clock jumps by years still knows what time it is."""
    clocks.uptime += 3600
    clocks.wall += YEARS

    assert memory.day().moment == NINE + HOUR


def test_after_a_restart_an_impossible_clock_is_not_believed(memory, store, clocks):
    """R7: set back by an hour and started again, the kiosk refuses nobody by the time."""
    clocks.wall -= HOUR

    again = restarted(store, clocks)

    assert again.day().roster == memory.day().roster
    assert again.day().moment is None


@pytest.mark.parametrize("by", [timedelta(hours=25), YEARS, -YEARS])
def test_a_day_after_the_last_contact_the_list_is_forgotten(memory, store, clocks, by):
    """Decision 7: 24 h by the clock on the wall, and the keys and the site stay."""
    clocks.wall += by

    memory.look_at_age()

    assert memory.day().roster is None
    assert list(memory.day().pass_keys) == [1]
    assert store.told("roster", token="secret-token") is None
    assert memory.configuration is not None


def test_a_clock_that_stands_still_keeps_nothing_longer(memory, clocks):
    """The uptime counts where the wall's clock says that no time has passed."""
    clocks.uptime += 25 * 3600

    memory.look_at_age()

    assert memory.has_roster is False


def test_within_a_day_the_list_stays(memory, clocks):
    """A night without the server does no harm."""
    clocks.turn(timedelta(hours=23))

    memory.look_at_age()

    assert memory.has_roster is True


def test_a_list_that_grew_old_while_the_kiosk_was_off_is_not_read(
    memory, store, clocks
):
    """A kiosk that lay in a drawer over the weekend has forgotten Friday."""
    clocks.wall += timedelta(hours=60)

    again = restarted(store, clocks)

    assert memory.has_roster is True
    assert again.has_roster is False
    assert store.told("roster", token="secret-token") is None


def test_word_that_nothing_changed_makes_the_list_young_again(memory, clocks):
    """An unchanged list is as of now, and lives for a day from now."""
    clocks.turn(timedelta(hours=23))

    memory.take(None)
    clocks.turn(timedelta(hours=2))
    memory.look_at_age()

    assert memory.day().roster.made_at == NINE + timedelta(hours=23)


def test_a_renewed_token_opens_it_as_well(memory, store, clocks, token):
    """When the kiosk renews its token what it knows is written anew at once."""
    token.take("fresh-token")

    memory.take(None)

    assert restarted(store, clocks, token="fresh-token").has_roster is True


def test_a_revoked_kiosk_forgets_all_but_its_check_ins(memory, store):
    """R16: list, keys, network and texts go; who waits goes to the server later."""
    store.keep(KeptEntry(ONE, "sealed", ONE, 1, NINE))

    memory.forget()

    assert memory.day().roster is None
    assert memory.day().pass_keys == {}
    assert memory.configuration is None
    assert store.told("configuration", token="secret-token") is None
    assert store.waiting == 1


def test_what_is_forgotten_already_is_not_wiped_again(memory):
    """Nothing is written every minute while a kiosk waits to be paired."""
    memory.forget()

    with capture_logs() as lines:
        memory.forget()

    assert lines == []


def test_what_another_version_wrote_is_asked_for_anew(store, clocks):
    """An update of the kiosk never keeps it from starting."""
    store.note("configuration", '{"from": "the future"}', token="secret-token")

    with capture_logs() as lines:
        again = restarted(store, clocks)

    assert again.configuration is None
    assert [line["event"] for line in lines] == ["memory_not_read"]


def test_a_disk_that_takes_nothing_is_no_reason_to_know_nothing(
    tmp_path, clocks, token
):
    """R6: with a full disk the kiosk still knows its day, until it is switched off."""
    (tmp_path / "file").write_text("in the way")
    memory = Memory(KeptStore(tmp_path / "file" / "x"), token, clocks.clocks())

    memory.load()
    memory.take(roster())
    memory.look_at_age()

    assert memory.has_roster is True


def test_a_wipe_that_the_disk_refused_is_done_later(memory, store, clocks, tmp_path):
    """What must go goes as soon as the disk lets it."""
    store.close()
    (tmp_path / "kiosk").rename(tmp_path / "away")
    (tmp_path / "kiosk").write_text("in the way")
    clocks.turn(timedelta(hours=25))
    memory.look_at_age()
    (tmp_path / "kiosk").unlink()
    (tmp_path / "away").rename(tmp_path / "kiosk")

    memory.look_at_age()

    assert store.told("roster", token="secret-token") is None


def test_a_key_that_is_none_checks_no_pass(memory, clocks):
    """One broken key does not take the others away."""
    memory.take(roster().model_copy(update={"pass_keys": {1: "AAAA", 2: "§"}}))

    assert memory.day().pass_keys == {}


def test_a_kiosk_knows_whether_its_site_asks_for_photos(memory):
    """What the site wants of its visitors counts without the server as well."""
    before = memory.day().asks_photo
    memory.configure(configuration(options=KioskOptions(photo=Asked.OPTIONAL)))

    assert (before, memory.day().asks_photo) == (False, True)
