"""Credentials: right on the wire, invisible in print."""

import pytest

from ingest.credentials import Credentials, basic, bearer


def test_basic_is_name_and_password_in_base64():
    assert basic("Aladdin", "open sesame").value == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_basic_takes_any_letters_and_colons_in_the_password():
    assert basic("é", "a:b").value == "Basic w6k6YTpi"


def test_a_colon_in_the_name_is_an_error():
    with pytest.raises(ValueError, match="no colon"):
        basic("a:b", "c")


def test_a_bearer_token_is_sent_as_such():
    assert (bearer("abc").header, bearer("abc").value) == ("Authorization", "Bearer abc")


@pytest.mark.parametrize(("header", "value"), [("X-Key", "s3cret\r\nX-B: c"), ("X\n", "s3cret"), ("X", "s3cret\x7f")])
def test_control_characters_are_an_error_that_does_not_tell_the_secret(header, value):
    with pytest.raises(ValueError, match="control characters") as error:
        Credentials(header, value)
    assert "s3cret" not in str(error.value)


def test_no_printed_form_tells_the_secret():
    assert "open" not in f"{bearer('open')!r} {bearer('open')!s}"
