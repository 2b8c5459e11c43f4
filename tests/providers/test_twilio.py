"""The provider as a whole: it answers the seam, and says whether the account works."""

import pytest

from crm.provider import Provider
from providers.twilio import TwilioProvider
from tests.providers.stub import ACCOUNT, STATUS_URL, TOKEN, Reply, Stub, in_json, refusal

PATH = f"/2010-04-01/Accounts/{ACCOUNT}.json"


def test_it_answers_the_whole_seam(provider: TwilioProvider) -> None:
    seam: Provider = provider
    asked = {name for name in vars(Provider) if not name.startswith("_")}
    assert asked <= set(dir(seam))


def test_an_active_account_is_fine(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(PATH, in_json({"sid": ACCOUNT, "status": "active"}))
    assert provider.check_credentials() is None
    assert stub.asked[0].credentials == f"{ACCOUNT}:{TOKEN}"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (in_json({"sid": ACCOUNT, "status": "suspended"}), "suspended"),
        (refusal(401, 20003), "auth token"),
        (Reply(500), "HTTP 500"),
        (Reply(200, b"<html>"), "HTTP 200"),
    ],
    ids=str,
)
def test_anything_else_is_a_sentence(
    provider: TwilioProvider, stub: Stub, reply: Reply, words: str
) -> None:
    stub.on(PATH, reply)
    assert words in (provider.check_credentials() or "")


def test_nothing_listening_is_a_sentence_too() -> None:
    provider = TwilioProvider(ACCOUNT, [TOKEN], "http://127.0.0.1:1", STATUS_URL)
    assert provider.check_credentials() == "Twilio cannot be reached."


def test_the_environment_of_the_library_moves_nothing(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC-other")
    stub.on(PATH, in_json({"sid": ACCOUNT, "status": "active"}))
    provider = TwilioProvider(ACCOUNT, [TOKEN], stub.url, STATUS_URL)
    assert provider.check_credentials() is None
