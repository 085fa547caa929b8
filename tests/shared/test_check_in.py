from typing import Any

import pytest
from pydantic import ValidationError

from shared.check_in import (
    NAME_LENGTH,
    PASS_LENGTH,
    CheckInRequest,
    HostReply,
    RoomReason,
    RoomReply,
    WalkInVisitor,
)

BASE = {
    "request_id": "01234567-89ab-4def-8123-456789abcdef",
    "kiosk_time": "2026-11-21T09:00:00+01:00",
}
BY_PASS = BASE | {"pass": "P1.ABC"}
BY_CODE = BASE | {"code": "K7WQ2M"}
WALK_IN = BASE | {"visitor": {"name": "Mara Lindt"}, "host_id": "h1"}


@pytest.mark.parametrize("request_", [BY_PASS, BY_CODE, WALK_IN])
def test_each_way_in_is_understood(request_: dict[str, Any]):
    """A pass, a typed code, or a name with a host: each is a check-in."""
    read = CheckInRequest.model_validate(request_)

    again = CheckInRequest.model_validate_json(read.model_dump_json(by_alias=True))
    assert again == read


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"pass": "P1.ABC", "code": "K7WQ2M"},
        {"pass": "P1.ABC", "visitor": {"name": "Mara"}, "host_id": "h1"},
        {"code": "K7WQ2M", "visitor": {"name": "Mara"}, "host_id": "h1"},
        {"visitor": {"name": "Mara"}},
        {"host_id": "h1"},
        {"code": "K7WQ2M", "host_id": "h1"},
    ],
)
def test_there_is_exactly_one_way_in(change: dict[str, Any]):
    """A check-in by two ways, none, or half of one is not understood."""
    with pytest.raises(ValidationError, match=r"exactly one|belong together"):
        CheckInRequest.model_validate(BASE | change)


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"request_id": "not-a-uuid"},
        {"kiosk_time": "2026-11-21T09:00:00"},
        {"kiosk_time": "yesterday"},
        {"language": "english"},
        {"language": "<b>"},
        {"pass": "x" * (PASS_LENGTH + 1)},
    ],
)
def test_what_a_kiosk_would_never_send_is_refused(change: dict[str, Any]):
    """Unknown fields, times without a zone and endless codes are refused."""
    with pytest.raises(ValidationError):
        CheckInRequest.model_validate(BY_PASS | change)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * (NAME_LENGTH + 1)},
        {"company": "x" * (NAME_LENGTH + 1)},
        {"email": "x" * (NAME_LENGTH + 1)},
        {"phone": "0" * 41},
        {"age": 7},
    ],
)
def test_a_walk_in_has_a_name_of_bearable_length(change: dict[str, Any]):
    """A name is needed, and nothing typed is longer than a badge could bear."""
    with pytest.raises(ValidationError):
        WalkInVisitor.model_validate({"name": "Mara"} | change)


def test_the_longest_allowed_values_pass():
    """Long but honest values are accepted."""
    request = CheckInRequest.model_validate(BASE | {"pass": "x" * PASS_LENGTH})
    visitor = WalkInVisitor(name="x" * NAME_LENGTH, phone="0" * 40)

    assert request.pass_text == "x" * PASS_LENGTH
    assert len(visitor.name) == NAME_LENGTH


@pytest.mark.parametrize("language", ["en", "de", "pt-BR", "zh-Hant-TW", "gsw"])
def test_languages_are_codes(language: str):
    """The visitor's language arrives as its code."""
    request = CheckInRequest.model_validate(BY_CODE | {"language": language})

    assert request.language == language


def test_a_request_cannot_be_changed():
    """What the kiosk asked stays what it asked."""
    request = CheckInRequest.model_validate(BY_CODE)

    with pytest.raises(ValidationError, match="frozen"):
        request.code = "OTHER2"


def test_an_older_kiosk_understands_a_newer_server():
    """A field that the kiosk does not know yet does no harm."""
    reply = HostReply.model_validate({"name": "Jonas Weber", "pronouns": "he"})

    assert reply == HostReply(name="Jonas Weber")


def test_a_reason_for_no_room_is_understood():
    """A kiosk that does not use the reason takes the answer all the same."""
    reply = RoomReply.model_validate({"state": "none", "reason": "host_not_connected"})

    assert reply.reason is RoomReason.HOST_NOT_CONNECTED


@pytest.mark.parametrize("reason", ["heard_of_next_year", None, 7, ["odd"]])
def test_an_unknown_reason_is_none(reason: object):
    """A reason that only newer servers know does not spoil the answer."""
    reply = RoomReply.model_validate({"state": "none", "reason": reason})

    assert reply.reason is None
