"""The daemon's jobs: a few, each in its own rhythm, never two of one kind at once, and late ones once.

By APScheduler in UTC. Its default would skip without a word whatever starts a second late.
"""

import logging
from collections.abc import Callable, Mapping

from apscheduler.events import (  # type: ignore[import-untyped]  # the library has no types
    EVENT_JOB_ERROR,
    JobExecutionEvent,
)
from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]  # as above
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]  # as above

Job = Callable[[], None]

_THREADS = 4


class Jobs:
    """Jobs by name, each with its seconds. `failed` is told what a job raised, in the job's thread."""

    def __init__(self, jobs: Mapping[str, tuple[Job, float]], failed: Callable[[BaseException], None]) -> None:
        self._failed = failed
        # What a job raises is told to `failed`; the library would write it to standard error, too.
        logging.getLogger("apscheduler").addHandler(logging.NullHandler())
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(_THREADS)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(self._hear, EVENT_JOB_ERROR)
        for name, (job, seconds) in jobs.items():
            self._scheduler.add_job(job, "interval", seconds=seconds, id=name)

    def start(self) -> None:
        """Begin; each job runs for the first time after its seconds."""
        self._scheduler.start()

    def retime(self, name: str, seconds: float) -> None:
        """Let a job run every so many seconds from now on."""
        self._scheduler.reschedule_job(name, trigger="interval", seconds=seconds)

    def stop(self) -> None:
        """Start no job any more; one that is at work ends on its own. A second time does nothing."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _hear(self, event: JobExecutionEvent) -> None:
        if event.exception is not None:
            self._failed(event.exception)
