"""The small workspace with more systems, each with uuids of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from attestle.model.derived_ids import derive_uuid

_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def add_system(root: Path, name: str) -> None:
    """The system `demo` under another name."""
    folder = shutil.copytree(root / "ssp/demo", root / "ssp" / name)
    for path in folder.rglob("*"):
        if path.suffix in (".md", ".yaml", ".csv") and path.parent.name != "evidence":
            text = path.read_text(encoding="utf-8")
            text = _UUID.sub(lambda match: derive_uuid(name, match[0]), text)
            path.write_text(text.replace("DEMO-", f"{name.upper()}-"), encoding="utf-8")
