"""What the pages tell the browser not to do, and the one place beside ours that they may reach."""

from types import SimpleNamespace
from typing import Any

import pytest

from pages import headers

OWN = "https://live.example.com:8443"


@pytest.mark.parametrize(
    ("live_url", "reachable"), [(None, None), (OWN, OWN), (f"{OWN}/some/path", OWN)]
)
def test_only_the_live_process_may_be_reached_beside_the_pages_own_address(
    live_url: str | None, reachable: str | None
) -> None:
    settings: Any = SimpleNamespace(live_url=live_url)
    policy = headers.policy(settings).split("; ")
    connecting = [part for part in policy if part.startswith("connect-src")]
    assert connecting == ([f"connect-src 'self' {reachable}"] if reachable else [])
    assert "default-src 'self'" in policy
