from shared.kiosk import KioskEventsReply, KioskReply, ReaderSide


def test_a_plain_configuration_has_sensible_defaults():
    """A kiosk that was told little expects its reader below and asks after 20 s."""
    kiosk = KioskReply.model_validate(
        {
            "version": "1",
            "kiosk": "Lobby",
            "site": "Harbour Office",
            "time_zone": "Europe/Berlin",
            "languages": ["en"],
        }
    )

    assert kiosk.reader is ReaderSide.BELOW
    assert kiosk.still_there_seconds == 20
    assert kiosk.welcome == {}


def test_an_unknown_kind_of_event_is_no_error():
    """A newer server may tell an older kiosk things it does not know."""
    reply = KioskEventsReply.model_validate(
        {"cursor": 7, "events": [{"cursor": 7, "kind": "fire_drill", "new": True}]}
    )

    assert reply.events[0].kind == "fire_drill"
