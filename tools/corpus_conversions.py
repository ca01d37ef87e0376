"""Published documents in every form and back: what comes back is what was there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attestle.api.conversion import FORMS, convert_document, find_form, read_document
from attestle.api.validation.targets import ENDINGS, may_be_oscal
from attestle.errors import ToolkitError, WorkspaceError

# Sections of a report: what was tried, how many, and each that is not as it should be
Section = tuple[str, int, list[str]]


def check_conversions(folder: Path) -> Iterator[Section]:
    """Each document of the folder, but for those that are none to read."""
    sound: list[tuple[Path, bytes]] = []
    refused, unplaced = 0, []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in ENDINGS or not may_be_oscal(path):
            continue
        data = path.read_bytes()
        try:
            read_document(data, path.name)
            sound.append((path, data))
        except WorkspaceError as error:
            refused += 1
            unplaced += [f"{path}: {item.message}" for item in error.findings if item.line is None]
    wrong = [
        f"{path.relative_to(folder)}: {text}"
        for path, data in sound
        for text in _list_faults(path.name, data)
    ]
    yield "documents written in JSON, YAML and XML and back without a difference", len(sound), wrong
    yield "documents that are refused, each at its place", refused, unplaced


def _list_faults(name: str, data: bytes) -> Iterator[str]:
    """A way through another form that does not end where it began, or that is refused."""
    form = find_form(name, data)
    try:
        # in our own spelling, which a second pass must not change
        start = convert_document(data, name, form).content
        for other in FORMS:
            there = convert_document(start, f"a.{form}", other).content
            back = convert_document(there, f"a.{other}", form).content
            again = convert_document(back, f"a.{form}", other).content
            if again != there or (back != start and "xml" not in (form, other)):
                yield f"{form} is another one after {other}"
    except ToolkitError as error:
        yield str(error)
