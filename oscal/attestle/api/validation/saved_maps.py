"""The maps of imports under `imports/`, against their schema and the fields of their kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...findings import Finding
from ...formats import import_maps
from ...formats.problems import Problem
from ...formats.text_file import decode_text
from ...store import files, layout
from ...store.oscal_documents import as_finding
from ..sheet_imports import IMPORTS

_ENDING = ".yaml"


def check_maps(root: Path) -> Iterator[Finding]:
    """Each map by itself; what else stands in the folder is not read."""
    for name in files.list_names(root, layout.IMPORTS):
        path = f"{layout.IMPORTS}/{name}"
        if name.endswith(_ENDING):
            yield from (as_finding(path, problem) for problem in _check_map(root, path))
        else:
            message = f"not read: the maps of imports end in {_ENDING}"
            yield as_finding(
                path, Problem("OSC012", message, hint="move it elsewhere", warning=True)
            )


def _check_map(root: Path, path: str) -> Iterator[Problem]:
    try:
        decoded = decode_text(files.read(root, path))
    except files.Unreadable as error:
        yield Problem("OSC006", f"cannot be read: {error}")
        return
    if decoded.problems:
        yield from decoded.problems
        return
    saved, problems = import_maps.read_map(decoded.text)
    yield from problems
    if saved is not None:
        yield from import_maps.check_fields(decoded.text, IMPORTS[saved.kind].args[0].columns)
