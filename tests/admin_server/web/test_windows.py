"""Counting in memory what happened lately."""

from limits import parse

from admin_server.web.windows import MovingWindow

TWICE = parse("2/minute")


class Watch:
    """Seconds that go on when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_the_third_time_within_a_minute_is_too_often():
    """Two tries a minute are two, however they are spread over it."""
    watch = Watch()
    window = MovingWindow(watch)

    first = window.hit(TWICE, "code", "kiosk")
    watch.seconds = 50
    answers = [first, window.hit(TWICE, "code", "kiosk")]
    watch.seconds = 59
    answers.append(window.hit(TWICE, "code", "kiosk"))

    assert answers == [True, True, False]
    assert window.seconds_left(TWICE, "code", "kiosk") == 1


def test_after_the_wait_it_may_happen_again():
    """The wait that was named is long enough, and the window has moved by then."""
    watch = Watch()
    window = MovingWindow(watch)
    window.hit(TWICE, "code", "kiosk")
    window.hit(TWICE, "code", "kiosk")

    watch.seconds += window.seconds_left(TWICE, "code", "kiosk")

    assert window.test(TWICE, "code", "kiosk")
    assert window.hit(TWICE, "code", "kiosk")


def test_a_refused_try_is_not_counted():
    """Who keeps knocking while waiting does not wait longer for it."""
    watch = Watch()
    window = MovingWindow(watch)
    for _ in range(5):
        window.hit(TWICE, "code", "kiosk")

    watch.seconds = 60

    assert window.hit(TWICE, "code", "kiosk")


def test_one_kiosk_does_not_use_up_another_s_tries():
    """Each kiosk and each kind of call has a count of its own."""
    window = MovingWindow(Watch())
    window.hit(TWICE, "code", "kiosk")
    window.hit(TWICE, "code", "kiosk")

    assert not window.test(TWICE, "code", "kiosk")
    assert window.test(TWICE, "code", "another")
    assert window.test(TWICE, "call", "kiosk")


def test_strangers_are_forgotten():
    """A thousand addresses that called once do not fill the memory for ever."""
    watch = Watch()
    window = MovingWindow(watch)
    for number in range(999):
        window.hit(TWICE, "start", f"address {number}")

    watch.seconds = 61
    window.hit(TWICE, "start", "the last one")

    assert len(window) == 1
