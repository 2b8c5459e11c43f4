"""What RQ calls: one job, named by the kind of work it does."""

import threading
from functools import cache

import structlog
from redis.exceptions import RedisError
from rq import get_current_job
from sqlalchemy.exc import SQLAlchemyError

import runtime
from runtime import Runtime
from worker import kinds, queues

STOP = threading.Event()
"""Set when this process is told to end: a drain then claims no more."""

log = structlog.get_logger()


def do(kind: str) -> int:
    """Do one kind of work. May run twice, or on two machines: the rows decide."""
    _heard(kind)
    try:
        return kinds.do(of_this_process(), kind, STOP)
    except SQLAlchemyError as problem:
        log.error("work_stopped", kind=kind, error=type(problem).__name__)
        return 0


@cache
def of_this_process() -> Runtime:
    """The runtime, built at the first job and kept: after any fork, never before."""
    return runtime.from_environment(pool_size=4)


def _heard(kind: str) -> None:
    """Take the nudge away first, so that work written from now on nudges again."""
    job = get_current_job()
    if job is None:
        return
    try:
        queues.taken(job.connection, kind)
    except RedisError:
        return  # it expires by itself
