"""Time stamps of RFC 3161 through rfc3161-client, which the extra `timestamp` brings.

Nothing is fetched: a query is written for whoever may reach an authority, and the reply is a file.
The only place that imports rfc3161-client.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
from collections.abc import Sequence
from typing import Any

from ..errors import PackageError, UsageError
from ..lazy_dataclasses import dataclass

_WAY_OUT = "install attestle with the extra timestamp: pip install 'attestle[timestamp]'"
_GRANTED = 0
_NOT_SIGNED = "no certificate that was given signed it and was valid at its time"
_LONGEST_REASON = 120


@dataclass(frozen=True, slots=True)
class TimeToken:
    """A reply of an authority: when it saw a hash, and which one; not yet whether it is genuine."""

    time: dt.datetime
    imprint: bytes
    handle: Any


def can_read_tokens() -> bool:
    return importlib.util.find_spec("rfc3161_client") is not None


def write_query(data: bytes) -> bytes:
    """The query for a time stamp over the SHA-256 of `data`; it asks for the certificate.

    It has no nonce: what is stamped is a signature, which is unlike any other. Raises UsageError
    without the extra.
    """
    if not can_read_tokens():
        raise UsageError(f"time stamps need a further package; {_WAY_OUT}")
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    request = TimestampRequestBuilder(data, HashAlgorithm.SHA256, nonce=False, cert_req=True)
    return bytes(request.build().as_bytes())


def read_token(reply: bytes) -> TimeToken:
    """Raises PackageError for what is no reply of an authority, or one that refuses; UsageError
    without the extra.
    """
    if not can_read_tokens():
        raise UsageError(f"time stamps need a further package; {_WAY_OUT}")
    from rfc3161_client import decode_timestamp_response

    try:
        response = decode_timestamp_response(reply)
        status = int(response.status)
        if status != _GRANTED:
            raise PackageError(f"the authority has not granted the time stamp (status {status})")
        info = response.tst_info
        imprint = bytes(info.message_imprint.message)
        return TimeToken(info.gen_time, imprint, response)
    except PackageError:
        raise
    except Exception as error:  # of the library's own kinds, none of which has a common base
        raise PackageError("it is no reply of a time stamp authority") from error


def is_of(token: TimeToken, data: bytes) -> bool:
    """Whether the token is over the SHA-256 of `data`."""
    return token.imprint == hashlib.sha256(data).digest()


def load_certificates(pem: bytes, name: str) -> Sequence[Any]:
    """The certificates of an authority. Raises UsageError for what holds none."""
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise UsageError(f"{name} holds no certificate in PEM") from error


def explain_untrusted(token: TimeToken, data: bytes, authority: Sequence[Any]) -> str:
    """Why the token is not the named authority's over `data`, "" if it is.

    The certificates have to be valid at the time of the token.
    """
    from rfc3161_client import VerifierBuilder

    builder = VerifierBuilder()
    for certificate in dict.fromkeys(authority):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(token.handle, data)
    except Exception as error:  # of the library's own kinds, none of which has a common base
        reason = str(error).split("\n")[0]
        return _NOT_SIGNED if "certificate" in reason.lower() else reason[:_LONGEST_REASON]
    return ""
