"""Reads the files of one system and gathers what is wrong with them, not what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from ..findings import Finding
from ..formats import authored_schema, frontmatter, yaml12
from ..formats.file_names import explain_unportable, find_twins
from ..formats.font_characters import report_missing
from ..formats.problems import Problem, has_error
from ..formats.schema_problems import MISSING_UUID, find_line
from ..formats.text_file import decode_text, find_controls
from ..model.authored_values import Source, WrittenDay
from ..nearest import find_close_word
from . import files, layout
from .missing_uuids import MissingUuids
from .oscal_documents import as_finding
from .own_fonts import read_own_characters

T = TypeVar("T")
FILES = (
    "system.md",
    "people.yaml",
    "engagement.yaml",
    "assessment.yaml",
    "boundary.md",
    "network.md",
    "data-flow.md",
    "inventory.csv",
    "evidence.yaml",
)
FOLDERS = ("components", "providers", "controls", "poam", "exceptions")
# Folders of files that are named by others and not read themselves
_UNREAD_FOLDERS = ("evidence", "diagrams")
# Ratio of difflib: nearer than for words, since any other file may well stand beside ours
_NEAR_NAME = 0.85


class Loader:
    """Gathers findings while it reads one system."""

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.name = name
        self.folder = layout.system_folder_path(name)
        self.findings: list[Finding] = []
        self.days: list[WrittenDay] = []
        self.missing = MissingUuids(root, self.folder)
        self._own_characters: frozenset[int] | None = None

    def note(self, path: str, *problems: Problem) -> bool:
        """Record problems; whether one of them is an error."""
        self.findings.extend(as_finding(path, item) for item in problems)
        return has_error(problems)

    def read_text(self, path: str, *, required: bool = False) -> str | None:
        """A file as text; None, and a finding, if it cannot be read or holds nothing."""
        try:
            data = files.read(self.root, path)
        except FileNotFoundError:
            if required and not any(item.path == path for item in self.findings):
                self.note(
                    path,
                    Problem(
                        "REF008",
                        "the file is missing",
                        hint="every system needs it; see docs/reference/files.md",
                    ),
                )
            return None
        except files.Unreadable as error:
            self.note(path, Problem("OSC006", f"cannot be read: {error}"))
            return None
        if not data.strip():
            self.note(
                path,
                Problem(
                    "OSC006", "the file is empty", 1, None, "restore what it held, or delete it"
                ),
            )
            return None
        decoded = decode_text(data)
        if self.note(path, *decoded.problems):
            return None
        self.note(path, *filter(None, [find_controls(decoded.text)]))
        if not decoded.text.isascii():
            self.note(path, *report_missing(decoded.text, self._find_own_characters()))
        return decoded.text

    def _find_own_characters(self) -> frozenset[int]:
        """Settings and fonts are looked at once, and only for a text that may need them."""
        if self._own_characters is None:
            self._own_characters = read_own_characters(self.root)
        return self._own_characters

    def list_names(self, folder: str) -> tuple[str, ...]:
        """Names in a folder of the system; one that cannot be looked into is an error."""
        path = f"{self.folder}/{folder}"
        full = self.root / path
        if full.is_symlink():
            self.note(
                path,
                Problem(
                    "OSC006",
                    "a symbolic link, which is not followed",
                    hint="put the real folder in its place",
                ),
            )
        elif full.exists() and not full.is_dir():
            self.note(
                path, Problem("OSC006", "a file where a folder is expected", hint="move it away")
            )
        return files.list_names(self.root, path)

    def note_misnamed(self) -> None:
        """Files and folders whose name is nearly the one that is looked for, which is not there."""
        present = files.list_names(self.root, self.folder)
        for name in present:
            if name in (*FILES, *FOLDERS, *_UNREAD_FOLDERS):
                continue
            is_folder = (self.root / self.folder / name).is_dir()
            missing = [item for item in (FOLDERS if is_folder else FILES) if item not in present]
            right = _find_right_name(name, missing)
            if right:
                self.note(
                    f"{self.folder}/{right}",
                    Problem(
                        "REF008",
                        f"it is not there, but {name} is",
                        hint=f"rename {name} to {right}",
                    ),
                )

    def note_unportable(self) -> None:
        """Files and folders that a checkout on Windows or macOS cannot hold, or holds only once."""
        families = files.list_names(self.root, f"{self.folder}/controls")
        folders = (*FOLDERS, *(f"controls/{family}" for family in families))
        if why := explain_unportable(self.name):
            self.note(self.folder, _report_unportable(why))
        for folder in (self.folder, *(f"{self.folder}/{name}" for name in folders)):
            names = files.list_names(self.root, folder)
            for name in names:
                if why := explain_unportable(name):
                    self.note(f"{folder}/{name}", _report_unportable(why))
            for first, second in find_twins(names):
                why = f"it differs from {first} in case or accents only"
                self.note(f"{folder}/{second}", _report_unportable(why))

    def read_yaml(self, name: str, kind: str, cls: type[T], *, required: bool = False) -> T | None:
        """A whole file of YAML."""
        path = f"{self.folder}/{name}"
        text = self.read_text(path, required=required)
        if text is None:
            return None
        document = yaml12.read_yaml(text)
        return self._build(kind, cls, document, path)

    def read_markdown(
        self,
        name: str,
        kind: str,
        cls: type[T],
        body_field: str,
        *,
        required: bool = False,
        **extra: Any,
    ) -> T | None:
        """Front matter and prose."""
        path = f"{self.folder}/{name}"
        text = self.read_text(path, required=required)
        if text is None:
            return None
        parts = frontmatter.split_front_matter(text)
        if self.note(path, *parts.problems):
            return None
        extra[body_field] = frontmatter.write_body(parts.body)
        document = yaml12.read_yaml(parts.yaml, 2)
        first = parts.body_line + int(parts.body.startswith("\n"))
        extra["source"] = Source(path, "", find_line(document, ""), first)
        return self._build(kind, cls, document, path, **extra)

    def _build(
        self, kind: str, cls: type[T], document: yaml12.Yaml, path: str, **extra: Any
    ) -> T | None:
        if self.note(path, *document.problems):
            return None
        if document.value is None:
            document = yaml12.Yaml({}, {"": 1})
        if kind == "system":
            self.missing.identify_system(document.value)
        self.note(path, *authored_schema.find_controls(document))
        problems = authored_schema.check_document(kind, document)
        self.missing.fill_document(
            path, document.value, (item.pointer for item in problems if item.code == MISSING_UUID)
        )
        if self.note(path, *problems):
            return None
        self.days += authored_schema.list_days(kind, document, path)
        return authored_schema.build_model(cls, document.value, document, path, **extra)

    def read_folder(self, folder: str, kind: str, cls: type[T], body_field: str) -> tuple[T, ...]:
        """One object per markdown file of a folder, by name."""
        items = []
        present = self.list_names(folder)
        for file in present:
            slug, _, ending = file.rpartition(".")
            problem = _check_name(folder, file, present)
            if problem is not None:
                self.note(f"{self.folder}/{folder}/{file}", problem)
            elif ending == "md":
                item = self.read_markdown(f"{folder}/{file}", kind, cls, body_field, slug=slug)
                if item is not None:
                    items.append(item)
        return tuple(items)


def _find_right_name(name: str, missing: list[str]) -> str:
    """The missing name that is meant, "" if none is near; endings do not count."""
    stems = {item.partition(".")[0]: item for item in missing}
    stem = name.partition(".")[0].casefold()
    return stems.get(find_close_word(stem, stems, _NEAR_NAME), "")


def _report_unportable(why: str) -> Problem:
    return Problem("OSC025", f"not every machine can hold this name: {why}", hint="rename it")


def _check_name(folder: str, file: str, present: tuple[str, ...]) -> Problem | None:
    """Why a file in a folder of items is not read; None if it is an item, or the matrix of one."""
    slug, _, ending = file.rpartition(".")
    if folder == "providers" and ending == "csv":
        if f"{slug}.md" in present:
            return None
        return Problem("OSC012", "a matrix without its provider is not read", hint=f"add {slug}.md")
    is_slug = layout.SLUG.match(slug) is not None
    if ending != "md":
        hint = f"rename it to {slug}.md, or move it elsewhere" if is_slug else "move it elsewhere"
        return Problem("OSC012", "not read: the files of this folder end in .md", hint=hint)
    if not is_slug:
        return Problem(
            "OSC012",
            "the file name is no slug",
            hint="use lower-case words joined by -, such as admin-gateway.md",
        )
    return None
