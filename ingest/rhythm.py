"""Rhythm: when a source is asked next, where and with which validators. Pure: clock and chance are arguments.

The norms are those that owners of servers ask of feed readers (rachelbythebay.com/fs/help.html, RFC 9110, RFC 9111):
the longest of the operator's interval and what the host asks for, never earlier; further apart while it fails;
spread, so that sources due together do not stay together.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.answers import Fetched, Outcome
from ingest.errors import Gone, IngestError, Throttled
from ingest.freshness import LONGEST_WAIT
from ingest.validators import NO_VALIDATORS, Validators

SPREAD = 0.08
"""Jitter adds up to this share of a wait, and takes nothing away: a turn, too, is to fit into a tenth of it."""

MOVE_ANSWERS = 5
MOVE_AFTER = timedelta(days=3)
"""A permanent redirect is believed after as many equal answers over as long: maintenance pages answer 301 too."""

_MOST_DOUBLINGS = 20
_NO_WAIT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect that has been seen `answers` times without change since an instant."""

    to: str
    since: datetime
    answers: int = 1


@dataclass(frozen=True, slots=True)
class FetchState:
    """What is remembered of a source between fetches, committed together with what the fetch brought.

    `home` is the address in the config, `address` the one to ask, `former` those it had in between. `next_due` is None
    before the first fetch. `failures` counts those in a row. `fresh_for` and `body_hash` are of the last good body.
    `gone_at` is when the host said 410: the source stops until an operator resumes it.
    """

    home: str
    address: str
    next_due: datetime | None = None
    validators: Validators = NO_VALIDATORS
    body_hash: str | None = None
    fresh_for: timedelta | None = None
    failures: int = 0
    move: Move | None = None
    former: tuple[str, ...] = ()
    gone_at: datetime | None = None


def first_state(home: str) -> FetchState:
    """The state of a source that was never fetched, or whose address or standing an operator has changed."""
    return FetchState(home=home, address=home)


def is_due(state: FetchState, interval: timedelta, now: datetime) -> bool:
    """Whether a source is to be asked now. A due time beyond any wait is the mark of a clock that was set back."""
    if state.gone_at is not None:
        return False
    if state.next_due is None or state.next_due <= now:
        return True
    return state.next_due - now > max(LONGEST_WAIT, interval) * (1 + SPREAD)


def is_unchanged(state: FetchState, fetched: Fetched) -> bool:
    """Whether a body is, byte for byte, the one before: there is nothing to parse."""
    return fetched.body_hash == state.body_hash


def next_state(
    state: FetchState, outcome: Outcome | IngestError, interval: timedelta, now: datetime, jitter: float
) -> FetchState:
    """The state after an outcome; an error of the parser counts as one of the fetch. `jitter` is from 0 to below 1."""
    match outcome:
        case Gone():
            return replace(state, gone_at=now, next_due=None, failures=state.failures + 1)
        case Throttled(asked=False):
            return replace(state, next_due=now + _spread(_pause(outcome, now), jitter))
        case Throttled():
            wait = _pause(outcome, now) or _backed_off(interval, state.failures + 1)
            return _failed(state, max(wait, interval), now, jitter)
        case IngestError():
            return _failed(state, _backed_off(interval, state.failures), now, jitter)
        case _:
            return _answered(state, outcome, interval, now, jitter)


def _answered(state: FetchState, outcome: Outcome, interval: timedelta, now: datetime, jitter: float) -> FetchState:
    if isinstance(outcome, Fetched):
        # All validators are new, absent ones too: a stale one beside a fresh one makes a host answer 304 for ever.
        kept = replace(state, validators=outcome.validators, body_hash=outcome.body_hash, fresh_for=outcome.fresh_for)
    else:
        # RFC 9111, 4.3.4: a 304 renews what it names, and starts the stored freshness anew.
        fresh = state.fresh_for if outcome.fresh_for is None else outcome.fresh_for
        kept = replace(state, validators=state.validators.renewed(outcome.validators), fresh_for=fresh)
    wait = max(interval, kept.fresh_for or _NO_WAIT)
    return replace(_moved(kept, outcome.moved_to, now), failures=0, next_due=now + _spread(wait, jitter))


def _moved(state: FetchState, to: str | None, now: datetime) -> FetchState:
    """Count a permanent redirect; take its address once it has been the same often and long enough.

    The answer at hand is the re-check: it came from that very address, through the guard, and was good.
    """
    if to is None or not _keeps_secrecy(state.address, to):
        return replace(state, move=None)
    if state.move is None or state.move.to != to:
        return replace(state, move=Move(to, now))
    move = replace(state.move, answers=state.move.answers + 1)
    if move.answers < MOVE_ANSWERS or now - move.since < MOVE_AFTER:
        return replace(state, move=move)
    return replace(state, move=None, address=to, former=(*state.former, state.address))


def _keeps_secrecy(old: str, new: str) -> bool:
    """Whether a move does not fall back from https to http, which is followed but never stored."""
    return new.startswith("https:") or not old.startswith("https:")


def _failed(state: FetchState, wait: timedelta, now: datetime, jitter: float) -> FetchState:
    return replace(state, failures=state.failures + 1, next_due=now + _spread(wait, jitter))


def _backed_off(interval: timedelta, doublings: int) -> timedelta:
    """The interval doubled so many times, at most a day or the interval itself: a passing error costs no turn."""
    longest = max(LONGEST_WAIT, interval)
    return min(longest, interval * 2 ** min(doublings, _MOST_DOUBLINGS)) if interval < longest else longest


def _pause(outcome: Throttled, now: datetime) -> timedelta:
    return max(_NO_WAIT, outcome.retry_at - now) if outcome.retry_at else _NO_WAIT


def _spread(wait: timedelta, jitter: float) -> timedelta:
    return wait * (1 + SPREAD * jitter)
