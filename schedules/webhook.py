"""Posts a notice to the operators' webhook. Loaded only when there is one to post: aiohttp takes its time to load.

Not the client for feeds: an operator's webhook often lies in a private network, and it alone may be reached there. No
redirect is followed, no proxy used, and nothing that is told of a failure holds the address: it can be a secret.
"""

import asyncio

import aiohttp
from yarl import URL

from ingest.address_guard import AddressGuard
from ingest.errors import BlockedAddress
from ingest.http_faults import FAULTS, as_failure
from schedules.errors import NoticeTimedOut, WebhookRefused, WebhookUnreachable
from schedules.settings import AlarmSettings

_SUCCESS = range(200, 300)


def post(body: bytes, name: str, settings: AlarmSettings, user_agent: str) -> None:
    """Post one notice as JSON, under a name by which the receiver knows it again. Raises NoticeFailed."""
    asyncio.run(_post(body, name, settings, user_agent))


async def _post(body: bytes, name: str, settings: AlarmSettings, user_agent: str) -> None:
    address = URL(settings.webhook.get_secret_value() if settings.webhook else "")
    headers = {"User-Agent": user_agent, "Content-Type": "application/json", "Idempotency-Key": name}
    if settings.webhook_authorization is not None:
        headers["Authorization"] = settings.webhook_authorization.get_secret_value()
    guard = AddressGuard(settings.allow_private)
    try:
        async with (
            asyncio.timeout(settings.deadline_s),
            _session(guard) as session,
            session.post(address, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            status = answer.status
    except TimeoutError as fault:
        sentence = f"the webhook gave no answer within {settings.deadline_s:g} s"
        raise NoticeTimedOut(sentence, "see that it is up; 'alarms.deadline_s' is how long it may take") from fault
    except FAULTS as fault:
        failure = as_failure(fault, address, redirected=False)
        is_closed = isinstance(failure, BlockedAddress)
        advice = "put its network under 'alarms.allow_private' if it is yours" if is_closed else "see that it is up"
        raise WebhookUnreachable(f"no way to the webhook: {failure.code}, {failure.sentence}", advice) from fault
    if status not in _SUCCESS:
        raise WebhookRefused(f"the webhook answered {status}", "check 'alarms.webhook' and what it wants to be told")


def _session(guard: AddressGuard) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(socket_factory=guard.open_socket, use_dns_cache=False, force_close=True)
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=None)
    )
