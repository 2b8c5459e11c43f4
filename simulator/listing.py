"""Pages of a list, and the addresses of the pages beside, in both of Twilio's manners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from simulator.refusals import Refusal

MOST = 1000


class Listed(Protocol):
    """Anything with a sid."""

    sid: str


T = TypeVar("T", bound=Listed)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page: its items, its place, and whether there is more."""

    items: Sequence[T]
    number: int
    size: int
    more: bool

    def uris(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """The meta fields of the 2010 API: paths."""
        start = self.number * self.size
        return {
            "end": start + max(len(self.items) - 1, 0),
            "first_page_uri": self._at(path, query, 0),
            "next_page_uri": self._next(path, query),
            "page": self.number,
            "page_size": self.size,
            "previous_page_uri": self._at(path, query, self.number - 1) if self.number else None,
            "start": start,
            "uri": self._at(path, query, self.number),
        }

    def meta(self, address: str, query: Mapping[str, str], key: str) -> dict[str, Any]:
        """The meta object of the newer APIs: whole addresses."""
        return {
            "page": self.number,
            "page_size": self.size,
            "first_page_url": self._at(address, query, 0),
            "previous_page_url": self._at(address, query, self.number - 1) if self.number else None,
            "url": self._at(address, query, self.number),
            "next_page_url": self._next(address, query),
            "key": key,
        }

    def _next(self, address: str, query: Mapping[str, str]) -> str | None:
        if not self.more:
            return None
        return self._at(address, query, self.number + 1, f"PA{self.items[-1].sid}")

    def _at(self, address: str, query: Mapping[str, str], number: int, token: str = "") -> str:
        kept = {k: v for k, v in query.items() if k not in ("PageSize", "Page", "PageToken")}
        kept |= {"PageSize": str(self.size), "Page": str(number)}
        return f"{address}?{urlencode(kept | ({'PageToken': token} if token else {}))}"


def page(found: Sequence[T], query: Mapping[str, str]) -> Page[T]:
    """The page that a query asks for; one with a token begins after the item it names.

    Raises Refusal for a size or number that is none.
    """
    try:
        size, number = int(query.get("PageSize", 50)), int(query.get("Page", 0))
    except ValueError:
        raise Refusal(20001) from None
    if size < 1 or number < 0:
        raise Refusal(20001)
    size, start = min(size, MOST), min(size, MOST) * number
    after = query.get("PageToken", "").removeprefix("PA")
    if after:
        start = next((at + 1 for at, item in enumerate(found) if item.sid == after), start)
    return Page(found[start : start + size], number, size, len(found) > start + size)
