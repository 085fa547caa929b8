import pytest

from shared.refusals import STATUS, Refusal, Refused


def test_every_refusal_has_a_status():
    """Whatever the reason, a kiosk gets a proper answer."""
    assert set(STATUS) == set(Refusal)


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_never_told_as_a_success(refusal):
    """No refusal looks like a check-in."""
    assert STATUS[refusal] in {400, 401, 403, 404, 409, 413, 422, 426, 429, 503}


def test_a_refusal_carries_its_reason_and_what_may_be_told():
    """The visitor can be told where they should have gone."""
    detail = {"site": "Harbour Street 4"}

    with pytest.raises(Refused) as refused:
        raise Refused(Refusal.OTHER_SITE, "The invitation is for another site.", detail)

    assert refused.value.code == "other_site"
    assert refused.value.detail == detail
