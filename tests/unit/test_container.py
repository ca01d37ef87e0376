"""The one form of a package's zip: what is written, and that nothing else is read."""

from __future__ import annotations

import io
import random
import stat
import tracemalloc
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from attestle.errors import InternalError, PackageError, UsageError
from attestle.handover.container import (
    Digest,
    PackedFile,
    measure_pieces,
    read_container,
    read_content,
    walk_content,
    walk_pieces,
    write_container,
)
from tables import check_each

FILES = {"manifest.json": b"{}\n", "README.txt": b"", "docs/plan \u00e9.txt": b"plan" * 1000}


def pack(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    write_container(out, [wrap(path, data) for path, data in files.items()])
    return out.getvalue()


def wrap(path: str, data: bytes) -> PackedFile:
    return PackedFile(path, measure_pieces(iter([data])), lambda: io.BytesIO(data))


def unpack(raw: bytes) -> dict[str, bytes]:
    file = io.BytesIO(raw)
    return {entry.path: read_content(file, entry, 10_000) for entry in read_container(file)}


def test_what_is_written_is_read() -> None:
    assert unpack(pack(FILES)) == FILES
    assert unpack(pack({})) == {}


def test_other_programs_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        for info in archive.infolist():
            assert stat.filemode(info.external_attr >> 16) == "-rw-r--r--"
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert not info.extra
            assert not info.comment


def test_the_order_is_that_of_the_files() -> None:
    backwards = dict(reversed(FILES.items()))
    assert list(unpack(pack(backwards))) == list(backwards)


def test_each_random_change_of_a_byte_is_refused() -> None:
    """Headers, names, sizes, directory and last record by their bytes, content by its checksum."""
    raw, chance = pack(FILES), random.Random(1)
    for _ in range(1000):
        place = chance.randrange(len(raw))
        changed = bytearray(raw)
        changed[place] ^= chance.randrange(1, 256)
        with pytest.raises(PackageError):
            unpack(bytes(changed))


def test_each_byte_but_those_of_contents_is_fixed() -> None:
    raw = pack({"a": b"1", "b/c": b"22"})
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(PackageError):
            unpack(bytes(changed))


def test_each_truncation_and_addition_is_refused() -> None:
    raw = pack(FILES)
    for size in range(0, len(raw), 7):
        with pytest.raises(PackageError):
            unpack(raw[:size])
    for wrong in (raw + b"\0", b"\0" + raw, raw + raw, b"#!/bin/sh\n" + raw):
        with pytest.raises(PackageError):
            unpack(wrong)


@check_each(
    ("path", "reason"),
    [
        ("", "no name"),
        ("/etc/passwd", "absolute"),
        ("../out", "leads out"),
        ("a/../../out", "leads out"),
        ("a//b", "names nothing"),
        ("./a", "names nothing"),
        ("a/", "names nothing"),
        ("a\\b", "backslash"),
        ("C:/a", '":"'),
        ("a\0b", "nobody sees"),
        ("a\u202egpj.exe", "nobody sees"),
        ("NUL", "device"),
        ("docs/aux.txt", "device"),
        ("a.", "dot or a blank"),
        ("a /b", "dot or a blank"),
        (" a", "blank"),
        ("e\u0301.txt", "form C"),
        ("a" * 201, "200 characters"),
        ("/".join("a" * 17), "16 parts"),
    ],
)
def test_paths_that_some_machine_cannot_unpack_are_not_packed(path: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        pack({path: b""})


@pytest.mark.parametrize(
    "paths",
    [
        ("a.txt", "A.TXT"),
        ("\u00e9", "\u00c9"),
        ("a", "a/b"),
        ("A/b", "a/c"),
        ("stra\u00dfe", "strasse"),
    ],
)
def test_names_that_collide_are_not_packed(paths: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        pack(dict.fromkeys(paths, b""))


def test_a_content_that_changes_while_it_is_packed_stops() -> None:
    file = PackedFile("a", measure_pieces(iter([b"before"])), lambda: io.BytesIO(b"after!"))
    with pytest.raises(InternalError, match="changed while"):
        write_container(io.BytesIO(), [file])


def test_what_is_larger_than_a_package_is_refused_before_anything_is_written() -> None:
    def refuse() -> BinaryIO:
        raise AssertionError("nothing is read")

    large = PackedFile("a", Digest(2**32 - 100, "0" * 64, 0), refuse)
    out = io.BytesIO()
    with pytest.raises(UsageError, match="4 GiB"):
        write_container(out, [large])
    with pytest.raises(UsageError, match="65534"):
        write_container(out, [wrap(str(number), b"") for number in range(65_535)])
    assert out.getvalue() == b""


class _Zeros(io.RawIOBase):
    """So many bytes that nobody holds."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        size = min(len(memoryview(buffer)), self.left)  # type: ignore[arg-type]
        memoryview(buffer)[:size] = bytes(size)  # type: ignore[arg-type]
        self.left -= size
        return size


class _Nowhere(io.BytesIO):
    """Takes everything and keeps its length."""

    taken = 0

    def write(self, data: object) -> int:
        size = len(memoryview(data))  # type: ignore[arg-type]
        self.taken += size
        return size


def test_a_large_content_is_passed_on_in_pieces() -> None:
    size = 64 * 1024 * 1024

    def open_zeros() -> BinaryIO:
        return io.BufferedReader(_Zeros(size))

    file = PackedFile("large", measure_pieces(walk_pieces(open_zeros())), open_zeros)
    told: list[int] = []
    out = _Nowhere()
    tracemalloc.start()
    write_container(out, [file], told.append)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert out.taken > size
    assert sum(told) == size
    assert peak < 8 * 1024 * 1024


def test_entries_may_be_read_in_turns() -> None:
    file = io.BytesIO(pack({"a": b"1" * 3_000_000, "b": b"2" * 3_000_000}))
    one, two = (walk_content(file, entry) for entry in read_container(file))
    pieces: Iterator[tuple[bytes, bytes]] = zip(one, two, strict=True)
    assert all(set(first) == set(b"1") and set(second) == set(b"2") for first, second in pieces)
