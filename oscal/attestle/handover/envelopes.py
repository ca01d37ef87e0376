"""DSSE envelopes, in the one spelling that a package holds: a statement, and who signed it.

The format is that of the Dead Simple Signing Envelope; an envelope that another program spelled in
another way, such as with other blanks, is refused, so that none of its bytes can be changed unseen.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from ..errors import PackageError
from ..formats import strict_json
from ..lazy_dataclasses import dataclass

IN_TOTO = "application/vnd.in-toto+json"
# An envelope of more has no reason to exist: each signer may write one
MOST_SIGNATURES = 16
_KEYS = ("payload", "payloadType", "signatures")


@dataclass(frozen=True, slots=True)
class SealedSignature:
    """A signature, and the id of the key that is said to have made it."""

    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedEnvelope:
    payload: bytes
    payload_type: str
    signatures: tuple[SealedSignature, ...]


def write_envelope(envelope: SignedEnvelope) -> bytes:
    return strict_json.write_json(
        {
            "payload": base64.b64encode(envelope.payload).decode(),
            "payloadType": envelope.payload_type,
            "signatures": [
                {"keyid": item.key_id, "sig": base64.b64encode(item.signature).decode()}
                for item in envelope.signatures
            ],
        }
    )


def read_envelope(raw: bytes) -> SignedEnvelope:
    """Raises PackageError for what `write_envelope` does not write."""
    tree = _parse_object(raw)
    if tuple(tree) != _KEYS or not isinstance(tree["payloadType"], str):
        raise PackageError("it is no DSSE envelope: payload, payloadType and signatures")
    rows = tree["signatures"]
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_SIGNATURES:
        raise PackageError(f"it has no signature, or more than {MOST_SIGNATURES}")
    envelope = SignedEnvelope(
        _decode(tree["payload"]), tree["payloadType"], tuple(map(_read_signature, rows))
    )
    ids = [item.key_id for item in envelope.signatures]
    if len(set(ids)) != len(ids):
        raise PackageError("it has two signatures by one key")
    if write_envelope(envelope) != raw:
        raise PackageError("it is spelled in another way than attestle spells it")
    return envelope


def _parse_object(raw: bytes) -> Mapping[str, Any]:
    tree, problems = strict_json.read_json(raw)
    if problems or not isinstance(tree, dict):
        raise PackageError("it is no JSON object")
    return tree


def _read_signature(row: object) -> SealedSignature:
    if not isinstance(row, dict) or tuple(row) != ("keyid", "sig"):
        raise PackageError("a signature has other keys than keyid and sig")
    if not isinstance(row["keyid"], str):
        raise PackageError("a keyid is no text")
    return SealedSignature(row["keyid"], _decode(row["sig"]))


def _decode(value: object) -> bytes:
    if not isinstance(value, str):
        raise PackageError("what should be base64 is no text")
    try:
        return base64.b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise PackageError("what should be base64 is none") from error
