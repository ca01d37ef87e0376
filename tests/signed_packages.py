"""A small package with a manifest, keys to sign it, and what is needed to judge the signatures."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import Any

from attestle.handover.container import PackedFile, measure_pieces, write_container
from attestle.handover.manifest import FORMAT, MANIFEST, Making, Manifest, list_file, write_manifest

PASSPHRASE = b"a passphrase of the tests"
HEAD: dict[str, Any] = {
    "format": FORMAT,
    "audience": {"name": "archive", "title": "Your own archive", "with": []},
    "system": {
        "name": "acme",
        "title": "Acme",
        "uuid": "3c6f0c4e-8f6c-4f07-9a2b-9f1f2a3b4c5d",
        "profile": "cmmc-level-2",
        "version": "1.0",
        "version_date": "2026-11-01",
    },
    "as_of": "2026-11-24",
    "source": {"revision": "1f3c9a0b7d42", "state": "committed"},
    "tool": {"name": "attestle", "version": "0.1.0", "rule_set": "a" * 64},
    "oscal_version": "1.2.1",
    "draft": False,
    "findings_allowed": False,
    "notes": [],
}


def pack(path: str, data: bytes) -> PackedFile:
    return PackedFile(path, measure_pieces(iter((data,))), partial(io.BytesIO, data))


def write_package(place: Path, text: str = "What this is.\n") -> Path:
    """A package of two files."""
    files = {"README.txt": text.encode(), "documents/acme-ssp.md": b"# Plan\n"}
    packed = [pack(path, data) for path, data in files.items()]
    rows = tuple(list_file(item.path, item.digest, Making.PACKAGE) for item in packed)
    manifest = pack(MANIFEST, write_manifest(Manifest(HEAD, rows)))
    with place.open("wb") as out:
        write_container(out, [manifest, *packed])
    return place
