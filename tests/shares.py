"""How `make test` shares the tests out among workers, each with a database server of its own.

A file stays with one worker, in its order. Whatever starts the whole product is one long share:
such tests have several processes at work already and would slow each other down. It is dealt out
early and runs while the others go through the rest. Called by tests/conftest.py.
"""

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

PRODUCT = ("tests/chromium/", "tests/flows/", "tests/commands/demo/")
FEWEST, MOST = 2, 6


def number() -> int:
    """As many as there are cores: some tests hold the product to its seconds."""
    return max(FEWEST, min(MOST, os.cpu_count() or 1))


class Shares(LoadScopeScheduling):  # type: ignore[misc]  # comes without types
    """Files, and the one share of all that starts the product."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        """Deal them out in the order in which they were found, not by their size."""
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        """The share a test belongs to."""
        file = nodeid.partition("::")[0]
        return "the product" if file.startswith(PRODUCT) else file
