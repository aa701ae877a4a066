"""Structured logs on standard error: one line an event, a fixed phrase and its fields, no secrets."""

import sys
from typing import cast

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from schedules.settings import LogFormat, LogSettings

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def open_log(settings: LogSettings) -> FilteringBoundLogger:
    """Return the logger of a desk, which writes to standard error as the settings say."""
    processors: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    if settings.format is LogFormat.JSON:
        processors.append(structlog.processors.JSONRenderer(sort_keys=True))
    else:
        processors += [_one_line, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)]
    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[settings.level]),
    )
    return cast("FilteringBoundLogger", logger)


def _one_line(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Escape line ends and controls in every field: copy must not forge a log line or steer a terminal."""
    return {
        name: value.encode("unicode_escape").decode("ascii")
        if isinstance(value, str) and not value.isprintable()
        else value
        for name, value in event.items()
    }
