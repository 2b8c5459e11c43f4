"""Which of the pages' verbs a real browser has used: noted from what Chromium sends.

A verb is a route that takes POST; one whose address names what it does (`/take/<any(…):what>`)
is as many verbs as it has names. tests/chromium/test_every_verb.py asks at the end for all of them.
"""

from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import AnyConverter, Rule

Verb = tuple[str, ...]
"""The endpoint, then the names from its address."""


class Verbs:
    """What was used and answered well, by address."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._paths: set[str] = set()

    def heard(self, response: Response) -> None:
        """An answer that the browser has got; a refusal is no use of a verb."""
        if response.request.method == "POST" and response.status < 400:
            self._paths.add(urlsplit(response.url).path)

    def used(self, app: Flask) -> set[Verb]:
        """The verbs that were used."""
        return set(self._used(app))

    def _used(self, app: Flask) -> Iterator[Verb]:
        addresses = app.url_map.bind("localhost")
        for path in self._paths:
            try:
                rule, values = addresses.match(path, method="POST", return_rule=True)
            except HTTPException:  # the simulator's own page
                continue
            yield (rule.endpoint, *(str(values[name]) for name in _names(rule)))


def of(app: Flask) -> set[Verb]:
    """Every verb that there is."""
    return {
        (rule.endpoint, *chosen)
        for rule in app.url_map.iter_rules()
        if rule.methods and "POST" in rule.methods
        for chosen in product(*_names(rule).values())
    }


def _names(rule: Rule) -> dict[str, list[str]]:
    """The parts of an address that name what to do, with the names that there are."""
    return {
        name: sorted(converter.items)
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    }
