"""Signatures of a package judged: by whom, over what, and when as far as that can be known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from ..errors import PackageError
from ..lazy_dataclasses import dataclass
from .envelopes import IN_TOTO, SealedSignature, SignedEnvelope, read_envelope
from .manifest import SIGNATURES, TIMESTAMPS
from .statements import PackageStatement, read_statement

ENVELOPE_END = ".dsse.json"
TIMESTAMP_END = ".tsr"


class SignatureStanding(StrEnum):
    """How a signature or a time stamp stands; only the first two are no failure."""

    VALID = "valid"
    UNVERIFIED = "unverified"
    WRONG = "wrong"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class JudgedTime:
    """`time` is what the token says; `reason` why it does not count, or what is missing to know."""

    path: str
    standing: SignatureStanding
    time: dt.datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JudgedSignature:
    """`time` is the earliest of its time stamps that holds, else the first; None without any."""

    path: str
    key_id: str
    standing: SignatureStanding
    reason: str = ""
    role: str = ""
    signed_on: dt.date | None = None
    time: JudgedTime | None = None


@dataclass(frozen=True, slots=True)
class SignatureQuestion:
    """What signatures are judged by: files of public keys, of signatures beside the package, of
    revoked keys and of the certificates of an authority; the day of the judgement; the roles that
    have to have signed.
    """

    keys: tuple[Path, ...] = ()
    detached: tuple[Path, ...] = ()
    revoked: Path | None = None
    authority: Path | None = None
    at: dt.date | None = None
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verifier:
    """What signatures are judged by.

    `keys` are the ids of the keys that are trusted; `is_signed` says whether one of them made a
    signature (key id, payload, payload type, signature). `revoked` gives for the id of a key the
    day since which it does not count, None for always. `judge_time` judges a token (path, content,
    signature). `at` is the day of the judgement.
    """

    keys: frozenset[str]
    is_signed: Callable[[str, bytes, str, bytes], bool]
    revoked: Mapping[str, dt.date | None]
    judge_time: Callable[[str, bytes, bytes], JudgedTime]
    at: dt.date


def name_envelope(role: str, key_id: str) -> str:
    """`signatures/security-officer-0a1b2c3d4e5f.dsse.json`"""
    return f"{SIGNATURES}{f'{role}-' if role else ''}{key_id[:12]}{ENVELOPE_END}"


def name_token(envelope: str) -> str:
    """The place of the time stamp for a signature."""
    stem = envelope.rpartition("/")[2].removesuffix(ENVELOPE_END)
    return f"{TIMESTAMPS}{stem}{TIMESTAMP_END}"


def judge_signatures(
    manifest_sha256: str,
    envelopes: Mapping[str, bytes],
    tokens: Mapping[str, bytes],
    verifier: Verifier,
) -> tuple[JudgedSignature, ...]:
    """Every signature of every envelope, by path. A token that stamps no signature is told as a
    wrong one of none.
    """
    judged: list[JudgedSignature] = []
    stamped: set[str] = set()
    for path, raw in sorted(envelopes.items()):
        try:
            envelope = read_envelope(raw)
            statement = _read_payload(envelope)
        except PackageError as error:
            judged.append(JudgedSignature(path, "", SignatureStanding.WRONG, str(error)))
            continue
        for sealed in envelope.signatures:
            name = name_token(path)
            token = tokens.get(name) if len(envelope.signatures) == 1 else None
            if token is not None:
                stamped.add(name)
            time = verifier.judge_time(name, token, sealed.signature) if token else None
            judged.append(
                _judge_one(path, envelope, statement, sealed, manifest_sha256, verifier, time)
            )
    for name in sorted(set(tokens) - stamped):
        reason = "the time stamp is of no signature here"
        judged.append(JudgedSignature(name, "", SignatureStanding.WRONG, reason))
    return tuple(judged)


def _read_payload(envelope: SignedEnvelope) -> PackageStatement:
    if envelope.payload_type != IN_TOTO:
        raise PackageError(f"what is signed is of the type {envelope.payload_type[:80]!r}")
    return read_statement(envelope.payload)


def _judge_one(
    path: str,
    envelope: SignedEnvelope,
    statement: PackageStatement,
    sealed: SealedSignature,
    manifest_sha256: str,
    verifier: Verifier,
    time: JudgedTime | None,
) -> JudgedSignature:
    standing, reason = _explain(envelope, statement, sealed, manifest_sha256, verifier, time)
    return JudgedSignature(
        path, sealed.key_id, standing, reason, statement.role, statement.signed_on, time
    )


def _explain(
    envelope: SignedEnvelope,
    statement: PackageStatement,
    sealed: SealedSignature,
    manifest_sha256: str,
    verifier: Verifier,
    time: JudgedTime | None,
) -> tuple[SignatureStanding, str]:
    if statement.manifest_sha256 != manifest_sha256:
        return SignatureStanding.WRONG, "it is over the manifest of another package"
    if sealed.key_id not in verifier.keys:
        # a key that is known to be lost is told, whoever is trusted
        if sealed.key_id in verifier.revoked:
            return SignatureStanding.REVOKED, _name_revocation(verifier.revoked[sealed.key_id])
        return SignatureStanding.UNVERIFIED, "its key is not among those given with --key"
    signed = verifier.is_signed(
        sealed.key_id, envelope.payload, envelope.payload_type, sealed.signature
    )
    if not signed:
        return SignatureStanding.WRONG, "the key did not make this signature"
    if time is not None and time.standing is SignatureStanding.WRONG:
        return SignatureStanding.WRONG, f"its time stamp: {time.reason}"
    if statement.signed_on > verifier.at:
        return (
            SignatureStanding.WRONG,
            f"it says to be of {statement.signed_on}, which has not come",
        )
    return _judge_revocation(sealed.key_id, verifier, time)


def _judge_revocation(
    key_id: str, verifier: Verifier, time: JudgedTime | None
) -> tuple[SignatureStanding, str]:
    """A key that was revoked later still counts where a time stamp that holds is of before."""
    if key_id not in verifier.revoked:
        return SignatureStanding.VALID, ""
    since = verifier.revoked[key_id]
    if since is not None and since > verifier.at:
        return (
            SignatureStanding.VALID,
            f"its key is revoked since {since}, after the day of this judgement",
        )
    holds = time is not None and time.standing is SignatureStanding.VALID and time.time is not None
    if since is not None and holds and time and time.time and time.time.date() < since:
        return (
            SignatureStanding.VALID,
            f"its key is revoked since {since}; its time stamp is of before",
        )
    return SignatureStanding.REVOKED, _name_revocation(since)


def _name_revocation(since: dt.date | None) -> str:
    return f"its key is revoked since {since}" if since else "its key is revoked"


def list_missing_roles(
    judged: Iterable[JudgedSignature], required: Sequence[str]
) -> tuple[str, ...]:
    """Roles of which no valid signature is there."""
    signed = {item.role for item in judged if item.standing is SignatureStanding.VALID}
    return tuple(role for role in required if role not in signed)
