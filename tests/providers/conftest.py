"""A server that misbehaves on request, and the provider that speaks to it."""

from collections.abc import Iterator

import pytest

from providers.twilio import TwilioProvider
from tests.providers.stub import ACCOUNT, STATUS_URL, TOKEN, Server, Stub


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A server that knows nothing yet."""
    stub = Stub()
    with Server(stub) as server:
        yield stub
        server.shutdown()


@pytest.fixture
def provider(stub: Stub) -> TwilioProvider:
    """The provider, every Twilio host replaced by the stub."""
    return TwilioProvider(ACCOUNT, [TOKEN], stub.url, STATUS_URL)
