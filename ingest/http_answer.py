"""Reads an HTTP answer: its status as an outcome or an error, its body whole and bounded, its headers as facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from http import HTTPStatus

import aiohttp
from multidict import CIMultiDict

from ingest.answers import Fetched, NotModified, Outcome
from ingest.errors import (
    AuthRefused,
    BadContentCoding,
    BadProtocol,
    BodyTooLarge,
    Gone,
    HttpError,
    HttpFailure,
    Throttled,
    Truncated,
)
from ingest.freshness import fresh_for, retry_at
from ingest.inflate import Inflater
from ingest.redirects import shown
from ingest.validators import read_validators

_CHUNK = 65_536
_WHOLE = frozenset(range(200, 300)) - {HTTPStatus.PARTIAL_CONTENT}
# Headers that are lists (RFC 9110, 5.3); of others the first counts.
_LISTS = ("Cache-Control", "Content-Encoding")
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]{1,64}/[\w.+-]{1,64})\s*(?:;|$)", re.ASCII)  # application/rss+xml
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.ASCII | re.IGNORECASE)  # ; charset="utf-8"
_ADVICE: Mapping[int, str] = {
    403: "some hosts refuse programs: ask the host, or set the 'headers' that it wants",
    404: "look for the new address on the site",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a request when its answer is read.

    `is_conditional` says that validators went along, `is_signed` that credentials did.
    """

    address: str
    max_bytes: int
    now: datetime
    is_conditional: bool
    is_signed: bool
    moved_to: str | None


async def read_outcome(response: aiohttp.ClientResponse, asked: Asked) -> Outcome:
    """The body or the 304 of an answer. Raises HttpFailure; the body of an error is never read."""
    _refuse_controls(response.reason or "", asked)
    headers = _joined(response)
    validators = read_validators(asked.address, headers)
    fresh = fresh_for(headers, asked.now)
    if response.status == HTTPStatus.NOT_MODIFIED and asked.is_conditional:
        return NotModified(asked.now, asked.address, validators, fresh, asked.moved_to)
    if response.status not in _WHOLE:
        raise _failure(response.status, headers, asked)
    body = await _read_body(response, headers, asked)
    return Fetched(
        body=body,
        body_hash=blake2b(body, digest_size=16).hexdigest(),
        received_at=asked.now,
        address=asked.address,
        media_type=_media_type(headers),
        charset=_charset(headers),
        validators=validators,
        fresh_for=fresh,
        moved_to=asked.moved_to,
    )


def _refuse_controls(reason: str, asked: Asked) -> None:
    """Raise BadProtocol for a status line with control characters (RFC 9112, 4): no web server writes those."""
    if any(letter < " " and letter != "\t" for letter in reason):
        raise BadProtocol(shown(asked.address), "the status line holds control characters")


def _joined(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    """The headers, lists that were given in pieces as one: a second coding must not hide behind the first."""
    headers = CIMultiDict(response.headers)
    for name in _LISTS:
        if pieces := response.headers.getall(name, ()):
            headers[name] = ", ".join(pieces)
    return headers


def _failure(status: int, headers: Mapping[str, str], asked: Asked) -> HttpFailure:
    subject = shown(asked.address)
    match status:
        case 206:
            return Truncated(subject, "the host sent a part that was not asked for (206)")
        case 401 | 407:
            return AuthRefused(subject, f"the host wants credentials ({status})")
        case 403 if asked.is_signed:
            return AuthRefused(subject, "the host refuses the credentials (403)")
        case 410:
            return Gone(subject, "the host says that this address is gone for good (410)")
        case 429 | 503:
            pause = Throttled(subject, f"the host asks for a pause ({status})")
            pause.retry_at = retry_at(headers, asked.now)
            return pause
        case _:
            failure = HttpError(subject, f"the host answers with status {status}", _ADVICE.get(status, ""))
            failure.status = status
            return failure


async def _read_body(response: aiohttp.ClientResponse, headers: Mapping[str, str], asked: Asked) -> bytes:
    """The decoded body. Bytes on the wire are counted too: a compressed body may inflate to nothing without end."""
    subject = shown(asked.address)
    inflater = Inflater(asked.max_bytes, subject) if _is_gzip(headers, subject) else None
    body, received = bytearray(), response.content_length or 0
    if received <= asked.max_bytes:
        received = 0
        async for chunk in response.content.iter_chunked(_CHUNK):
            received += len(chunk)
            if received > asked.max_bytes:
                break
            body += inflater.feed(chunk) if inflater else chunk
    if received > asked.max_bytes:
        raise BodyTooLarge(subject, f"the body is larger than the source's 'max_bytes', {asked.max_bytes}")
    if inflater and received:
        inflater.finish()
    return bytes(body)


def _is_gzip(headers: Mapping[str, str], subject: str) -> bool:
    """Whether the body is gzip; False for a plain one. Raises BadContentCoding for what was not asked for."""
    listed = (coding.strip().lower() for coding in headers.get("Content-Encoding", "").split(","))
    codings = [coding for coding in listed if coding not in {"", "identity"}]
    if codings and codings not in (["gzip"], ["x-gzip"]):
        raise BadContentCoding(subject, "the body has a content coding other than one gzip")
    return bool(codings)


def _media_type(headers: Mapping[str, str]) -> str:
    told = _MEDIA_TYPE.match(headers.get("Content-Type", ""))
    return told[1].lower() if told else "application/octet-stream"


def _charset(headers: Mapping[str, str]) -> str | None:
    told = _CHARSET.search(headers.get("Content-Type", ""))
    return told[1].lower() if told else None
