"""A small package to sign."""

from __future__ import annotations

from pathlib import Path

from packed import HEAD, pack_bytes

PASSPHRASE = b"a passphrase of the tests"


def write_package(place: Path, text: str = "What this is.\n") -> Path:
    """A package of two files."""
    files = {"README.txt": text.encode(), "documents/acme-ssp.md": b"# Plan\n"}
    place.write_bytes(pack_bytes(HEAD, files))
    return place
