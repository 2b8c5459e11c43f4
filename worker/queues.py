"""The queues of RQ: nudges only. What is to be done stands in the rows."""

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

from worker import kinds

DELIVER, WORK = "deliver", "work"
NAMES = (DELIVER, WORK)
"""`deliver` has its own: a drain lasts long, and must not hold up the rest."""

NUDGE_SECONDS = 2
UNHEARD_SECONDS = 10
"""A nudge that nobody took by then is forgotten: the clock has given others since, and what
piled up while no worker ran must not keep the first one busy."""

JOB_SECONDS = 90


def connect(url: str, *, seconds: float | None) -> Redis:
    """A client that does not retry; `seconds` is the longest it waits for an answer."""
    return Redis.from_url(
        url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=1, socket_timeout=seconds
    )


def name_for(kind: str) -> str:
    """The queue of a kind of work."""
    return DELIVER if kind.startswith(kinds.DELIVER) else WORK


def nudge(redis: Redis, kind: str) -> bool:
    """Ask for a kind of work once, however often within two seconds. Raises RedisError."""
    if not redis.set(_key(kind), "1", nx=True, ex=NUDGE_SECONDS):
        return False
    queue = Queue(name_for(kind), connection=redis, serializer="json")
    queue.enqueue(
        "worker.jobs.do",
        kind,
        job_timeout=JOB_SECONDS,
        ttl=UNHEARD_SECONDS,
        result_ttl=0,
        failure_ttl=3600,
    )
    return True


def taken(redis: Redis, kind: str) -> None:
    """The nudge has been heard: what comes due from now on asks anew."""
    redis.delete(_key(kind))


def _key(kind: str) -> str:
    return f"dreamland:nudge:{kind}"
