"""`copydesk sources show`: one source: its settings, how its fetches went, what it brought, what is in quarantine."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated

import typer

from ingest.redirects import shown
from ingest.sources import AnySource, FeedSource
from schedules.cli.invocation import JsonOption, invocation_of, source_called
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage import fetch_states, queries
from storage.answers import QuarantineLine, SourceStatus
from storage.fetch_states import Standing

_MOST_ENTRIES = 20
_HIDDEN = "(set)"


def show_source(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="Name of a source.")], json: JsonOption = False
) -> None:
    """Show one source: its settings without secrets, how its fetches went, what it brought, its open quarantine."""
    config = invocation_of(ctx).config()
    source = source_called(config, name)
    with open_store(config) as database:
        standing = fetch_states.standings(database, [name]).get(name)
        brought = next((one for one in queries.status(database) if one.source == name), None)
        entries = queries.list_quarantine(database, source=name, resolved=False, limit=_MOST_ENTRIES)
    shower = Shower(as_json=json)
    brought = brought or SourceStatus(name, 0, 0, None, 0, 0)
    if json:
        told = _standing(source, standing) if isinstance(source, FeedSource) else None
        shower.json({"settings": settings_shown(source), "fetches": told, "brought": brought, "quarantine": entries})
    else:
        _show(shower, source, standing, brought)
        _show_quarantine(shower, entries, brought)


def settings_shown(source: AnySource) -> dict[str, object]:
    """A source's settings as they may be shown: an address without its query, headers by their names, no secret."""
    told: dict[str, object] = source.model_dump(mode="json")
    if isinstance(source, FeedSource):
        told["url"] = shown(source.url)
        told["headers"] = dict.fromkeys(source.headers, _HIDDEN)
        told["credentials"] = source.credentials and {"kind": source.credentials.kind, "secret": _HIDDEN}
    return told


def _standing(source: FeedSource, standing: Standing | None) -> dict[str, object]:
    """How a feed stands, by the names that programs read."""
    if standing is None:
        return {"state": _state(source, None)}
    state = standing.state
    return {
        "state": _state(source, standing),
        "last_outcome": standing.last_outcome,
        "last_sentence": standing.last_sentence,
        "last_advice": standing.last_advice,
        "last_fetch_at": standing.last_fetch_at,
        "last_ok_at": standing.last_ok_at,
        "next_due": state.next_due,
        "held_until": standing.held_until,
        "failures": state.failures,
        "has_etag": state.validators.etag is not None,
        "has_last_modified": state.validators.last_modified is not None,
        "address": shown(state.address),
        "moving_to": state.move and shown(state.move.to),
        "former": [shown(address) for address in state.former],
        "gone_at": state.gone_at,
        "paused_at": standing.paused_at,
    }


def _state(source: FeedSource, standing: Standing | None) -> str:
    """In one word how a feed stands."""
    if not source.enabled:
        return "disabled"
    if standing is None:
        return "new"
    if standing.paused_at is not None:
        return "paused"
    if standing.state.home != source.url:
        return "new"
    if standing.state.gone_at is not None:
        return "gone"
    return "failing" if standing.state.failures else "new" if standing.last_fetch_at is None else "well"


def _show(shower: Shower, source: AnySource, standing: Standing | None, brought: SourceStatus) -> None:
    shower.line(source.name, "bold")
    for key, value in settings_shown(source).items():
        if key != "name" and value not in (None, {}, []):
            shower.line(f"  {key}: {_in_words(value)}")
    if isinstance(source, FeedSource):
        shower.line(f"State: {_state(source, standing)}")
        if standing is not None and standing.state.home != source.url:
            shower.line(f"It was {shown(standing.state.home)} in config.yaml; the new address is asked at the next run")
        for line in _fetches(standing):
            shower.line(line)
    shower.line(
        f"Brought: {brought.deliveries} deliveries, {brought.articles} articles; {brought.pending} copies wait; "
        f"last received {_time(brought.last_received)}"
    )


def _fetches(standing: Standing | None) -> Iterator[str]:
    if standing is None or standing.last_fetch_at is None:
        yield "Never fetched; it is due at the next run: copydesk once"
    if standing is None:
        return
    state = standing.state
    if standing.last_fetch_at is not None:
        yield f"Last fetch: {_time(standing.last_fetch_at)}: {standing.last_outcome} {standing.last_sentence}".rstrip()
        yield f"Last good answer: {_time(standing.last_ok_at)}; failures since: {state.failures}"
    if standing.last_advice:
        yield f"What to do: {standing.last_advice}"
    if standing.paused_at is not None:
        yield f"Paused since {_time(standing.paused_at)}: copydesk sources resume {standing.source}"
    elif state.gone_at is not None:
        yield f"Gone since {_time(state.gone_at)}, not asked any more: copydesk sources resume {standing.source}"
    elif state.next_due is not None:
        yield f"Next due: {_time(state.next_due)}"
    if standing.held_until is not None:
        yield f"Its host wants no request before {_time(standing.held_until)}"
    yield from _addresses(standing)


def _addresses(standing: Standing) -> Iterator[str]:
    state = standing.state
    told = [name for name, value in (("ETag", state.validators.etag), ("Last-Modified", state.validators.last_modified))
            if value is not None]  # fmt: skip
    yield f"Validators: {' and '.join(told) or 'none: the whole feed is sent each time'}"
    if state.former:
        yield f"Moved to {shown(state.address)}; put that address into config.yaml"
    if state.move is not None:
        since = f"{state.move.answers} times since {_time(state.move.since)}"
        yield f"Redirected for good to {shown(state.move.to)}, {since}"


def _show_quarantine(shower: Shower, entries: list[QuarantineLine], brought: SourceStatus) -> None:
    rows = [(one.id, one.code, one.times, one.last_at, one.sentence) for one in entries]
    title = f"Open in quarantine: {brought.open_quarantine}"
    shower.table(title, ("entry", "code", "times", "last", "what is wrong"), rows, "Nothing is in quarantine.")


def _in_words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}Z" if time else "never"
