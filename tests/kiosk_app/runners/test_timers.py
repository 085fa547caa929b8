"""The one timer behind the screen."""

from kiosk_app.journey.events import BecameSlow, SecondPassed, TimeUp
from kiosk_app.journey.patience import Patience
from kiosk_app.journey.states import Checking, OutOfOrder, StillThere, Welcome
from kiosk_app.runners.timers import Timer
from tests.fakes.sleeper import Sleeper, settle


async def test_time_passes_once():
    """What time does is told once, not again and again."""
    sent, sleep = [], Sleeper()
    timer = Timer(sent.append, sleep)

    timer.follow(Checking, Patience(0.3, BecameSlow()))
    await settle()
    await sleep.wake()

    assert sent == [BecameSlow()]
    assert sleep.asleep == 0


async def test_another_screen_ends_the_wait():
    """The time of a screen that is gone does not pass any more."""
    sent, sleep = [], Sleeper()
    timer = Timer(sent.append, sleep)
    timer.follow(Checking, Patience(0.3, BecameSlow()))
    await settle()

    timer.follow(Welcome, None)
    await sleep.wake()

    assert sent == []


async def test_the_countdown_begins_its_next_second_after_the_last():
    """Each second of the countdown is waited for."""
    sent, sleep = [], Sleeper()
    timer = Timer(sent.append, sleep)
    second = Patience(1, SecondPassed())
    timer.follow(StillThere, second)
    await settle()
    timer.follow(StillThere, second)
    await sleep.wake()

    timer.follow(StillThere, second)
    await settle()

    assert sleep.asked == [1, 1]


async def test_a_touch_counts_only_where_it_should():
    """The calm page goes by itself, however often it is touched."""
    sent, sleep = [], Sleeper()
    timer = Timer(sent.append, sleep)
    timer.touched()
    timer.follow(OutOfOrder, Patience(8, TimeUp()))
    timer.touched()
    await settle()

    assert sleep.asked == [8]

    timer.stop()
    timer.stop()
