"""Packages that somebody made to deceive or to harm who verifies them: each is refused with a line
that says why, and nothing is written or held.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import packed
from attestle.api.verification import verify_package
from attestle.errors import PackageError, UsageError
from attestle.handover.package_proof import prove_files
from conftest import snapshot
from packed import pack_bytes

HEAD: dict[str, Any] = {
    **packed.HEAD,
    "audience": {"name": "prime", "title": "The prime contractor", "with": []},
    "system": {**packed.HEAD["system"], "name": "demo", "title": "Demo", "profile": "mini"},
}
FILES = {"README.txt": b"read me\n", "documents/a.md": b"# A\n" * 50, "documents/b/c.csv": b"1,2\n"}
PLAIN = pack_bytes(HEAD, FILES)
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def zip_with(change: Callable[[zipfile.ZipInfo], None], **options: Any) -> bytes:
    """The same files by the library, which writes whatever it is told."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", **options) as new:
        for info in old.infolist():
            data = old.read(info)
            fresh = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fresh.external_attr = info.external_attr
            fresh.create_system = 3
            fresh.compress_type = options.get("compression", zipfile.ZIP_STORED)
            change(fresh)
            new.writestr(fresh, data)
    return out.getvalue()


def insert(raw: bytes, place: int, more: bytes) -> bytes:
    return raw[:place] + more + raw[place:]


def patch(raw: bytes, sign: bytes, offset: int, form: str, value: int, number: int = 0) -> bytes:
    """A field of the record that begins with the sign, in the one of that number."""
    place = -1
    for _ in range(number + 1):
        place = raw.index(sign, place + 1)
    changed = bytearray(raw)
    struct.pack_into(form, changed, place + offset, value)
    return bytes(changed)


def patch_both(offset_local: int, offset_central: int, form: str, value: int) -> bytes:
    raw = patch(PLAIN, _LOCAL, offset_local, form, value, 1)
    return patch(raw, _CENTRAL, offset_central, form, value, 1)


def rename(old: bytes, new: bytes) -> bytes:
    """A name of the same length in both of its places, and in no manifest."""
    assert len(old) == len(new)
    first = PLAIN.index(_LOCAL, 10)
    return PLAIN[:first] + PLAIN[first:].replace(old, new)


def with_rows(change: Callable[[dict[str, Any]], None]) -> bytes:
    """The manifest changed, and everything else made to fit it."""
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        tree = json.loads(archive.read("manifest.json"))
    change(tree)
    return repack(json.dumps(tree, indent=2, ensure_ascii=False).encode() + b"\n", FILES)


def repack(manifest: bytes, files: dict[str, bytes]) -> bytes:
    from attestle.handover.container import PackedFile, measure_pieces, write_container

    out = io.BytesIO()
    write_container(
        out,
        [
            PackedFile(path, measure_pieces(iter([data])), lambda data=data: io.BytesIO(data))  # type: ignore[misc]
            for path, data in {"manifest.json": manifest, **files}.items()
        ],
    )
    return out.getvalue()


def list_manifest() -> bytes:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        return archive.read("manifest.json")


def link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def build_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", list_manifest())
        archive.writestr("README.txt", b"\0" * 200_000_000)
    return out.getvalue()


def build_overlap() -> bytes:
    """Two entries of the directory that have their content from one place."""
    second = PLAIN.index(_CENTRAL, PLAIN.index(_CENTRAL) + 1)
    place = struct.unpack_from("<I", PLAIN, second + 42)[0]
    return patch(PLAIN, _CENTRAL, 42, "<I", place, 2)


def add_entry(path: str, data: bytes = b"x") -> bytes:
    return repack(list_manifest(), {**FILES, path: data})


def deep_json() -> bytes:
    return repack(b"[" * 200_000 + b"]" * 200_000, FILES)


def list_hostile() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "no zip", b"<html></html>" * 100
    yield "an empty zip", pack_bytes(HEAD, {})[-22:]
    yield "another zip", zip_with(lambda info: setattr(info, "filename", f"x/{info.filename}"))
    yield "compressed", zip_with(lambda info: None, compression=zipfile.ZIP_DEFLATED)
    yield "bzip2", zip_with(lambda info: None, compression=zipfile.ZIP_BZIP2)
    yield "zipped by the library", zip_with(lambda info: None)
    yield "with a time", zip_with(lambda info: setattr(info, "date_time", (2026, 1, 1, 0, 0, 0)))
    yield "symbolic links", zip_with(link)
    yield "an extra field", zip_with(lambda info: setattr(info, "extra", b"\x99\x99\x00\x00"))
    yield "comments of entries", zip_with(lambda info: setattr(info, "comment", b"hidden"))
    yield "a bomb", build_bomb()
    yield (
        "a symbolic link in the form",
        patch(PLAIN, _CENTRAL, 38, "<I", (stat.S_IFLNK | 0o777) << 16, 1),
    )
    yield "a device", patch(PLAIN, _CENTRAL, 38, "<I", (stat.S_IFCHR | 0o666) << 16, 1)
    yield "set user id", patch(PLAIN, _CENTRAL, 38, "<I", (stat.S_IFREG | 0o4755) << 16, 1)
    yield "encrypted", patch_both(6, 8, "<H", 0x0801)
    yield "said to be encrypted in one place", patch(PLAIN, _LOCAL, 6, "<H", 0x0801, 1)
    yield "sizes behind the content", patch_both(6, 8, "<H", 0x0808)
    yield "another method", patch_both(8, 10, "<H", 8)
    yield "another version", patch_both(4, 6, "<H", 45)
    yield "a later time", patch_both(10, 12, "<H", 1)
    yield "zip64 sizes", patch_both(18, 20, "<I", 0xFFFFFFFF)
    yield "two sizes", patch(PLAIN, _CENTRAL, 24, "<I", 3, 1)
    yield "a size that lies", patch_both(22, 24, "<I", 100_000_000)
    yield "a size beyond all", patch_both(22, 24, "<I", 0xFFFFFFF0)
    yield "another checksum", patch_both(14, 16, "<I", 7)
    yield "an attribute", patch(PLAIN, _CENTRAL, 36, "<H", 1, 1)
    yield "another disk", patch(PLAIN, _CENTRAL, 34, "<H", 1, 1)
    yield (
        "a name in one place alone",
        PLAIN[::-1].replace(b"README.txt"[::-1], b"README.exe"[::-1], 1)[::-1],
    )
    yield "overlapping", build_overlap()
    yield "a gap", insert(PLAIN, PLAIN.index(_LOCAL, 10), b"\0" * 20)
    yield "bytes before", b"#!/bin/sh\nrm -rf .\n" + PLAIN
    yield "bytes behind", PLAIN + b"\0"
    yield "a comment", patch(PLAIN, _END, 20, "<H", 4) + b"more"
    yield "a comment that is a package", patch(PLAIN, _END, 20, "<H", len(PLAIN)) + PLAIN
    yield "two packages", PLAIN + PLAIN
    yield "fewer entries than said", patch(patch(PLAIN, _END, 8, "<H", 9), _END, 10, "<H", 9)
    yield "more entries than said", patch(patch(PLAIN, _END, 8, "<H", 2), _END, 10, "<H", 2)
    yield "two numbers", patch(PLAIN, _END, 8, "<H", 1)
    yield "a directory elsewhere", patch(PLAIN, _END, 16, "<I", 0)
    yield "a directory beyond", patch(PLAIN, _END, 16, "<I", 0xFFFFFFF0)
    yield "zip64 end", patch(PLAIN, _END, 16, "<I", 0xFFFFFFFF)
    yield "a huge directory", patch(PLAIN, _END, 12, "<I", 0x7FFFFFFF)
    yield (
        "gap before the directory",
        patch(
            insert(PLAIN, PLAIN.index(_CENTRAL), b"\0" * 8),
            _END,
            16,
            "<I",
            PLAIN.index(_CENTRAL) + 8,
        ),
    )
    yield (
        "climbing",
        rename(b"documents/a.md", b"../../../.a.md"),
    )
    yield "absolute", rename(b"documents/a.md", b"/etc/cron.d/am")
    yield "backslash", rename(b"documents/a.md", b"documents\\a.md")
    yield "a drive", rename(b"documents/a.md", b"C:ocuments/a.m")
    yield "a device of Windows", rename(b"documents/a.md", b"documents/nul.")
    yield "NUL in a name", rename(b"documents/a.md", b"documents/a\0md")
    yield "not UTF-8", rename(b"documents/a.md", b"documents/\xff.md")
    yield "turned text", rename(b"documents/a.md", "documents/\u202ed".encode())
    yield "a name that differs in case from the manifest", rename(b"README.txt", b"README.txT")
    yield (
        "one file twice on other machines",
        rename(b"documents/b/c.csv", b"Documents/b/c.csv"),
    )
    yield "an extra file", add_entry("documents/more.exe")
    yield "a manifest inside", add_entry("oscal/manifest.json")
    yield (
        "a file that is missing",
        repack(
            list_manifest(), {path: data for path, data in FILES.items() if path != "README.txt"}
        ),
    )
    yield "a file that was swapped", repack(list_manifest(), {**FILES, "README.txt": b"READ ME\n"})
    yield "a file of another size", repack(list_manifest(), {**FILES, "README.txt": b"longer text"})
    yield "another order", repack(list_manifest(), dict(reversed(FILES.items())))
    yield "a manifest with blanks", repack(list_manifest() + b" ", FILES)
    yield (
        "a manifest with a key twice",
        repack(list_manifest().replace(b'"notes": []', b'"notes": [], "notes": []'), FILES),
    )
    yield "a manifest of nothing", repack(b"{}", FILES)
    yield "a deep manifest", deep_json()
    yield "a manifest of another form", with_rows(lambda tree: tree.update(format="other"))
    yield "a manifest that says more", with_rows(lambda tree: tree.update(trust="yes"))
    yield (
        "a manifest that lists itself",
        with_rows(
            lambda tree: tree["files"].insert(0, {**tree["files"][0], "path": "manifest.json"})
        ),
    )
    yield (
        "a manifest that lists one twice",
        with_rows(lambda tree: tree["files"].append(tree["files"][0])),
    )
    yield "a day that is none", with_rows(lambda tree: tree.update(as_of="2026-02-30"))
    yield "a large signature", add_entry("signatures/a.dsse.json", b"x" * 1_100_000)


HOSTILE = dict(list_hostile())


def test_the_package_that_all_are_made_from_is_fine(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(PLAIN)
    assert verify_package(tmp_path / "a.zip").problems == ()
    assert len(HOSTILE) >= 50
    assert PLAIN not in HOSTILE.values()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(HOSTILE[name])
    before, start = snapshot(tmp_path), time.process_time()
    tracemalloc.start()
    report = verify_package(tmp_path / "a.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(report.problems) == 1
    assert report.problems[0].strip()
    assert report.proves == ()
    assert snapshot(tmp_path) == before
    assert time.process_time() - start < 5
    assert peak < 60_000_000


def test_random_changes_are_refused() -> None:
    """1,000 changes of one byte, and as many cuts and insertions."""
    chance = random.Random(7)
    for _ in range(1000):
        changed = bytearray(PLAIN)
        changed[chance.randrange(len(PLAIN))] ^= chance.randrange(1, 256)
        with pytest.raises(PackageError):
            prove_files(io.BytesIO(bytes(changed)))
    for _ in range(300):
        place = chance.randrange(len(PLAIN))
        for wrong in (
            PLAIN[:place],
            PLAIN[:place] + PLAIN[place + 1 :],
            insert(PLAIN, place, b"\0"),
        ):
            with pytest.raises(PackageError):
                prove_files(io.BytesIO(wrong))


def test_what_follows_the_manifest_is_not_listed() -> None:
    """Signatures are judged by themselves; the files of a package with them are proved."""
    raw = add_entry("signatures/officer.dsse.json", b"{}")
    proven = prove_files(io.BytesIO(raw))
    assert proven.unlisted == ("signatures/officer.dsse.json",)
    assert proven.manifest_sha256 == hashlib.sha256(list_manifest()).hexdigest()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("nothing.zip", "pipe", "."):
        with pytest.raises(UsageError):
            verify_package(tmp_path / name)
