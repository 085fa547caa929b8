"""What is an e-mail address and what is not."""

import pytest

from admin_server.core.mail_addresses import is_mail_address


@pytest.mark.parametrize(
    "text", ["mara@lindt.example", "o'neil+x@a.b.example", "mara@büro.example"]
)
def test_addresses_are_known(text: str) -> None:
    """Whatever a mail program takes is an address."""
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mara",
        "mara@",
        "@lindt.example",
        "mara@lindt",
        "mara@lindt..example",
        "mara@lindt.example.",
        "mara lindt@x.example",
        "Mara <mara@lindt.example>",
        "a@b.example, c@d.example",
        "mara@lindt.example\r\nBcc: x@y.example",
        "x" * 250 + "@lindt.example",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    """Names, lists and half addresses are none."""
    assert not is_mail_address(text)
