"""Signatures and time stamps of packages: who made them, over what, when; and everything that
looks like one and is none.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import random
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa

from attestle.api import package_signing as signing
from attestle.api.package_signing import (
    NewKeys,
    judge_package_signatures,
)
from attestle.errors import PackageError, UsageError
from attestle.handover.container import write_container
from attestle.handover.envelopes import IN_TOTO, read_envelope, write_envelope
from attestle.handover.manifest import MANIFEST
from attestle.handover.package_proof import prove_files
from attestle.handover.signatures import (
    JudgedSignature,
    SignatureQuestion,
    SignatureStanding,
    name_token,
)
from attestle.handover.statements import read_statement, write_statement
from attestle.upstream.timestamps import can_read_tokens, load_certificates
from conftest import Run, examples
from packed import wrap_file
from signed_packages import PASSPHRASE, write_package
from time_authority import TimeAuthority, make_authority

DAY = dt.date(2026, 11, 27)
NOON = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Signers:
    """Two pairs of keys, and the file of the passphrase of both."""

    officer: NewKeys
    official: NewKeys
    passphrase: Path


@pytest.fixture(scope="module")
def signers(tmp_path_factory: pytest.TempPathFactory) -> Signers:
    folder = tmp_path_factory.mktemp("keys")
    file = folder / "passphrase.txt"
    file.write_bytes(PASSPHRASE + b"\n")
    return Signers(
        signing.make_keys(folder, "officer", "ecdsa", PASSPHRASE),
        signing.make_keys(folder, "official", "rsa", PASSPHRASE),
        file,
    )


@pytest.fixture(scope="module")
def authority() -> TimeAuthority:
    return make_authority("Stamp One")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "acme.zip")


def _sign(package: Path, keys: NewKeys, role: str = "security-officer") -> signing.SignedPackage:
    return signing.sign_package(package, keys.private, role, PASSPHRASE, day=DAY)


def _judge(package: Path, *keys: NewKeys, **asked: Any) -> tuple[JudgedSignature, ...]:
    question = SignatureQuestion(tuple(item.public for item in keys), at=DAY)
    with package.open("rb") as file:
        return judge_package_signatures(file, prove_files(file), replace(question, **asked))


def _read_entries(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write_entries(package: Path, entries: dict[str, bytes]) -> Path:
    with package.open("wb") as out:
        write_container(out, [wrap_file(path, data) for path, data in entries.items()])
    return package


def test_signature_is_inside_and_holds(package: Path, signers: Signers) -> None:
    before = _read_entries(package)
    done = _sign(package, signers.officer)
    after = _read_entries(package)
    assert after.pop(done.place).startswith(b"{")
    assert after == before
    (judged,) = _judge(package, signers.officer)
    assert judged.standing is SignatureStanding.VALID
    assert (judged.role, judged.key_id) == ("security-officer", signers.officer.key_id)
    assert judged.signed_on == DAY
    assert done.manifest_sha256 == hashlib.sha256(before[MANIFEST]).hexdigest()


def test_several_sign_and_each_is_told(package: Path, signers: Signers) -> None:
    _sign(package, signers.officer)
    _sign(package, signers.official, "affirming-official")
    judged = _judge(package, signers.officer, signers.official)
    assert [item.role for item in judged] == ["affirming-official", "security-officer"]
    assert {item.standing for item in judged} == {SignatureStanding.VALID}
    first, second = _judge(package, signers.officer)
    assert (first.standing, second.standing) == (
        SignatureStanding.UNVERIFIED,
        SignatureStanding.VALID,
    )


def test_key_signs_once_in_a_role(package: Path, signers: Signers) -> None:
    _sign(package, signers.officer)
    before = package.read_bytes()
    with pytest.raises(UsageError, match="has signed it in this role"):
        _sign(package, signers.officer)
    assert package.read_bytes() == before
    _sign(package, signers.officer, "system-owner")
    assert len(_judge(package, signers.officer)) == 2


def test_without_a_key_nothing_is_a_pass(package: Path, signers: Signers) -> None:
    _sign(package, signers.officer)
    (judged,) = _judge(package)
    assert judged.standing is SignatureStanding.UNVERIFIED
    assert "--key" in judged.reason


def test_detached_signature_leaves_the_package_as_it_is(
    package: Path, signers: Signers, tmp_path: Path
) -> None:
    before = package.read_bytes()
    beside = tmp_path / "acme.dsse.json"
    signing.sign_package(
        package, signers.officer.private, "security-officer", PASSPHRASE, detached=beside, day=DAY
    )
    assert package.read_bytes() == before
    assert _judge(package, signers.officer) == ()
    (judged,) = _judge(package, signers.officer, detached=(beside,))
    assert judged.standing is SignatureStanding.VALID


@pytest.mark.parametrize("kind", ["package", "key", "note", "link"])
def test_what_stands_beside_a_package_is_never_replaced(
    kind: str, package: Path, signers: Signers, tmp_path: Path
) -> None:
    """But for another signature: neither by a signature nor by a query."""
    note, link = tmp_path / "note.txt", tmp_path / "link.json"
    note.write_text("somebody's own")
    link.symlink_to(note)
    places = {"package": package, "key": signers.officer.private, "note": note, "link": link}
    _sign(package, signers.officer)
    before = {name: path.read_bytes() for name, path in places.items()}
    key = signers.official.private
    with pytest.raises(UsageError, match="is there and is another file"):
        signing.sign_package(package, key, "", PASSPHRASE, detached=places[kind], day=DAY)
    if can_read_tokens():
        with pytest.raises(UsageError, match="is there and is another file"):
            signing.write_timestamp_query(package, places[kind])
    assert {name: path.read_bytes() for name, path in places.items()} == before
    beside = tmp_path / "own.dsse.json"
    for _ in range(2):
        signing.sign_package(package, key, "", PASSPHRASE, detached=beside, day=DAY)


@pytest.mark.parametrize(
    ("signer", "reader"),
    [("Pacific/Kiritimati", "Pacific/Honolulu"), ("Pacific/Honolulu", "Pacific/Kiritimati")],
)
def test_signature_holds_at_once_on_the_other_side_of_the_earth(
    signer: str,
    reader: str,
    package: Path,
    signers: Signers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where it is another day already, or still."""
    monkeypatch.setenv("TZ", signer)
    time.tzset()
    signing.sign_package(package, signers.officer.private, "", PASSPHRASE)
    monkeypatch.setenv("TZ", reader)
    time.tzset()
    (judged,) = _judge(package, signers.officer, at=None)
    monkeypatch.undo()
    time.tzset()
    assert judged.standing is SignatureStanding.VALID


def test_signature_of_another_package_is_refused(
    package: Path, signers: Signers, tmp_path: Path
) -> None:
    other = write_package(tmp_path / "other.zip", "Something else.\n")
    place = _sign(other, signers.officer).place
    entries = _read_entries(package) | {place: _read_entries(other)[place]}
    (judged,) = _judge(_write_entries(package, entries), signers.officer)
    assert judged.standing is SignatureStanding.WRONG
    assert "another package" in judged.reason


def test_changed_package_is_not_signed(package: Path, signers: Signers) -> None:
    entries = _read_entries(package)
    entries["documents/acme-ssp.md"] = b"# Flan\n"
    _write_entries(package, entries)
    with pytest.raises(PackageError, match="was changed"):
        _sign(package, signers.officer)


def test_every_changed_byte_of_an_envelope_is_seen(package: Path, signers: Signers) -> None:
    """Also where base64 or JSON would read the same from other bytes."""
    place = _sign(package, signers.officer).place
    entries = _read_entries(package)
    raw = entries[place]
    pick = random.Random(7)
    places = pick.sample(range(len(raw)), k=min(len(raw), examples(400, 40)))
    for index in places:
        changed = bytearray(raw)
        changed[index] = pick.choice([byte for byte in range(256) if byte != raw[index]])
        _write_entries(package, entries | {place: bytes(changed)})
        (judged,) = _judge(package, signers.officer)
        assert judged.standing is not SignatureStanding.VALID, (
            index,
            bytes(changed[index : index + 1]),
        )


def _change_statement(raw: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    tree = json.loads(raw)
    statement = json.loads(base64.b64decode(tree["payload"]))
    change(statement)
    tree["payload"] = base64.b64encode(json.dumps(statement, indent=2).encode() + b"\n").decode()
    return json.dumps(tree, indent=2).encode() + b"\n"


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda raw: b"signed, believe me",
    "a list": lambda raw: b"[]\n",
    "deep": lambda raw: b"[" * 50_000,
    "a key twice": lambda raw: raw.replace(b'"payload":', b'"payload": "", "payload":', 1),
    "another type": lambda raw: raw.replace(b"vnd.in-toto+json", b"vnd.other+json"),
    "no signature": lambda raw: json.dumps(json.loads(raw) | {"signatures": []}).encode(),
    "many signatures": lambda raw: json.dumps(
        json.loads(raw) | {"signatures": json.loads(raw)["signatures"] * 40}
    ).encode(),
    "one signature twice": lambda raw: write_envelope(
        replace(read_envelope(raw), signatures=read_envelope(raw).signatures * 2)
    ),
    "signature of no bytes": lambda raw: write_envelope(
        replace(
            read_envelope(raw),
            signatures=(replace(read_envelope(raw).signatures[0], signature=b""),),
        )
    ),
    "other blanks": lambda raw: raw.replace(b"  ", b"\t"),
    "another role": lambda raw: _change_statement(
        raw, lambda tree: tree["predicate"].update(role="affirming-official")
    ),
    "another predicate": lambda raw: _change_statement(
        raw, lambda tree: tree.update(predicateType="https://slsa.dev/provenance/v1")
    ),
    "no subject": lambda raw: _change_statement(raw, lambda tree: tree.update(subject=[])),
    "not UTF-8": lambda raw: raw[:-10] + b"\xff\xfe" + raw[-8:],
    "numbers for text": lambda raw: json.dumps(json.loads(raw) | {"payload": 7}).encode(),
    "huge base64": lambda raw: json.dumps(json.loads(raw) | {"payload": "A" * 900_000}).encode(),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_envelope_is_wrong_and_no_crash(kind: str, package: Path, signers: Signers) -> None:
    place = _sign(package, signers.officer).place
    entries = _read_entries(package)
    entries[place] = HOSTILE[kind](entries[place])
    for judged in _judge(_write_entries(package, entries), signers.officer):
        assert judged.standing is SignatureStanding.WRONG, judged
        assert judged.reason


def test_statement_says_what_it_is_over(package: Path, signers: Signers) -> None:
    place = _sign(package, signers.officer).place
    statement = json.loads(read_envelope(_read_entries(package)[place]).payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"][0]["name"] == MANIFEST
    assert statement["predicate"] == {
        "states": "this is the package as the signer hands it over",
        "role": "security-officer",
        "signed_on": "2026-11-27",
        "system": "acme",
        "audience": "archive",
        "revision": "1f3c9a0b7d42",
        "as_of": "2026-11-24",
    }
    read = read_statement(write_statement(read_statement(json_bytes(place, package))))
    assert read.role == "security-officer"


def json_bytes(place: str, package: Path) -> bytes:
    return read_envelope(_read_entries(package)[place]).payload


@pytest.mark.parametrize(
    ("since", "standing"),
    [
        ("", SignatureStanding.REVOKED),
        (" 2026-11-01", SignatureStanding.REVOKED),
        (" 2026-12-24", SignatureStanding.VALID),
    ],
)
def test_revoked_key(
    since: str, standing: SignatureStanding, package: Path, signers: Signers, tmp_path: Path
) -> None:
    _sign(package, signers.officer)
    listed = tmp_path / "revoked.txt"
    listed.write_text(f"# keys that were lost\n\n{signers.officer.key_id}{since}\n")
    (judged,) = _judge(package, signers.officer, revoked=listed)
    assert judged.standing is standing
    # whoever does not have the key is told all the same
    (judged,) = _judge(package, revoked=listed)
    assert judged.standing is SignatureStanding.REVOKED


@pytest.mark.parametrize(
    "line", ["abc", f"{'a' * 64} yesterday", f"{'a' * 64} 2026-11-01 x", "A" * 64]
)
def test_list_of_revoked_keys_that_cannot_be_read(line: str, tmp_path: Path) -> None:
    listed = tmp_path / "revoked.txt"
    listed.write_text(f"{'b' * 64}\n{line}\n")
    with pytest.raises(UsageError, match=r"revoked\.txt:2: not the id of a key"):
        signing.read_revoked(listed)


def test_day_that_has_not_come(package: Path, signers: Signers) -> None:
    signing.sign_package(
        package, signers.officer.private, "", PASSPHRASE, day=DAY + dt.timedelta(days=3)
    )
    (judged,) = _judge(package, signers.officer)
    assert judged.standing is SignatureStanding.WRONG
    assert "has not come" in judged.reason


# Time stamps


def _stamp(package: Path, reply: bytes, tmp_path: Path) -> str:
    file = tmp_path / "reply.tsr"
    file.write_bytes(reply)
    return signing.add_timestamp(package, file)[0]


def _signature(package: Path, place: str) -> bytes:
    return read_envelope(_read_entries(package)[place]).signatures[0].signature


def _write_root(authority: TimeAuthority, tmp_path: Path) -> Path:
    file = tmp_path / f"{authority.name}.pem"
    file.write_bytes(authority.certificate)
    return file


def test_time_stamp_holds(
    package: Path, signers: Signers, authority: TimeAuthority, tmp_path: Path
) -> None:
    place = _sign(package, signers.officer).place
    assert signing.write_timestamp_query(package, tmp_path / "query.tsq") == place
    assert (
        hashlib.sha256(_signature(package, place)).digest() in (tmp_path / "query.tsq").read_bytes()
    )
    token = _stamp(package, authority.stamp(_signature(package, place), NOON), tmp_path)
    assert token.startswith("timestamps/")
    root = _write_root(authority, tmp_path)
    (judged,) = _judge(package, signers.officer, authority=root)
    assert judged.standing is SignatureStanding.VALID
    assert judged.time is not None
    assert (judged.time.standing, judged.time.time) == (SignatureStanding.VALID, NOON)
    # without the authority's certificate it is not believed, and fails nothing
    (judged,) = _judge(package, signers.officer)
    assert judged.standing is SignatureStanding.VALID
    assert judged.time is not None
    assert judged.time.standing is SignatureStanding.UNVERIFIED


def test_key_revoked_after_the_stamp_still_counts(
    package: Path, signers: Signers, authority: TimeAuthority, tmp_path: Path
) -> None:
    place = _sign(package, signers.officer).place
    _stamp(package, authority.stamp(_signature(package, place), NOON), tmp_path)
    listed = tmp_path / "revoked.txt"
    later = DAY + dt.timedelta(days=100)
    listed.write_text(f"{signers.officer.key_id} 2026-12-24\n")
    root = _write_root(authority, tmp_path)
    (judged,) = _judge(package, signers.officer, revoked=listed, authority=root, at=later)
    assert judged.standing is SignatureStanding.VALID
    # the day that the signer wrote bears out nothing by itself
    (judged,) = _judge(package, signers.officer, revoked=listed, at=later)
    assert judged.standing is SignatureStanding.REVOKED


def test_foreign_and_early_and_late_stamps_are_wrong(
    package: Path, signers: Signers, authority: TimeAuthority, tmp_path: Path
) -> None:
    place = _sign(package, signers.officer).place
    signature = _signature(package, place)
    plain = _read_entries(package)
    root = _write_root(authority, tmp_path)
    stamps = {
        "not by this authority": make_authority("Stamp Two").stamp(signature, NOON),
        "before its certificate": authority.stamp(signature, NOON.replace(year=2020)),
        "not come": authority.stamp(signature, NOON.replace(year=2027)),
        "another signature": authority.stamp(b"something else", NOON),
        "cut": authority.stamp(signature, NOON)[:-9],
        "no reply": b"2026-11-27",
        "refused": authority.stamp(signature, NOON, status=2),
    }
    name = name_token(place)
    for kind, reply in stamps.items():
        _write_entries(package, plain | {name: reply})
        (judged,) = _judge(package, signers.officer, authority=root)
        assert judged.standing is SignatureStanding.WRONG, kind
        assert judged.reason.startswith("its time stamp: "), kind


def test_every_changed_byte_of_a_stamp_is_seen(
    package: Path, signers: Signers, authority: TimeAuthority, tmp_path: Path
) -> None:
    """Of what a reply holds, only what nobody signs may change: then its time is the same."""
    place = _sign(package, signers.officer).place
    _stamp(package, authority.stamp(_signature(package, place), NOON), tmp_path)
    entries = _read_entries(package)
    name = name_token(place)
    raw, root = entries[name], _write_root(authority, tmp_path)
    pick = random.Random(11)
    for index in pick.sample(range(len(raw)), k=examples(200, 30)):
        changed = bytearray(raw)
        changed[index] ^= 1 << pick.randrange(8)
        _write_entries(package, entries | {name: bytes(changed)})
        (judged,) = _judge(package, signers.officer, authority=root)
        time = judged.time
        if judged.standing is SignatureStanding.VALID:
            assert time is not None
            assert time.time == NOON, index


def test_stamp_goes_to_the_signature_that_it_is_over(
    package: Path, signers: Signers, authority: TimeAuthority, tmp_path: Path
) -> None:
    first = _sign(package, signers.officer).place
    second = _sign(package, signers.official, "affirming-official").place
    with pytest.raises(UsageError, match="several signatures"):
        signing.write_timestamp_query(package, tmp_path / "q.tsq")
    reply = authority.stamp(_signature(package, second), NOON)
    assert _stamp(package, reply, tmp_path) == name_token(second)
    with pytest.raises(UsageError, match="already"):
        _stamp(package, reply, tmp_path)
    with pytest.raises(PackageError, match="over no signature"):
        _stamp(package, authority.stamp(b"else", NOON), tmp_path)
    assert signing.write_timestamp_query(package, tmp_path / "q.tsq", first) == first


def test_stamp_of_no_signature_is_wrong(
    package: Path, signers: Signers, authority: TimeAuthority
) -> None:
    entries = _read_entries(package) | {"timestamps/x.tsr": authority.stamp(b"a", NOON)}
    (judged,) = _judge(_write_entries(package, entries), signers.officer)
    assert judged.standing is SignatureStanding.WRONG


def test_certificates_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no certificate"):
        load_certificates(b"-----BEGIN NOTHING-----", "a.pem")


# Keys


def test_new_keys_are_their_owners_alone(tmp_path: Path) -> None:
    made = signing.make_keys(tmp_path / "k", "officer", "ecdsa", PASSPHRASE)
    assert stat.S_IMODE(made.private.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in made.private.read_bytes()
    before = made.private.read_bytes()
    with pytest.raises(UsageError, match="never replaced"):
        signing.make_keys(tmp_path / "k", "officer", "ecdsa", PASSPHRASE)
    assert made.private.read_bytes() == before


def test_private_key_stays_out_of_a_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    with pytest.raises(UsageError, match="git repository that does not ignore it"):
        signing.make_keys(tmp_path / "keys", "officer", "ecdsa", PASSPHRASE)
    assert not (tmp_path / "keys").exists()
    (tmp_path / ".gitignore").write_text("*.private.pem\n")
    assert signing.make_keys(tmp_path / "keys", "officer", "ecdsa", PASSPHRASE).private.is_file()


def _write_pem(key: Any) -> bytes:
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem


OTHER_KEYS: dict[str, Callable[[], bytes]] = {
    "Ed25519": lambda: _write_pem(ed25519.Ed25519PrivateKey.generate()),
    "P-384": lambda: _write_pem(ec.generate_private_key(ec.SECP384R1())),
    "secp256k1": lambda: _write_pem(ec.generate_private_key(ec.SECP256K1())),
    "RSA 1024": lambda: _write_pem(rsa.generate_private_key(65537, 1024)),  # noqa: S505
    "DSA": lambda: _write_pem(dsa.generate_private_key(1024)),  # noqa: S505
    "nothing": lambda: b"",
    "text": lambda: b"my key\n",
    "cut": lambda: _write_pem(ec.generate_private_key(ec.SECP256R1()))[:-80],
}


@pytest.mark.parametrize("kind", OTHER_KEYS)
def test_key_of_another_kind_is_refused(kind: str, package: Path, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(OTHER_KEYS[kind]())
    before = package.read_bytes()
    with pytest.raises(UsageError, match="ECDSA on P-256 or RSA"):
        signing.sign_package(package, file, "", None)
    assert package.read_bytes() == before


def test_public_key_and_certificate_do_not_sign(
    package: Path, signers: Signers, authority: TimeAuthority, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="is a public key; sign with the private key"):
        signing.sign_package(package, signers.officer.public, "", None)
    with pytest.raises(UsageError, match="is a certificate"):
        signing.sign_package(package, _write_root(authority, tmp_path), "", None)
    with pytest.raises(UsageError, match="is a private key; verify with the public one"):
        _judge(package, replace(signers.officer, public=signers.officer.private))


def test_wrong_passphrase(package: Path, signers: Signers) -> None:
    with pytest.raises(UsageError, match="or its passphrase is another one"):
        signing.sign_package(package, signers.officer.private, "", b"other")
    with pytest.raises(UsageError, match="--passphrase-file"):
        signing.sign_package(package, signers.officer.private, "", None)


@pytest.mark.parametrize("role", ["Security Officer", "../x", "a" * 61, "officer\n"])
def test_role_has_the_form_of_people_yaml(role: str, package: Path, signers: Signers) -> None:
    with pytest.raises(UsageError, match="is no role"):
        _sign(package, signers.officer, role)


def test_commands(run: Run, package: Path, tmp_path: Path) -> None:
    file = tmp_path / "passphrase.txt"
    file.write_bytes(PASSPHRASE + b"\n")
    keys = tmp_path / "keys"
    made = run(tmp_path, "keygen", "--out", str(keys), "--passphrase-file", str(file))
    assert made.exit_code == 0, made.output
    assert "key id " in made.output
    signed = run(
        tmp_path, "sign", str(package), "--key", str(keys / "signing.private.pem"),
        "--role", "security-officer", "--passphrase-file", str(file),
    )  # fmt: skip
    assert signed.exit_code == 0, signed.output
    assert "a signature encrypts nothing" in signed.output
    assert run(tmp_path, "sign", str(package)).exit_code == 2
    assert run(tmp_path, "sign", str(file), "--key", str(keys / "signing.private.pem"),
               "--passphrase-file", str(file)).exit_code == 5  # fmt: skip


def test_payload_type_is_that_of_in_toto() -> None:
    assert IN_TOTO == "application/vnd.in-toto+json"
