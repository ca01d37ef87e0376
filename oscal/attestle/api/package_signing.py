"""Keys, signatures and time stamps of packages: made, put inside, and judged."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import PackageError, UsageError
from ..handover.container import (
    PackedFile,
    measure_pieces,
    read_content,
    walk_content,
    write_container,
)
from ..handover.entry_slice import open_entry
from ..handover.envelopes import (
    IN_TOTO,
    SealedSignature,
    SignedEnvelope,
    read_envelope,
    write_envelope,
)
from ..handover.manifest import (
    MOST_UNLISTED_BYTES,
    SIGNATURES,
    TIMESTAMPS,
    is_unlisted,
    sort_unlisted,
)
from ..handover.package_proof import ProvenPackage, prove_files
from ..handover.signatures import (
    JudgedSignature,
    JudgedTime,
    SignatureQuestion,
    SignatureStanding,
    Verifier,
    judge_signatures,
    name_envelope,
    name_token,
)
from ..handover.statements import PackageStatement, write_statement
from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from ..store import files, key_files
from ..store.package_files import open_package, save_beside, save_package
from ..upstream import signing, timestamps
from .clock import today_everywhere

PRIVATE_END, PUBLIC_END = ".private.pem", ".public.pem"
_ROLE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_KEY_ID = re.compile(r"[0-9a-f]{64}\Z")
_LONGEST_ROLE = 60


@dataclass(frozen=True, slots=True)
class NewKeys:
    private: Path
    public: Path
    key_id: str


@dataclass(frozen=True, slots=True)
class SignedPackage:
    """`place` is the entry, or the file beside the package, that has the signature."""

    place: str
    key_id: str
    manifest_sha256: str
    role: str


def make_keys(folder: Path, name: str, kind: str, passphrase: bytes) -> NewKeys:
    """A new pair as `NAME.private.pem` and `NAME.public.pem`; raises UsageError where one is there,
    or where git would take the private one in.
    """
    if not _ROLE.match(name):
        raise UsageError(f'"{name}" is no name for a key; use small letters, digits and hyphens')
    if not passphrase:
        raise UsageError("a private key is never written without a passphrase")
    made = signing.make_key_files(kind, passphrase)
    private, public = f"{name}{PRIVATE_END}", f"{name}{PUBLIC_END}"
    key_files.save_keys(folder, {private: made.private}, {public: made.public})
    return NewKeys(folder / private, folder / public, made.key_id)


def sign_package(
    path: Path,
    key: Path,
    role: str,
    passphrase: bytes | None,
    *,
    detached: Path | None = None,
    day: dt.date | None = None,
) -> SignedPackage:
    """Sign the manifest of a package, inside it or in a file beside it.

    `role` is what the signer signs as, "" for none. Raises PackageError for a package that is not
    what it says, UsageError for a key of another kind and for a signature that is there already.
    """
    if role and (not _ROLE.match(role) or len(role) > _LONGEST_ROLE):
        raise UsageError(f'"{role}" is no role; write it as in people.yaml: security-officer')
    private = signing.load_private_key(
        files.read_outside(key, key_files.MOST_KEY_BYTES), str(key), passphrase
    )
    key_id = private.public.key_id
    with open_package(path) as file:
        package = prove_files(file)
        statement = _make_statement(package, role, day or today_everywhere())
        payload = write_statement(statement)
        signature = signing.sign_payload(private, payload, IN_TOTO)
        envelope = SignedEnvelope(payload, IN_TOTO, (SealedSignature(key_id, signature),))
        data = write_envelope(envelope)
        name = name_envelope(role, key_id)
        if detached is None:
            _refuse_entry(package, name)
            _add_entry(path, file, package, name, data)
    place = name
    if detached is not None:
        save_beside(detached, data, _is_envelope, MOST_UNLISTED_BYTES)
        place = str(detached)
    return SignedPackage(place, key_id, statement.manifest_sha256, role)


def _make_statement(package: ProvenPackage, role: str, day: dt.date) -> PackageStatement:
    head = package.manifest.head
    facts = {
        "system": str(head.get("system", {}).get("name", "")),
        "audience": str(head.get("audience", {}).get("name", "")),
        "revision": str(head.get("source", {}).get("revision", "")),
        "as_of": str(head.get("as_of", "")),
    }
    return PackageStatement(package.manifest_sha256, role, day, facts)


def _refuse_entry(package: ProvenPackage, name: str) -> None:
    if name in package.entries:
        raise UsageError(f"the package has {name} already: this key has signed it in this role")


def _add_entry(path: Path, file: BinaryIO, package: ProvenPackage, name: str, data: bytes) -> None:
    """The package with one signature or time stamp more; all else stays byte for byte."""
    packed = {
        entry.path: PackedFile(
            entry.path,
            measure_pieces(walk_content(file, entry)),
            partial(open_entry, file, entry),
        )
        for entry in package.entries.values()
    }
    packed[name] = PackedFile(name, measure_pieces(iter((data,))), partial(io.BytesIO, data))
    listed = [item for item in package.entries if not is_unlisted(item)]
    order = [*listed, *sort_unlisted([item for item in packed if is_unlisted(item)])]
    save_package(path, lambda out: write_container(out, [packed[item] for item in order]))


def write_timestamp_query(path: Path, out: Path, signature: str = "") -> str:
    """Write the query for a time stamp over a signature inside the package; which one it is for.

    `signature` names the entry where there are several. Raises UsageError where it is not there.
    """
    with open_package(path) as file:
        package = prove_files(file)
        sealed = _read_inner_signatures(file, package)
    if not sealed:
        raise UsageError(
            f"{path} has no signature to stamp; first: attestle sign {path} --key FILE"
        )
    if not signature and len(sealed) > 1:
        raise UsageError(f"it has several signatures; name one of them: {', '.join(sealed)}")
    name = signature or next(iter(sealed))
    if name not in sealed:
        raise UsageError(f'it has no signature "{name}"; it has {", ".join(sealed)}')
    query = timestamps.write_query(sealed[name])
    save_beside(out, query, lambda found: found == query, MOST_UNLISTED_BYTES)
    return name


def _is_envelope(data: bytes) -> bool:
    try:
        read_envelope(data)
    except PackageError:
        return False
    return True


def add_timestamp(path: Path, reply: Path) -> tuple[str, dt.datetime]:
    """Put the reply of an authority into the package, beside the signature that it is over; its
    place and time. Whether it is genuine is judged by whoever verifies.

    Raises PackageError for a reply that is none, or over no signature of the package.
    """
    data = files.read_outside(reply, MOST_UNLISTED_BYTES)
    token = timestamps.read_token(data)
    with open_package(path) as file:
        package = prove_files(file)
        sealed = _read_inner_signatures(file, package)
        name = next((key for key, made in sealed.items() if timestamps.is_of(token, made)), None)
        if name is None:
            raise PackageError(
                f"{reply} is over no signature of {path}: another package's, or none"
            )
        place = name_token(name)
        if place in package.entries:
            raise UsageError(f"the signature {name} has its time stamp already")
        _add_entry(path, file, package, place, data)
    return place, token.time


def _read_inner_signatures(file: BinaryIO, package: ProvenPackage) -> dict[str, bytes]:
    """The signature of each envelope with a single one, by entry."""
    found = {}
    for path, data in _read_unlisted(file, package, SIGNATURES).items():
        envelope = read_envelope(data)
        if len(envelope.signatures) == 1:
            found[path] = envelope.signatures[0].signature
    return found


def judge_package_signatures(
    file: BinaryIO, package: ProvenPackage, question: SignatureQuestion
) -> tuple[JudgedSignature, ...]:
    """Every signature inside the package and of the files beside it.

    Raises UsageError for a key, list or certificate that cannot be used.
    """
    envelopes = _read_unlisted(file, package, SIGNATURES)
    for path in question.detached:
        envelopes[str(path)] = files.read_outside(path, MOST_UNLISTED_BYTES)
    tokens = _read_unlisted(file, package, TIMESTAMPS)
    verifier = _make_verifier(question)
    return judge_signatures(package.manifest_sha256, envelopes, tokens, verifier)


def _read_unlisted(file: BinaryIO, package: ProvenPackage, folder: str) -> dict[str, bytes]:
    return {
        path: read_content(file, entry, MOST_UNLISTED_BYTES)
        for path, entry in package.entries.items()
        if path.startswith(folder)
    }


def _make_verifier(question: SignatureQuestion) -> Verifier:
    keys = {}
    for path in question.keys:
        pem = files.read_outside(path, key_files.MOST_KEY_BYTES)
        key = signing.load_public_key(pem, str(path))
        keys[key.key_id] = key

    def is_signed(key_id: str, payload: bytes, payload_type: str, signature: bytes) -> bool:
        return signing.is_signed(keys[key_id], payload, payload_type, signature)

    at = question.at or today_everywhere()
    return Verifier(
        frozenset(keys),
        is_signed,
        read_revoked(question.revoked) if question.revoked else {},
        partial(_judge_time, authority=_load_authority(question.authority), at=at),
        at,
    )


def _load_authority(path: Path | None) -> Sequence[Any]:
    if path is None:
        return ()
    return timestamps.load_certificates(files.read_outside(path, MOST_UNLISTED_BYTES), str(path))


def _judge_time(
    path: str, reply: bytes, signature: bytes, *, authority: Sequence[Any], at: dt.date
) -> JudgedTime:
    if not timestamps.can_read_tokens():
        reason = "reading it needs the extra timestamp: pip install 'attestle[timestamp]'"
        return JudgedTime(path, SignatureStanding.UNVERIFIED, None, reason)
    try:
        token = timestamps.read_token(reply)
    except PackageError as error:
        return JudgedTime(path, SignatureStanding.WRONG, None, str(error))
    if not timestamps.is_of(token, signature):
        return JudgedTime(path, SignatureStanding.WRONG, token.time, "it is over another signature")
    if token.time.date() > at:
        reason = f"it says {token.time.date()}, which had not come on {at}"
        return JudgedTime(path, SignatureStanding.WRONG, token.time, reason)
    if not authority:
        reason = "no certificate of its authority is given (--tsa-cert)"
        return JudgedTime(path, SignatureStanding.UNVERIFIED, token.time, reason)
    if reason := timestamps.explain_untrusted(token, signature, authority):
        return JudgedTime(
            path, SignatureStanding.WRONG, token.time, f"not by this authority: {reason}"
        )
    return JudgedTime(path, SignatureStanding.VALID, token.time)


def read_revoked(path: Path) -> Mapping[str, dt.date | None]:
    """A text file with the id of a revoked key on each line, and behind it the day since which it
    does not count; without a day it never did. Blank lines and `#` are comments.

    Raises UsageError with the line of what is neither.
    """
    revoked: dict[str, dt.date | None] = {}
    text = files.read_outside(path, MOST_UNLISTED_BYTES).decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        day = read_iso_day(words[1]) if len(words) == 2 else None
        if not _KEY_ID.match(words[0]) or len(words) > 2 or (len(words) == 2 and day is None):
            raise UsageError(
                f"{path}:{number}: not the id of a key (64 hexadecimal digits) and a day:"
                f" {line[:80]}"
            )
        # of two days the earlier one counts, and none before any
        before = revoked.get(words[0], day)
        revoked[words[0]] = min(before, day) if before and day else None
    return revoked
