"""Reads everything under `ssp/<system>/` into the model; whatever is wrong becomes findings, all of them in one run."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from ..errors import UsageError
from ..findings import Finding
from ..formats import answers, frontmatter, labels, sections, settings, shape, tables, yaml12
from ..formats.baseline import read as read_baseline
from ..formats.problems import Problem, nearest
from ..formats.resolution import resolve
from ..formats.text import decode
from ..model.catalog import Baseline, Requirement
from ..model.system import (
    Asset,
    Component,
    DocumentedException,
    Engagement,
    EvidenceItem,
    EvidenceRegister,
    MatrixRow,
    Narrative,
    People,
    PoamItem,
    Provider,
    RequirementAnswer,
    SelfAssessment,
    Source,
    System,
    SystemCharacteristics,
)
from ..model.workspace import Work
from . import files, layout
from .documents import finding
from .helps import with_helps

T = TypeVar("T")
Fetch = Callable[[str], dict[str, Any] | None]
INVENTORY = ("uuid", "id", "name", "category", "component", "owner", "location", "cui", "justification")
MATRIX = ("objective", "responsibility", "provider-does", "organisation-does", "evidence", "date")
CATEGORIES = ("cui", "spa", "crma", "specialized", "out-of-scope")
HANDLING = ("stores", "processes", "transmits", "backs-up")
RESPONSIBILITIES = ("provider", "organisation", "shared")
FILES = ("system.md", "people.yaml", "engagement.yaml", "assessment.yaml", "boundary.md", "network.md", "data-flow.md", "inventory.csv", "evidence.yaml")
SETTINGS = "attestle.toml"
FOLDERS = ("components", "providers", "controls", "poam", "exceptions")


def system_names(root: Path) -> tuple[str, ...]:
    """Systems of the workspace: folders under `ssp/`."""
    return tuple(name for name in files.names(root, layout.SSP) if (root / layout.SSP / name).is_dir())


def choose(root: Path, name: str | None) -> str:
    """The system meant: the one named, or the only one there is."""
    known = system_names(root)
    if name is not None:
        name = name.removesuffix("/").rpartition("/")[2]
    if name in known:
        return str(name)
    if name is not None:
        raise UsageError(f'there is no system "{name}" under {layout.SSP}/; {nearest(name, known) or "make one with: attestle new system NAME"}')
    if len(known) == 1:
        return known[0]
    if not known:
        raise UsageError("the workspace has no system yet; make one with: attestle new system NAME")
    raise UsageError(f"the workspace has several systems; name one of: {', '.join(known)}")


class _Loader:
    """Gathers findings while it reads one system."""

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.name = name
        self.folder = layout.system_folder(name)
        self.findings: list[Finding] = []

    def note(self, path: str, *problems: Problem) -> bool:
        """Record problems; whether one of them is an error."""
        self.findings.extend(finding(path, item) for item in problems)
        return any(not item.warning for item in problems)

    def text(self, path: str, *, required: bool = False) -> str | None:
        try:
            data = files.read(self.root, path)
        except FileNotFoundError:
            if required and not any(item.path == path for item in self.findings):
                self.note(path, Problem("REF008", "the file is missing", hint="every system needs it; see docs/reference/files.md"))
            return None
        except files.Unreadable as error:
            self.note(path, Problem("OSC006", f"cannot be read: {error}"))
            return None
        if not data.strip():
            self.note(path, Problem("OSC006", "the file is empty", 1, None, "restore what it held, or delete it"))
            return None
        decoded = decode(data)
        return None if self.note(path, *decoded.problems) else decoded.text

    def names(self, folder: str) -> tuple[str, ...]:
        """Names in a folder of the system; one that is there and cannot be looked into is an error."""
        full = self.root / self.folder / folder
        if full.is_symlink():
            self.note(f"{self.folder}/{folder}", Problem("OSC006", "a symbolic link, which is not followed", hint="put the real folder in its place"))
        elif full.exists() and not full.is_dir():
            self.note(f"{self.folder}/{folder}", Problem("OSC006", "a file where a folder is expected", hint="move it away"))
        return files.names(self.root, f"{self.folder}/{folder}")

    def misnamed(self) -> None:
        """Files and folders whose name is nearly the one that is looked for, which is not there."""
        present = files.names(self.root, self.folder)
        for name in present:
            is_folder = (self.root / self.folder / name).is_dir()
            wanted = [item for item in (FOLDERS if is_folder else FILES) if item not in present]
            stems = {item.partition(".")[0]: item for item in wanted}
            match = difflib.get_close_matches(name.partition(".")[0].casefold(), stems, n=1, cutoff=0.85)
            if match and name not in (*FILES, *FOLDERS, "evidence", "diagrams"):
                meant = stems[match[0]]
                self.note(f"{self.folder}/{meant}", Problem("REF008", f"it is not there, but {name} is", hint=f"rename {name} to {meant}"))

    def yaml(self, name: str, kind: str, cls: type[T], *, required: bool = False) -> T | None:
        """A whole file of YAML."""
        path = f"{self.folder}/{name}"
        text = self.text(path, required=required)
        if text is None:
            return None
        document = yaml12.load(text)
        return self._build(kind, cls, document, path)

    def markdown(self, name: str, kind: str, cls: type[T], body_field: str, *, required: bool = False, **extra: Any) -> T | None:
        """Front matter and prose."""
        path = f"{self.folder}/{name}"
        text = self.text(path, required=required)
        if text is None:
            return None
        parts = frontmatter.split(text)
        if self.note(path, *parts.problems):
            return None
        extra[body_field] = frontmatter.body_text(parts.body)
        return self._build(kind, cls, yaml12.load(parts.yaml, 2), path, **extra)

    def _build(self, kind: str, cls: type[T], document: yaml12.Yaml, path: str, **extra: Any) -> T | None:
        if self.note(path, *document.problems):
            return None
        if document.value is None:
            document = yaml12.Yaml({}, {"": 1})
        if self.note(path, *shape.check(kind, document)):
            return None
        return shape.build(cls, document.value, document, path, **extra)

    def each(self, folder: str, kind: str, cls: type[T], body_field: str) -> tuple[T, ...]:
        """One object per markdown file of a folder, by name."""
        found = []
        present = self.names(folder)
        for file in present:
            slug, _, ending = file.rpartition(".")
            if folder == "providers" and ending == "csv":
                if f"{slug}.md" not in present:
                    self.note(f"{self.folder}/{folder}/{file}", Problem("OSC012", "a matrix without its provider is not read", hint=f"add {slug}.md"))
                continue
            if ending != "md":
                hint = f"rename it to {slug}.md, or move it elsewhere" if layout.SLUG.match(slug) else "move it elsewhere"
                self.note(f"{self.folder}/{folder}/{file}", Problem("OSC012", "not read: the files of this folder end in .md", hint=hint))
                continue
            if not layout.SLUG.match(slug):
                hint = "use lower-case words joined by -, such as admin-gateway.md"
                self.note(f"{self.folder}/{folder}/{file}", Problem("OSC012", "the file name is no slug", hint=hint))
                continue
            item = self.markdown(f"{folder}/{file}", kind, cls, body_field, slug=slug)
            if item is not None:
                found.append(item)
        return tuple(found)


def load(root: Path, name: str, fetch: Fetch) -> tuple[Work | None, list[Finding]]:
    """Read a system and the baseline of its profile. Without a usable `system.md` or profile there is no Work."""
    loader = _Loader(root, name)
    if (root / loader.folder).is_symlink():
        loader.note(loader.folder, Problem("OSC006", "a symbolic link, which is not followed", hint="put the real folder in its place"))
        return None, loader.findings
    if not layout.SLUG.match(name):
        loader.note(loader.folder, Problem("OSC012", f'"{name}" cannot be the name of a system', hint="rename the folder: lower-case words joined by -"))
    loader.misnamed()
    if not files.names(root, loader.folder):
        hint = f"make the system with: attestle new system {name}; or remove the folder" if layout.SLUG.match(name) else "remove the folder"
        loader.note(f"{loader.folder}/system.md", Problem("REF008", "the folder of the system is empty", hint=hint))
        return None, loader.findings
    facts = loader.markdown("system.md", "system", SystemCharacteristics, "description", required=True)
    people = loader.yaml("people.yaml", "people", People, required=True)
    engagement = loader.yaml("engagement.yaml", "engagement", Engagement) or Engagement()
    components = loader.each("components", "component", Component, "description")
    baseline = _baseline(loader, facts, fetch) if facts else None
    titles = {item.slug: item.title for item in components}
    parts: dict[str, Any] = {
        "engagement": engagement,
        "assessment": _assessment(loader),
        "boundary": loader.markdown("boundary.md", "narrative", Narrative, "text"),
        "network": loader.markdown("network.md", "narrative", Narrative, "text"),
        "data_flow": loader.markdown("data-flow.md", "narrative", Narrative, "text"),
        "components": components,
        "assets": _inventory(loader),
        "providers": _providers(loader),
        "evidence": _evidence(loader),
        "poam": _normal_poam(loader.each("poam", "poam", PoamItem, "text")),
        "exceptions": _normal_exceptions(loader.each("exceptions", "exception", DocumentedException, "text")),
        "answers": _answers(loader, baseline, titles) if baseline else MappingProxyType({}),
    }
    if facts is None or people is None or baseline is None:
        return None, loader.findings
    system = System(name=name, characteristics=facts, people=people, **parts)
    return Work(system, baseline, _local_files(root, system), _known_tools(root)), loader.findings


def _baseline(loader: _Loader, facts: SystemCharacteristics, fetch: Fetch) -> Baseline | None:
    href = layout.href("profile", facts.profile)
    if fetch(href) is None:
        known = files.names(loader.root, "profiles")
        loader.note(
            facts.source.path,
            Problem(
                "REF008",
                f'the profile "{facts.profile}" does not exist, or cannot be read',
                hint=nearest(facts.profile, known) or "the workspace has no profiles",
                pointer="/profile",
            ),
        )
        return None
    try:
        resolved = resolve(href, fetch)
        result = read_baseline(facts.profile, resolved)
    except (AttributeError, KeyError, TypeError, ValueError):  # not of its schema's shape; OSC002 says where
        message = f'the profile "{facts.profile}" cannot be resolved: it, or a document it imports, breaks the OSCAL schema'
        loader.note(facts.source.path, Problem("REF008", message, hint="mend what OSC002 reports first", pointer="/profile"))
        return None
    loader.findings.extend(finding(layout.document("profile", facts.profile), item) for item in resolved.problems)
    lacking = any(item.code in ("REF008", "PRO002") for item in resolved.problems)  # whatever is answered would seem to be unknown
    return None if lacking else with_helps(result, loader.root, fetch)


def _assessment(loader: _Loader) -> SelfAssessment | None:
    found = loader.yaml("assessment.yaml", "assessment", SelfAssessment)
    if found is None:
        return None
    return replace(found, results=tuple(replace(row, objective=labels.normal_objective(row.objective)) for row in found.results))


def _inventory(loader: _Loader) -> tuple[Asset, ...]:
    path = f"{loader.folder}/inventory.csv"
    text = loader.text(path)
    if text is None:
        return ()
    table = tables.read(text, INVENTORY[1:], ("uuid",))
    loader.note(path, *table.problems)
    return tuple(_asset(loader, path, row) for row in table.rows if len(row.cells) == len(table.columns))


def _asset(loader: _Loader, path: str, row: tables.Row) -> Asset:
    cells = row.cells
    category = {"oos": "out-of-scope"}.get(cells["category"], cells["category"])
    handling = tuple(word.strip() for word in cells["cui"].split(";") if word.strip())
    problems = [] if cells.get("uuid") else [Problem("SSP019", f"{cells['id'] or 'the row'} has no uuid", row.line, None, "run: attestle validate --fix")]
    problems += [Problem("OSC012", f'the cell "{name}" is empty', row.line) for name in ("id", "name", "category", "owner") if not cells[name]]
    if category and category not in CATEGORIES:
        problems.append(Problem("OSC012", f'"{category}" is no asset category', row.line, None, nearest(category, CATEGORIES)))
    problems += [Problem("OSC012", f'"{word}" is no value of "cui"', row.line, None, nearest(word, HANDLING)) for word in handling if word not in HANDLING]
    loader.note(path, *problems)
    return Asset(cells.get("uuid", ""), cells["id"], cells["name"], category, cells["component"], cells["owner"], cells["location"],
                 handling, cells["justification"], Source(path, "", row.line))  # fmt: skip


def _providers(loader: _Loader) -> tuple[Provider, ...]:
    found = loader.each("providers", "provider", Provider, "description")
    return tuple(replace(item, matrix=_matrix(loader, f"{loader.folder}/providers/{item.slug}.csv")) for item in found)


def _matrix(loader: _Loader, path: str) -> tuple[MatrixRow, ...]:
    text = loader.text(path)
    if text is None:
        return ()
    table = tables.read(text, MATRIX)
    loader.note(path, *table.problems)
    return tuple(_matrix_row(loader, path, row) for row in table.rows if len(row.cells) == len(table.columns))


def _matrix_row(loader: _Loader, path: str, row: tables.Row) -> MatrixRow:
    cells = row.cells
    if cells["responsibility"] not in RESPONSIBILITIES:
        hint = nearest(cells["responsibility"], RESPONSIBILITIES)
        loader.note(path, Problem("OSC012", f'"{cells["responsibility"]}" is no responsibility', row.line, None, hint))
    day = None
    if cells["date"]:
        day = shape.to_day(cells["date"])
        if day is None:
            loader.note(path, Problem("OSC012", f'"{cells["date"]}" is not a day', row.line, None, "write YYYY-MM-DD"))
    return MatrixRow(labels.normal_objective(cells["objective"]), cells["responsibility"], cells["provider-does"], cells["organisation-does"],
                     cells["evidence"], day, Source(path, "", row.line))  # fmt: skip


def _evidence(loader: _Loader) -> tuple[EvidenceItem, ...]:
    register = loader.yaml("evidence.yaml", "evidence", EvidenceRegister)
    return tuple(_with_hash(loader, item) for item in register.evidence) if register else ()


def _with_hash(loader: _Loader, item: EvidenceItem) -> EvidenceItem:
    """Normalise ids, and hash the local file of an item that registers a hash."""
    objectives = tuple(labels.normal_objective(text) for text in item.objectives)
    criteria = tuple(text.strip().upper() for text in item.criteria)
    item = replace(item, objectives=objectives, criteria=criteria)
    return replace(item, file_sha256=sha256_of(loader.root, loader.name, item)) if item.sha256 else item


def sha256_of(root: Path, system: str, item: EvidenceItem) -> str | None:
    """SHA-256 of the item's local file, in lower-case hex; None if it has none or it is not at hand."""
    path = local_path(system, item.location)
    if path is None:
        return None
    try:
        return hashlib.sha256(files.read(root, path)).hexdigest()
    except (FileNotFoundError, files.Unreadable):
        return None


def local_path(system: str, location: str) -> str | None:
    """The path of a location inside the system's `evidence/` folder, None for links and places."""
    return f"{layout.system_folder(system)}/{location}" if location.startswith("evidence/") else None


def _normal_poam(items: tuple[PoamItem, ...]) -> tuple[PoamItem, ...]:
    return tuple(replace(item, objectives=tuple(labels.normal_objective(text) for text in item.objectives)) for item in items)


def _normal_exceptions(items: tuple[DocumentedException, ...]) -> tuple[DocumentedException, ...]:
    return tuple(replace(item, scope=tuple(_scope_id(text) for text in item.scope)) for item in items)


def _scope_id(text: str) -> str:
    return labels.normal_objective(text) if "[" in text else labels.normal(text)


def _answers(loader: _Loader, baseline: Baseline, titles: Mapping[str, str]) -> Mapping[str, RequirementAnswer]:
    """Every requirement file, by control id."""
    found: dict[str, RequirementAnswer] = {}
    for family in loader.names("controls"):
        path = f"{loader.folder}/controls/{family}"
        if (loader.root / path).is_file():
            meant = labels.requirement(baseline, family.removesuffix(".md"))
            where = layout.requirement_file(loader.name, meant.family, meant.label, meant.id) if meant else "the folder of its family, such as controls/AC/"
            loader.note(path, Problem("SSP007", "not read: requirement files stand in a folder for each family", hint=f"move it to {where}"))
            continue
        for file in loader.names(f"controls/{family}"):
            if not file.endswith(".md"):
                _no_answer(loader, f"{path}/{file}")
                continue
            answer = _answer(loader, baseline, titles, f"{path}/{file}")
            if answer is None:
                continue
            if answer.control_id in found:
                first = found[answer.control_id].source.path
                loader.note(f"{path}/{file}", Problem("SSP007", f"{answer.label} is answered in {first} already", 1, None, "keep one of the two files"))
                continue
            found[answer.control_id] = answer
    return MappingProxyType(found)


def _no_answer(loader: _Loader, path: str) -> None:
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    hint = f"rename it to {stem}.md" if ending.lower() in ("md", "markdown", "txt") and stem[:1].isdigit() else "move it out of controls/"
    loader.note(path, Problem("SSP007", "this is no requirement file", None, None, hint))


def _answer(loader: _Loader, baseline: Baseline, titles: Mapping[str, str], path: str) -> RequirementAnswer | None:
    text = loader.text(path)
    if text is None:
        return None
    parts = frontmatter.split(text)
    if loader.note(path, *parts.problems):
        return None
    document = yaml12.load(parts.yaml, 2)
    wrong = loader.note(path, *document.problems) or loader.note(path, *shape.check("requirement", document))
    read = sections.read(parts.body, parts.body_line)
    loader.note(path, *read.problems)
    requirement = _by_name(baseline, path) if wrong else _requirement_of(loader, baseline, document, path)
    if requirement is None:
        return None
    front = {} if wrong else document.value
    start = RequirementAnswer(
        control_id=requirement.id,
        label=requirement.label,
        owner=front.get("owner", ""),
        partial_credit=front.get("partial-credit", ""),
        parameters=MappingProxyType({key: tuple(values) for key, values in front.get("parameters", {}).items()}),
        lines=MappingProxyType({key.removeprefix("/"): line for key, line in document.lines.items()}),
        source=Source(path, "", 1),
    )
    answer, problems = answers.read(read, requirement, start, titles)
    loader.note(path, *problems)
    return None if wrong else answer


def _by_name(baseline: Baseline, path: str) -> Requirement | None:
    """The requirement that the name of a file speaks of."""
    return labels.requirement(baseline, path.rpartition("/")[2].removesuffix(".md"))


def _requirement_of(loader: _Loader, baseline: Baseline, document: yaml12.Yaml, path: str) -> Requirement | None:
    written = document.value["requirement"]
    line = document.lines.get("/requirement")
    requirement, named = labels.requirement(baseline, written), _by_name(baseline, path)
    if requirement is None:
        hint = f'did you mean "{named.label}"?' if named else nearest(labels.normal(written), baseline.by_label)
        hint = hint or f"the profile {baseline.profile} has no such requirement"
        loader.note(path, Problem("SSP007", f'"{written}" is no requirement of {baseline.profile}', line, None, hint))
        return None
    expected = layout.requirement_file(loader.name, requirement.family, requirement.label, requirement.id)
    if path == expected:
        return requirement
    if named is not None and named is not requirement:
        hint = f'correct it to "{named.label}", or rename the file'
        loader.note(path, Problem("SSP007", f'the file is named {named.label} but says requirement: "{written}"', line, None, hint))
        return None
    if files.exists(loader.root, expected):
        hint = f"take over what is missing in {expected}, then delete this file"
        loader.note(path, Problem("SSP007", f"a second file of {requirement.label}", line, None, hint))
        return None
    loader.note(path, Problem("SSP007", f"the file of {requirement.label} does not stand in its place", line, None, f"move it to {expected}"))
    return requirement


def _known_tools(root: Path) -> tuple[str, ...]:
    """The products that the settings of the workspace name; what is wrong with the settings is told by whoever reads them as such."""
    try:
        return settings.read(files.read(root, SETTINGS))[0].known_tools
    except (FileNotFoundError, files.Unreadable):
        return ()


def _local_files(root: Path, system: System) -> frozenset[str]:
    """Which of the evidence files and diagrams that the system names are there."""
    wanted = [local_path(system.name, item.location) for item in system.evidence]
    wanted += [f"{layout.system_folder(system.name)}/{picture.file}" for part in (system.boundary, system.network, system.data_flow)
               if part for picture in part.diagrams]  # fmt: skip
    return frozenset(path for path in wanted if path and files.exists(root, path))
