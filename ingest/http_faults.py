"""What aiohttp and the system raise, turned into copydesk's own errors."""

from http import HTTPStatus

import aiohttp
from aiohttp.client_middlewares import ClientHandlerType
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from ingest.address_guard import AddressRefused, NameUnresolved
from ingest.errors import (
    AuthRefused,
    BadAddress,
    BadProtocol,
    BadRedirect,
    BlockedAddress,
    ConnectionFailed,
    HostUnknown,
    HttpFailure,
    TlsFailed,
    Truncated,
)
from ingest.redirects import shown

FAULTS = (aiohttp.ClientError, HttpProcessingError, OSError)
"""What a request may raise besides TimeoutError, an OSError too, which is caught first."""


_PROXY_ADVICE = "check 'proxy' and the proxy's own log"
_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], type[HttpFailure], str, str], ...] = (
    # The first that fits counts: aiohttp's errors are kinds of one another.
    ((aiohttp.ClientConnectorDNSError, NameUnresolved), HostUnknown, "the name of its host does not resolve", ""),
    (
        (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError),
        ConnectionFailed,
        "the proxy does not connect",
        _PROXY_ADVICE,
    ),
    (aiohttp.ClientSSLError, TlsFailed, "no trusted TLS connection to its host", ""),
    (aiohttp.ClientConnectorError, ConnectionFailed, "its host does not take the connection", ""),
    (aiohttp.ClientPayloadError, Truncated, "the body broke off", ""),
    ((aiohttp.ClientResponseError, HttpProcessingError), BadProtocol, "what its host sent is no HTTP answer", ""),
    (Exception, ConnectionFailed, "the connection was lost before the answer was whole", ""),
)


class _ConnectionLost(aiohttp.ClientError):
    """A connection that ended without an answer, in a form that aiohttp does not retry by itself."""


async def without_retry(request: aiohttp.ClientRequest, handler: ClientHandlerType) -> aiohttp.ClientResponse:
    """Middleware: a lost connection is an error at once. aiohttp would ask a second time, unseen by the pace."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as fault:
        raise _ConnectionLost from fault


def as_failure(fault: Exception, here: URL, *, redirected: bool) -> HttpFailure:
    """The failure that an exception means. None of its text is passed on: it may hold what a host sent."""
    subject = shown(here)
    if refused := _refused(fault):
        return BlockedAddress(subject, f"its host is at {refused.address}, which is not public")
    if isinstance(fault, aiohttp.ClientHttpProxyError) and fault.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return AuthRefused(subject, "the proxy wants credentials", "check the proxy's credentials")
    if isinstance(fault, aiohttp.InvalidURL):
        return (BadRedirect if redirected else BadAddress)(subject, "its host is an address in an odd form")
    _, failure, sentence, advice = next(meaning for meaning in _MEANINGS if isinstance(fault, meaning[0]))
    return failure(subject, sentence, advice)


def _refused(fault: Exception) -> AddressRefused | None:
    """The guard's refusal, on its own or as the reason that the connector gives."""
    reason = fault.os_error if isinstance(fault, aiohttp.ClientConnectorError) else fault
    return reason if isinstance(reason, AddressRefused) else None
