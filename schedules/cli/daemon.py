"""`copydesk daemon`: the desk day and night."""

from dataclasses import replace

import typer

from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from schedules.cli.exit_codes import ExitCode
from schedules.cli.invocation import invocation_of
from schedules.desk import open_desk
from schedules.ending import Orders, listen


def daemon(ctx: typer.Context) -> None:
    """Fetch every source when it is due, day and night, until SIGTERM or SIGINT; SIGHUP reads the settings anew."""
    # aiohttp and the scheduler take longer to load than most commands take to run.
    from schedules.daemon import Daemon  # noqa: PLC0415
    from schedules.fetching import Fetcher  # noqa: PLC0415

    config = invocation_of(ctx).config()
    workers = Workers(WorkerLimits())
    orders = Orders(ExitCode.DATABASE)
    listen(orders, workers.break_off)
    with open_desk(config) as desk, workers, Fetcher(config.settings.http, desk.now) as fetcher:
        orders.told = fetcher.wake
        Daemon(replace(desk, is_patient=False, is_stopping=orders.ending.is_set), orders, fetcher, workers).run()
        desk.log.info("daemon_ended")
    orders.code = ExitCode.OK
