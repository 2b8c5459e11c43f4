"""A browser is called what its owner calls it."""

import pytest

from inbox.settings import browsers

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (CHROME, "Chrome, Linux"),
        (f"{CHROME} Edg/126.0", "Edge, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0",
            "Firefox, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8.7.1", "curl/8.7.1"),
        ("", "?"),
    ],
)
def test_the_name_is_the_one_people_know(said: str, name: str) -> None:
    assert browsers.name(said) == name
