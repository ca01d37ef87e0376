"""`manifest.json`: the list of what a package holds, and that the package holds just that."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from attestle.errors import PackageError
from attestle.handover.container import Entry
from attestle.handover.manifest import (
    MANIFEST,
    ListedFile,
    Making,
    Manifest,
    check_entries,
    find_media_type,
    read_manifest,
    write_manifest,
)
from packed import HEAD

FILES = (
    ListedFile("README.txt", 3, "b" * 64, Making.PACKAGE),
    ListedFile("source/ssp/acme/system.md", 4, "c" * 64, Making.AUTHORED, "ssp/acme/system.md"),
)
PLAIN = Manifest(HEAD, FILES)


def list_entries(*paths: str) -> list[Entry]:
    sizes = {file.path: file.size for file in FILES}
    return [Entry(path, sizes.get(path, 1), 0, 0) for path in paths]


def test_what_is_written_is_read() -> None:
    raw = write_manifest(PLAIN)
    assert read_manifest(raw) == PLAIN
    tree = json.loads(raw)
    assert tree["files"][1] == {
        "path": "source/ssp/acme/system.md",
        "size": 4,
        "sha256": "c" * 64,
        "media_type": "text/markdown",
        "origin": {"made": "authored", "from": "ssp/acme/system.md"},
    }
    assert "from" not in tree["files"][0]["origin"]


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.update(format="attestle-package-2"),
        lambda tree: tree.update(more=1),
        lambda tree: tree.pop("as_of"),
        lambda tree: tree["files"][0].update(sha256="B" * 64),
        lambda tree: tree["files"][0].update(size=-1),
        lambda tree: tree["files"][0].update(media_type="text/html"),
        lambda tree: tree["files"][0]["origin"].update(made="found"),
        lambda tree: tree["tool"].update(name="another"),
    ],
)
def test_another_shape_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    tree = json.loads(write_manifest(PLAIN))
    change(tree)
    with pytest.raises(PackageError, match=MANIFEST):
        read_manifest((json.dumps(tree, indent=2) + "\n").encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        write_manifest(PLAIN)[:-1],
        write_manifest(PLAIN).replace(b'"format"', b'"format": "x",\n  "format"'),
        b"[" * 100_000,
    ],
)
def test_what_is_not_written_so_is_refused(raw: bytes) -> None:
    with pytest.raises(PackageError):
        read_manifest(raw)


def test_the_package_holds_what_is_listed() -> None:
    paths = (MANIFEST, *(file.path for file in FILES))
    check_entries(PLAIN, list_entries(*paths))
    check_entries(PLAIN, list_entries(*paths, "signatures/a.dsse.json", "timestamps/a.tsr"))


@pytest.mark.parametrize(
    ("paths", "reason"),
    [
        ((MANIFEST, FILES[0].path), "system.md is missing"),
        ((MANIFEST,), "missing, and 1 more"),
        ((MANIFEST, FILES[0].path, FILES[1].path, "more.txt"), "more.txt is in no manifest"),
        ((MANIFEST, FILES[1].path, FILES[0].path), "order"),
        ((FILES[0].path, FILES[1].path, MANIFEST), "order"),
        ((FILES[0].path, FILES[1].path), "order"),
        ((MANIFEST, "signatures/a", FILES[0].path, FILES[1].path), "order"),
        ((MANIFEST, FILES[0].path, FILES[1].path, "timestamps/a", "signatures/a"), "order"),
    ],
)
def test_what_differs_from_the_list_is_refused(paths: tuple[str, ...], reason: str) -> None:
    with pytest.raises(PackageError, match=reason):
        check_entries(PLAIN, list_entries(*paths))


def test_a_size_that_differs_is_refused() -> None:
    entries = list_entries(MANIFEST, *(file.path for file in FILES))
    with pytest.raises(PackageError, match="size"):
        check_entries(PLAIN, [*entries[:-1], replace(entries[-1], size=5)])


@pytest.mark.parametrize("path", ["signatures/a", "timestamps/a", MANIFEST])
def test_what_may_not_be_listed_is_refused(path: str) -> None:
    listed = ListedFile(path, 1, "d" * 64, Making.PACKAGE)
    with pytest.raises(PackageError, match="may not list"):
        check_entries(Manifest(HEAD, (listed,)), list_entries(MANIFEST, path))


def test_media_types_follow_the_name() -> None:
    assert find_media_type("a/b.PDF") == "application/pdf"
    assert find_media_type("a.pdf/b") == "application/octet-stream"
