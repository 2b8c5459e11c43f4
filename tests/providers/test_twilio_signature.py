"""The signature, checked against one computed here from Twilio's description of it."""

import base64
import hashlib
import hmac

import pytest
from werkzeug.datastructures import MultiDict

from providers.twilio import TwilioProvider
from tests.providers.stub import ACCOUNT, STATUS_URL

URL = "https://crm.example.com/webhooks/twilio/status?m=0b1c"
FORM = [("To", "whatsapp:+1"), ("Body", "Привет 🙂"), ("Empty", ""), ("Twice", "b"), ("Twice", "a")]


def signature(token: str, url: str = URL, form: list[tuple[str, str]] = FORM) -> str:
    """HMAC-SHA1 over the address and the sorted names, each with its sorted values."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def verify(
    given: str,
    url: str = URL,
    form: list[tuple[str, str]] = FORM,
    tokens: tuple[str, ...] = ("new", "old"),
) -> bool:
    """Whether the provider takes the signature."""
    provider = TwilioProvider(ACCOUNT, tokens, None, STATUS_URL)
    return provider.verify(url, MultiDict(form), given)


@pytest.mark.parametrize("token", ["new", "old"])
def test_both_tokens_are_good_while_they_are_rotated(token: str) -> None:
    assert verify(signature(token))


def test_another_token_is_refused() -> None:
    assert not verify(signature("stolen"))


def test_an_empty_token_signs_nothing() -> None:
    assert not verify(signature(""), tokens=("new", ""))


@pytest.mark.parametrize("index", range(len(FORM)))
def test_every_field_is_signed_blank_and_repeated_ones_too(index: int) -> None:
    assert not verify(signature("new"), form=FORM[:index] + FORM[index + 1 :])


@pytest.mark.parametrize(
    "url", [URL + "1", URL.replace("https", "http"), URL.removesuffix("?m=0b1c")]
)
def test_the_whole_address_is_signed(url: str) -> None:
    assert not verify(signature("new"), url=url)


def test_the_port_may_be_named_or_not() -> None:
    named = URL.replace(".com/", ".com:443/")
    assert verify(signature("new", named))
    assert verify(signature("new"), url=named)


@pytest.mark.parametrize("given", ["", "x", "ä", "\udcff", signature("new")[:-1]])
def test_a_missing_or_malformed_signature_is_refused(given: str) -> None:
    assert not verify(given)


def test_a_lone_surrogate_in_the_form_is_refused_and_not_an_error() -> None:
    assert not verify(signature("new"), form=[("Body", "\ud83d")])


def test_an_address_that_is_none_is_refused_and_not_an_error() -> None:
    assert not verify(signature("new"), url="https://[crm/:port")


def test_an_empty_form_is_signed_by_its_address_alone() -> None:
    assert verify(signature("new", form=[]), form=[])
