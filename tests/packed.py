"""Packages for tests: a workspace with a commit, commands on it, and every text of what they write."""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdf

from attestle.handover.container import PackedFile, measure_pieces, write_container
from attestle.handover.manifest import FORMAT, Making, Manifest, list_file, write_manifest
from conftest import TINY, Run

DAY = "2026-11-24"
# One cheap document, so that a test is about the package
CHEAP = """
[audiences.archive]
title = "Your own archive"
kinds = ["status"]
forms = ["md"]

[audiences.bank]
title = "A bank"
kinds = ["status"]
forms = ["md"]

[audiences.c3pao]
title = "The assessor (C3PAO)"
kinds = ["objectives"]
forms = ["xlsx"]
"""
# One author and one time: the same files are the same commit everywhere
_GIT = {
    "GIT_AUTHOR_NAME": "Demo",
    "GIT_AUTHOR_EMAIL": "demo@demo.example",
    "GIT_AUTHOR_DATE": "2026-11-20T08:00:00+00:00",
    "GIT_COMMITTER_NAME": "Demo",
    "GIT_COMMITTER_EMAIL": "demo@demo.example",
    "GIT_COMMITTER_DATE": "2026-11-20T08:00:00+00:00",
    "GIT_CONFIG_GLOBAL": os.devnull,
}

# The head of a manifest
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


def commit(root: Path) -> None:
    """Everything in the folder as one commit."""
    for args in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "state")):
        subprocess.run(
            ["git", "-C", str(root), *args], check=True, env={**os.environ, **_GIT}, timeout=60
        )


def read_package(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def wrap_file(path: str, data: bytes) -> PackedFile:
    return PackedFile(path, measure_pieces(iter([data])), lambda: io.BytesIO(data))


def pack_bytes(head: Mapping[str, object], files: Mapping[str, bytes]) -> bytes:
    """A package of the form with a manifest of its files."""
    packed = [wrap_file(path, data) for path, data in files.items()]
    listed = tuple(list_file(item.path, item.digest, Making.PACKAGE) for item in packed)
    manifest = write_manifest(Manifest(dict(head), listed))
    out = io.BytesIO()
    write_container(out, [wrap_file("manifest.json", manifest), *packed])
    return out.getvalue()


def list_texts(entries: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every text of every file: bytes as they are, what is in Word files and sheets, pages of PDF."""
    for path, data in entries.items():
        yield path, path
        yield path, data.decode("utf-8", "replace")
        if path.endswith((".docx", ".xlsx")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    raw = archive.read(name).decode("utf-8", "replace")
                    yield f"{path}:{name}", raw
                    # a text may be split into runs
                    yield f"{path}:{name}", html.unescape(re.sub(r"<[^>]*>", "", raw))
        if path.endswith(".pdf"):
            reader = pypdf.PdfReader(io.BytesIO(data))
            yield path, "\n".join(page.extract_text() for page in reader.pages)
            yield path, str(reader.metadata)
        if path.endswith(".html"):
            yield path, html.unescape(re.sub(r"<[^>]*>", "", data.decode()))


def fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def pack(run: Run, root: Path, audience: str, *args: str, name: str = "out.zip") -> Path:
    out = root.parent / name
    result = run(
        root,
        "package",
        "--for",
        audience,
        "--out",
        str(out),
        "--as-of",
        DAY,
        "--allow-findings",
        *args,
    )
    assert result.exit_code == 0, result.output
    return out


def verify(run: Run, path: Path) -> dict[str, object]:
    result = run(path.parent, "verify", str(path), "--format", "json")
    report: dict[str, object] = json.loads(result.stdout)
    assert result.exit_code == (0 if report["verified"] else 5)
    return report


def make_workspace(folder: Path, settings: str = CHEAP) -> Path:
    root = shutil.copytree(TINY, folder / "workspace")
    (root / ".trestle").mkdir(exist_ok=True)
    (root / ".trestle/config.ini").write_text("")
    file = root / "attestle.toml"
    file.write_text(file.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return root
