"""Reads everything under `ssp/<system>/` into the model; whatever is wrong becomes findings, all of them in one run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from ..errors import UsageError
from ..findings import Finding, Severity
from ..formats import answers, frontmatter, labels, sections, shape, tables, yaml12
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

T = TypeVar("T")
Fetch = Callable[[str], dict[str, Any] | None]
INVENTORY = ("uuid", "id", "name", "category", "component", "owner", "location", "cui", "justification")
MATRIX = ("objective", "responsibility", "provider-does", "organisation-does", "evidence", "date")
CATEGORIES = ("cui", "spa", "crma", "specialized", "out-of-scope")
HANDLING = ("stores", "processes", "transmits", "backs-up")
RESPONSIBILITIES = ("provider", "organisation", "shared")


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
            if required:
                self.findings.append(Finding("REF008", Severity.ERROR, path, "the file is missing", hint="every system needs it; see docs/reference/files.md"))
            return None
        except files.Unreadable as error:
            self.findings.append(Finding("OSC006", Severity.ERROR, path, f"cannot be read: {error}"))
            return None
        decoded = decode(data)
        return None if self.note(path, *decoded.problems) else decoded.text

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
        for file in files.names(self.root, f"{self.folder}/{folder}"):
            if not file.endswith(".md"):
                continue
            slug = file.removesuffix(".md")
            if not layout.SLUG.match(slug):
                self.findings.append(Finding("OSC012", Severity.ERROR, f"{self.folder}/{folder}/{file}", "the file name is no slug",
                                             hint="use lower-case words joined by -"))  # fmt: skip
                continue
            item = self.markdown(f"{folder}/{file}", kind, cls, body_field, slug=slug)
            if item is not None:
                found.append(item)
        return tuple(found)


def load(root: Path, name: str, fetch: Fetch) -> tuple[Work | None, list[Finding]]:
    """Read a system and the baseline of its profile. Without a usable `system.md` or profile there is no Work."""
    loader = _Loader(root, name)
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
    return Work(system, baseline, _local_files(root, system)), loader.findings


def _baseline(loader: _Loader, facts: SystemCharacteristics, fetch: Fetch) -> Baseline | None:
    href = layout.href("profile", facts.profile)
    line = facts.source.line
    if fetch(href) is None:
        known = files.names(loader.root, "profiles")
        loader.note(
            facts.source.path, Problem("REF008", f'the profile "{facts.profile}" does not exist, or cannot be read', line, None, nearest(facts.profile, known))
        )
        return None
    try:
        resolved = resolve(href, fetch)
        result = read_baseline(facts.profile, resolved)
    except (AttributeError, KeyError, TypeError, ValueError):  # not of its schema's shape; OSC002 says where
        message = f'the profile "{facts.profile}" cannot be resolved: it, or a document it imports, breaks the OSCAL schema'
        loader.note(facts.source.path, Problem("REF008", message, line, None, "mend what OSC002 reports first"))
        return None
    loader.findings.extend(finding(layout.document("profile", facts.profile), item) for item in resolved.problems)
    return result


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
    folder = f"{loader.folder}/controls"
    found: dict[str, RequirementAnswer] = {}
    for family in files.names(loader.root, folder):
        for file in files.names(loader.root, f"{folder}/{family}"):
            path = f"{folder}/{family}/{file}"
            if not file.endswith(".md"):
                loader.note(path, Problem("SSP007", "this is no requirement file", None, None, "move it out of controls/"))
                continue
            answer = _answer(loader, baseline, titles, path)
            if answer is None:
                continue
            if answer.control_id in found:
                first = found[answer.control_id].source.path
                loader.note(path, Problem("SSP007", f"{answer.label} is answered in {first} already", 1, None, "keep one of the two files"))
                continue
            found[answer.control_id] = answer
    return MappingProxyType(found)


def _answer(loader: _Loader, baseline: Baseline, titles: Mapping[str, str], path: str) -> RequirementAnswer | None:
    text = loader.text(path)
    if text is None:
        return None
    parts = frontmatter.split(text)
    if loader.note(path, *parts.problems):
        return None
    document = yaml12.load(parts.yaml, 2)
    if loader.note(path, *document.problems) or loader.note(path, *shape.check("requirement", document)):
        loader.note(path, *sections.read(parts.body, parts.body_line).problems)
        return None
    requirement = _requirement_of(loader, baseline, document, path)
    read = sections.read(parts.body, parts.body_line)
    loader.note(path, *read.problems)
    if requirement is None:
        return None
    front = document.value
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
    return answer


def _requirement_of(loader: _Loader, baseline: Baseline, document: yaml12.Yaml, path: str) -> Requirement | None:
    written = document.value["requirement"]
    requirement = labels.requirement(baseline, written)
    if requirement is None:
        hint = nearest(labels.normal(written), baseline.by_label) or f"the profile {baseline.profile} has no such requirement"
        loader.note(path, Problem("SSP007", f'"{written}" is no requirement of {baseline.profile}', document.lines.get("/requirement"), None, hint))
        return None
    expected = layout.requirement_file(loader.name, requirement.family, requirement.label, requirement.id)
    if path != expected:
        loader.note(path, Problem("SSP007", f"the file of {requirement.label} does not stand in its place", 2, None, f"move it to {expected}"))
    return requirement


def _local_files(root: Path, system: System) -> frozenset[str]:
    """Which of the evidence files and diagrams that the system names are there."""
    wanted = [local_path(system.name, item.location) for item in system.evidence]
    wanted += [f"{layout.system_folder(system.name)}/{picture.file}" for part in (system.boundary, system.network, system.data_flow)
               if part for picture in part.diagrams]  # fmt: skip
    return frozenset(path for path in wanted if path and files.exists(root, path))
