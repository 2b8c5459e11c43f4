"""What the stories stand on: the product as real processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.product import Product
from tests.redis_server import NoRedis, RedisServer

MakeProduct = Callable[..., Product]


@pytest.fixture
def make_product(database_url: str, tmp_path: Path) -> Iterator[MakeProduct]:
    """A function that gives the product, started or not, on a fresh database."""
    made: list[Product] = []

    def make(*names: str, redis_url: str | None = None, **settings: str) -> Product:
        product = Product(database_url, tmp_path, redis_url, **settings)
        made.append(product)
        product.start(*names)
        return product

    yield make
    for product in made:
        product.stop()


@pytest.fixture
def product(make_product: MakeProduct) -> Product:
    """Web and clock, without Redis, and unknown outcomes looked for after a second."""
    return make_product("web", "clock", SETTLE_UNKNOWN_AFTER_SECONDS="1")


@pytest.fixture
def rq_product(make_product: MakeProduct, redis_url: str) -> Product:
    """Web, clock and worker, on a Redis."""
    return make_product(
        "web", "clock", "worker", redis_url=redis_url, SETTLE_UNKNOWN_AFTER_SECONDS="1"
    )


@pytest.fixture
def own_redis(redis_server: str) -> Iterator[RedisServer]:
    """A Redis that the test may stop. Skipped where `redis_server` is."""
    try:
        server = RedisServer()
    except NoRedis as problem:
        pytest.skip(str(problem))
    yield server
    server.stop()
