"""What is used once does not work twice."""

from datetime import timedelta

from admin_server.security.once import UsedOnce
from tests.fakes.clock import MORNING

LATER = MORNING + timedelta(minutes=10)


def test_an_answer_works_once():
    """A sign-in's answer opens the door once, a copy of it does not."""
    used = UsedOnce()

    first = used.take("answer", until=LATER, now=MORNING)
    again = used.take("answer", until=LATER, now=MORNING)

    assert (first, again) == (True, False)


def test_two_answers_do_not_disturb_each_other():
    """Two people may sign in at the same time."""
    used = UsedOnce()

    first = used.take("hers", until=LATER, now=MORNING)
    second = used.take("his", until=LATER, now=MORNING)

    assert (first, second) == (True, True)


def test_an_old_answer_does_not_work():
    """What is past its time is refused, used or not."""
    used = UsedOnce()

    late = used.take("answer", until=LATER, now=LATER)

    assert late is False


def test_what_is_over_is_forgotten():
    """The list of used answers does not grow for ever."""
    used = UsedOnce()
    used.take("answer", until=LATER, now=MORNING)

    used.take("another", until=LATER + timedelta(hours=1), now=LATER)

    assert len(used._until) == 1
