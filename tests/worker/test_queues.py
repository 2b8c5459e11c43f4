"""The queues of RQ: only nudges, thinned, heard by the worker's processes."""

import time

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.utils import import_attribute

from worker import __main__ as command, jobs, kinds, queues


def test_the_processes_serve_every_queue_and_no_other() -> None:
    served = {name for names in command.roles(2) for name in names}
    assert served == {queues.name_for(kind) for kind in [*kinds.KINDS, "deliver:1"]}
    assert served == set(queues.NAMES)


def test_one_process_is_free_for_the_short_work() -> None:
    assert command.roles(3).count((queues.WORK,)) == 1


def test_a_nudge_names_a_function_that_is_there(redis_url: str) -> None:
    redis = queues.connect(redis_url, seconds=1)
    queues.nudge(redis, "deliver:1")
    (job,) = _waiting(redis, queues.DELIVER)
    assert import_attribute(job.func_name or "") is jobs.do
    assert list(job.args) == ["deliver:1"]
    assert job.timeout == queues.JOB_SECONDS


def test_a_kind_is_nudged_once_in_two_seconds(redis_url: str) -> None:
    redis = queues.connect(redis_url, seconds=1)
    assert [queues.nudge(redis, "fetch_media") for _ in range(3)] == [True, False, False]
    assert queues.nudge(redis, "deliver:1")
    time.sleep(queues.NUDGE_SECONDS + 0.1)
    assert queues.nudge(redis, "fetch_media")


def test_a_nudge_that_was_heard_may_be_given_again_at_once(redis_url: str) -> None:
    redis = queues.connect(redis_url, seconds=1)
    queues.nudge(redis, "fetch_media")
    queues.taken(redis, "fetch_media")
    assert queues.nudge(redis, "fetch_media")


def test_a_nudge_that_nobody_hears_is_forgotten(redis_url: str) -> None:
    redis = queues.connect(redis_url, seconds=1)
    queues.nudge(redis, "fetch_media")
    (job,) = _waiting(redis, queues.WORK)
    assert 0 < redis.ttl(job.key) <= queues.UNHEARD_SECONDS


def _waiting(redis: Redis, name: str) -> list[Job]:
    return Queue(name, connection=redis, serializer="json").jobs
