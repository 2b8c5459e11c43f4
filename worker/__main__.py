"""The worker processes of RQ. Run as `python -m worker`; `--processes 3` for more senders.

One process takes the short work; each other one first takes drains, one sender at a time.
A process that ends by itself (Redis went away in the middle of a job) is started again.
"""

import argparse
import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from types import FrameType

import structlog
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested

import runtime as composition
import settings as environment
from worker import jobs, queues

PAUSE = 1.0
STOP_WITHIN = 4.2

log = structlog.get_logger()


class Worker(SimpleWorker):
    """RQ's worker without a fork a job, which tells a running drain when it must end."""

    max_connection_wait_time = 2.0
    log_result_lifespan = False

    def handle_warm_shutdown_request(self) -> None:
        """Called on SIGTERM and SIGINT: claim no more, record what flies."""
        jobs.STOP.set()

    def check_for_suspension(self, burst: bool) -> None:
        """Called before each job: a signal may have come where RQ's loop took no notice."""
        if jobs.STOP.is_set():
            raise StopRequested
        super().check_for_suspension(burst)

    def set_shutdown_requested_date(self) -> None:
        """Called from within the signal, in the middle of a drain: Redis may be away just now."""
        with suppress(RedisError):
            super().set_shutdown_requested_date()  # type: ignore[no-untyped-call]

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:
        """A second signal changes nothing: a runner signals the whole group, and so do we."""


def serve(names: tuple[str, ...], url: str) -> None:
    """Work on these queues until told to stop. One process's whole life."""
    _listen_to_signals()
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    while not jobs.STOP.is_set():
        try:
            redis = queues.connect(url, seconds=None)
            worker = Worker(
                [Queue(name, connection=redis, serializer="json") for name in names],
                connection=redis,
                serializer="json",
                worker_ttl=60,
                maintenance_interval=30,
                job_monitoring_interval=10,
                log_job_description=False,
            )
            worker.work(logging_level="WARNING")
        except RedisError as problem:
            log.warning("redis_away", error=type(problem).__name__)
        _listen_to_signals()
        jobs.STOP.wait(PAUSE)


def main() -> None:
    """Start the processes and keep them running until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m worker")
    parser.add_argument("--processes", type=int, default=2, help="two at least")
    count = max(2, parser.parse_args().processes)
    url = _redis_url()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    if url is None:
        log.info("worker_waits", reason="REDIS_URL is not set: the clock does the work itself")
        stop.wait()
        return
    served = roles(count)
    running = {index: _start(names, url) for index, names in enumerate(served)}
    while not stop.wait(PAUSE):
        for index, process in running.items():
            if not process.is_alive():
                log.warning("worker_process_ended", exit_code=process.exitcode)
                running[index] = _start(served[index], url)
    _end(list(running.values()))


def roles(count: int) -> list[tuple[str, ...]]:
    """The queues that each of so many processes serves, the one it prefers first."""
    return [(queues.WORK,), *([(queues.DELIVER, queues.WORK)] * (count - 1))]


def _start(names: tuple[str, ...], url: str) -> multiprocessing.context.ForkProcess:
    """Fork, so that what is imported is shared; nothing has been connected yet."""
    process = multiprocessing.get_context("fork").Process(target=serve, args=(names, url))
    process.start()
    return process


def _end(processes: list[multiprocessing.context.ForkProcess]) -> None:
    """Tell all to stop; who does not record its work in time is ended."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()


def _redis_url() -> str | None:
    """REDIS_URL; stops the process with a sentence on bad settings."""
    try:
        settings = environment.load()
    except environment.SettingsProblem as problem:
        raise SystemExit(str(problem)) from None
    composition.configure_logging(settings.log_level)
    return settings.redis_url


def _end_with_parent(parent: int) -> None:
    """A parent that was killed cannot say so: without it this process ends as if told to."""
    while os.getppid() == parent:
        time.sleep(PAUSE)
    os.kill(os.getpid(), signal.SIGTERM)


def _listen_to_signals() -> None:
    """Ours, until RQ's loop puts its own in their place."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)


def _stop(signum: int, frame: FrameType | None) -> None:
    """Between two runs of RQ's loop there is nothing to wait for."""
    jobs.STOP.set()


if __name__ == "__main__":
    main()
