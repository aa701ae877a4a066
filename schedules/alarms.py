"""The look at the desk's health: gathers the facts, judges them, keeps the alarms, and sends what is owed.

    facts | judge | settle (open, keep open, close) | log | notices

Called at the end of `once`, and by the daemon now and then.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ingest.sources import AnySource, FeedSource
from schedules.alarm_rules import BOOKS_OVER, QUARANTINE_OVER, Facts, SourceFacts, judge, usual_pause
from schedules.desk import Desk
from schedules.notices import send_notices, ways_of
from schedules.settings import Config
from storage import fetch_states, health
from storage.alarms import list_alarms, settle
from storage.database import Database
from storage.errors import StorageError
from storage.fetch_states import Standing
from storage.health import FolderFailure


def check_alarms(desk: Desk) -> None:
    """Open what is wrong now, close what is over, and send the notices that are owed.

    A store that can't be read or written now is logged and left for the next look: nobody waits for alarms.
    """
    settings = desk.config.settings.alarms
    try:
        facts = gather(desk.config, desk.database, desk.now())
        standing = {(one.kind, one.subject) for one in list_alarms(desk.database)}
        settled = settle(desk.database, judge(facts, settings, standing), ways_of(settings), facts.now)
        for one in settled.opened:
            told = {"kind": one.kind.value, "subject": one.subject, "sentence": one.sentence}
            desk.log.warning("alarm_opened", alarm=one.id, **told)
        for one in settled.closed:
            desk.log.info("alarm_closed", alarm=one.id, kind=one.kind.value, subject=one.subject)
        send_notices(desk)
    except StorageError as error:
        desk.log.warning("alarms_not_checked", code=error.code, reason=str(error))


def gather(config: Config, database: Database, now: datetime) -> Facts:
    """The facts that alarms are judged by; reads the store and asks the disk, and changes nothing."""
    last_at_work = health.last_at_work(database, now)
    return Facts(
        now=now,
        sources=tuple(_sources(config, database, last_at_work)),
        queue=health.queue(database, now - QUARANTINE_OVER),
        lag=health.lag(database, now),
        free_bytes=shutil.disk_usage(database.folder or config.file.parent).free,
        unbalanced=health.unbalanced_runs(database, now - BOOKS_OVER),
        last_at_work=last_at_work,
    )


def _sources(config: Config, database: Database, last_at_work: datetime | None) -> Iterator[SourceFacts]:
    """What is known of each source that should be working: switched on, and not paused by an operator."""
    wanted = {source.name: source for source in config.sources if source.enabled}
    standings = fetch_states.standings(database, list(wanted))
    failures = health.folder_failures(database)
    came = health.last_arrivals(database, list(wanted))
    floor_s = config.settings.alarms.silent_floor_s
    for name, source in wanted.items():
        standing = standings.get(name)
        if standing is not None and standing.paused_at is not None:
            continue
        facts = _facts(source, standing, failures.get(name), came.get(name), last_at_work)
        if facts.quiet_s > floor_s:  # the few whose rhythm has to be known
            facts = replace(facts, usual_pause_s=usual_pause(health.arrivals(database, name)))
        yield facts


def _facts(
    source: AnySource,
    standing: Standing | None,
    failure: FolderFailure | None,
    last_arrival: datetime | None,
    last_at_work: datetime | None,
) -> SourceFacts:
    if not isinstance(source, FeedSource):
        times, trouble = (failure.times, failure.sentence) if failure else (0, "")
        return SourceFacts(source.name, times, trouble, looked_at=last_at_work, last_arrival=last_arrival)
    if standing is None or standing.state.home != source.url:
        return SourceFacts(source.name)
    return SourceFacts(
        source.name,
        standing.state.failures,
        standing.last_sentence,
        is_gone=standing.state.gone_at is not None,
        looked_at=standing.last_ok_at,
        last_arrival=last_arrival,
    )
