"""Redis holds no fact: wiped at any moment, what is due is done all the same, and once."""

import random
import time
from datetime import timedelta

from redis import Redis
from sqlalchemy.orm import Session

import now
from tests.flows import desk, killing
from tests.flows.conftest import MakeProduct
from tests.product import until
from tests.redis_server import RedisServer

PARTIES = 12
WIPES = 8


def test_a_redis_wiped_at_any_moment_loses_nothing(
    make_product: MakeProduct, own_redis: RedisServer
) -> None:
    """Reminders are due, holds have ended, clients write; each has one outcome."""
    seed = int(time.time())
    print(f"seed {seed}")  # noqa: T201  (shown where it fails)
    dice = random.Random(seed)
    product = make_product("web", redis_url=own_redis.url)
    desk.approve_templates(product)
    there = killing.departure(product, 4 * PARTIES)
    reminded = killing.reminded(product, there, PARTIES)
    with Session(product.engine) as session, session.begin():
        for _ in range(PARTIES):
            killing.held(session, there, now.utc() - timedelta(days=3))
    product.start("clock", "worker")
    writing = [f"+7706{number:07d}" for number in range(WIPES)]
    with Redis.from_url(own_redis.url) as redis:
        for phone in writing:
            product.writes(phone)
            time.sleep(dice.uniform(0, 1.0))
            redis.flushall()
    until(lambda: killing.is_quiet(product), 120)
    assert killing.everything_holds(product) == []
    ended = "SELECT status, count(*) FROM bookings WHERE status <> 'confirmed' GROUP BY status"
    assert product.sql(ended) == [("expired", PARTIES)]
    assert product.one("SELECT seats_taken FROM tour_departures") == 2 * PARTIES
    phones = [one["phone"] for one in product.arrived()]
    assert [phones.count(phone) for phone in reminded] == [1] * PARTIES
    assert [phones.count(f"whatsapp:{phone}") for phone in writing] == [1] * WIPES
