"""Every check over a workspace, over documents by themselves, and the repairs that cannot change
meaning.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..author.fix import add_row_uuids, add_uuids, mend_sections
from ..codes import finding
from ..findings import Finding, ordered
from ..formats import strict_json, yaml12
from ..formats.problems import Problem
from ..formats.text import decode
from ..model.workspace import Document, Work, Workspace, workspace
from ..rules import ALL, check, constraints, contradictions, mapping, oscal
from ..rules.facts import Facts
from ..store import cache, documents, files, layout, systems
from ..store.locate import positions
from .assembling import assembled
from .loading import criteria_of, now, today, unread
from .loading import located as located
from .validating import below

YAML = (".yaml", ".yml")
_DEPTH = strict_json.MAX_DEPTH
# What one document, and the documents that it asks for, decide
INSIDE = (*constraints.RULES, *contradictions.RULES)
TOGETHER = tuple(rule for rule in ALL if rule not in INSIDE)
# What can be said of a document without the others
_ALONE = (*INSIDE, oscal.version, *mapping.RULES)
_OF_OTHERS = ("REF008", "MAP001", "MAP005", "MAP008")


@dataclass
class Answers:
    """What is known of single documents: `state` has the hashes of all files; what was worked out
    anew is gathered in `fresh`.
    """

    stored: cache.Cache
    rule_set: str
    state: cache.State
    fresh: dict[str, Any] = field(default_factory=dict)


def validate(
    root: Path, paths: tuple[str, ...] = (), *, as_of: dt.date | None = None
) -> tuple[Finding, ...]:
    """Every finding in a workspace, or in the given files and folders of it (paths from the root,
    "/" as separator).
    """
    return tuple(item for item in everything(root, as_of or today()) if below(item.path, paths))


def everything(
    root: Path, as_of: dt.date, *, known_tools: tuple[str, ...] = (), answers: Answers | None = None
) -> tuple[Finding, ...]:
    """Every finding in a workspace, with its place.

    What is wrong with the settings is not among them: see `store.settings`.
    """
    loaded, findings = _documents(root)
    works, read = [], list[Finding]()
    fetch = documents.href_reader(root, {item.path: item for item in loaded})
    for name in systems.system_names(root):
        work, problems = systems.load(root, name, fetch)
        read += problems
        if work is not None:
            works.append(
                replace(work, known_tools=tuple(dict.fromkeys((*work.known_tools, *known_tools))))
            )
    findings += read
    whole = workspace(loaded, tuple(works), criteria_of(loaded))
    findings += _inside(whole, as_of, answers)
    findings += check(Facts(whole, as_of, unread(read)), TOGETHER)
    if not any(item.is_error for item in findings):
        findings += _stale_documents(root, works)
    found = located(root, ordered(findings))
    return ordered(_with_columns(found, lambda path: files.read(root, path)))


def _documents(root: Path) -> tuple[tuple[Document, ...], list[Finding]]:
    """Every document; one that is written as YAML is one as well, where no JSON file stands in its
    place.
    """
    loaded, findings = documents.read_all(root)
    have = {item.path for item in loaded}
    found = [
        item
        for folder, model in layout.MODELS.items()
        for name in files.names(root, folder)
        for item in _yaml_of(root, f"{folder}/{name}/{model}")
        if f"{folder}/{name}/{model}.json" not in have
    ]
    if not found:
        return loaded, findings
    paths = {path for path, _ in found} | {path.rpartition("/")[0] for path, _ in found}
    findings = [item for item in findings if item.code != "OSC009" or item.path not in paths]
    parsed = [parse(path, data) for path, data in found]
    findings += [item for _, problems in parsed for item in problems]
    return (*loaded, *(document for document, _ in parsed)), findings


def _yaml_of(root: Path, stem: str) -> Iterator[tuple[str, bytes]]:
    for ending in YAML:
        if files.exists(root, stem + ending):
            try:
                yield stem + ending, files.read(root, stem + ending)
            except files.Unreadable:
                continue
            return


def parse(path: str, data: bytes, *, by_folder: bool = True) -> tuple[Document, list[Finding]]:
    """A document of JSON or YAML, by the ending of its name.

    Its folder tells its model, unless that is not asked for.
    """
    name = path if by_folder else "document.json"
    if not path.endswith(YAML):
        document, found = documents.parse(name, data)
    else:
        json, problems = _as_json(data)
        document, found = (
            documents.parse(name, json)
            if json is not None
            else (Document(name, layout.model_of(name) or "", "", None), [])
        )
        found += [documents.finding(name, item) for item in problems]
    return replace(document, path=path), [replace(item, path=path) for item in found]


def _as_json(data: bytes) -> tuple[bytes | None, tuple[Problem, ...]]:
    text, problems = decode(data).text, decode(data).problems
    if problems:
        return None, problems
    read = yaml12.load(text, deepest=_DEPTH)
    if read.problems:
        return None, read.problems
    try:
        return strict_json.write(read.value), ()
    except TypeError:  # a number of more than 64 bits, or half of a surrogate pair
        return None, (
            Problem(
                "OSC010",
                "a number or a character that OSCAL has no place for",
                1,
                1,
                "put numbers that are text in quotes",
            ),
        )


class _Asked(Mapping[str, Document]):
    """The documents of a workspace, and which of them somebody asked for."""

    def __init__(self, by_path: Mapping[str, Document]) -> None:
        self._by_path = by_path
        self.paths: set[str] = set()

    def __getitem__(self, path: str) -> Document:
        self.paths.add(path)
        return self._by_path[path]

    def __iter__(self) -> Iterator[str]:
        self.paths.update(self._by_path)
        return iter(self._by_path)

    def __len__(self) -> int:
        return len(self._by_path)


def _inside(whole: Workspace, as_of: dt.date, answers: Answers | None) -> Iterator[Finding]:
    """The rules on single documents.

    One is judged again when it or a document that it asked for has changed.
    """
    if answers is None:
        yield from check(Facts(whole, as_of), INSIDE)
        return
    hashes = answers.state.hashes
    for document in whole.documents:
        name = cache.key(
            "document",
            answers.rule_set,
            as_of.isoformat(),
            document.path,
            hashes.get(document.path, ""),
        )
        known = cache.findings_of(answers.stored.get(name), hashes)
        if known is not None:
            yield from known
            continue
        asked = _Asked(whole.by_path)
        found = check(Facts(Workspace((document,), (), whole.criteria, asked), as_of), INSIDE)
        answers.fresh[name] = cache.answer(
            found, {path: hashes.get(path, "") for path in asked.paths}
        )
        yield from found


def alone(documents_: Mapping[str, bytes], as_of: dt.date) -> tuple[Finding, ...]:
    """Every finding in documents that are judged by themselves, with its place.

    Nothing is said of what other documents decide.
    """
    parsed = [parse(path, data, by_folder=False) for path, data in documents_.items()]
    found = [item for _, problems in parsed for item in problems]
    facts = Facts(Workspace(tuple(document for document, _ in parsed)), as_of)
    found += [item for item in check(facts, _ALONE) if item.code not in _OF_OTHERS]
    todo: dict[str, set[str]] = {}
    for item in found:
        if item.line is None:
            todo.setdefault(item.path, set()).add(item.pointer)
    places = {
        path: (
            _lines(documents_[path], pointers)
            if path.endswith(YAML)
            else positions(documents_[path], pointers)
        )
        for path, pointers in todo.items()
    }
    placed = [
        (
            item
            if item.line is not None
            else replace(
                item,
                line=places[item.path][item.pointer][0],
                column=places[item.path][item.pointer][1],
            )
        )
        for item in found
    ]
    return ordered(_with_columns(tuple(placed), documents_.__getitem__))


def _lines(data: bytes, pointers: set[str]) -> dict[str, tuple[int, int | None]]:
    """The line of each pointer into YAML, or of its nearest parent that is there."""
    known = yaml12.load(decode(data).text, deepest=_DEPTH).lines
    found: dict[str, tuple[int, int | None]] = {}
    for pointer in pointers:
        at = pointer
        while at not in known and at:
            at = at.rpartition("/")[0]
        found[pointer] = (known.get(at, 1), None)
    return found


def _with_columns(findings: tuple[Finding, ...], read: Callable[[str], bytes]) -> Iterator[Finding]:
    """In YAML the line is known; the column is that of the key on it, or of the first sign."""
    texts: dict[str, list[str]] = {}
    for item in findings:
        if (
            item.column is not None
            or item.line is None
            or not item.pointer
            or not item.path.endswith(YAML)
        ):
            yield item
            continue
        if item.path not in texts:
            texts[item.path] = decode(read(item.path)).text.split("\n")
        lines = texts[item.path]
        yield (
            replace(item, column=_column(lines[item.line - 1], item.pointer))
            if item.line <= len(lines)
            else item
        )


def _column(line: str, pointer: str) -> int:
    key = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    at = re.search(rf"""(?:^|[\s{{,\[])(["']?{re.escape(key)}["']?)\s*:""", line)
    return at.start(1) + 1 if at else len(line) - len(line.lstrip(" -")) + 1


def _stale_documents(root: Path, works: list[Work]) -> list[Finding]:
    """SYN001: the committed documents are what the markdown makes.

    Only sound files can be asked.
    """
    stale = []
    for work in works:
        outputs = assembled(root, work, now())
        for path, data in files.changed(root, outputs.files).items():
            what = (
                "is older than the markdown it is made from"
                if data is not None
                else "has nothing left that it is made from"
            )
            stale.append(
                finding(
                    "SYN001",
                    path,
                    f"{path.rpartition('/')[2]} {what}",
                    hint=f"run: attestle ssp assemble {work.system.name}",
                )
            )
    return stale


def fix(
    root: Path, new_uuid: Callable[[], str] | None = None, *, paths: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Repair what cannot change meaning in the authored files of every system, or in the files and
    folders given; the paths that were rewritten.
    """
    outputs: dict[str, bytes | None] = {}
    for name in systems.system_names(root):
        work, found = systems.load(root, name, documents.href_reader(root))
        outputs |= _with_uuids(root, found, new_uuid or (lambda: str(uuid.uuid4())))
        if work is not None:
            outputs |= _with_markers(root, work, found)
    return files.save(root, {path: data for path, data in outputs.items() if below(path, paths)})


def _with_uuids(
    root: Path, found: list[Finding], supply: Callable[[], str]
) -> dict[str, bytes | None]:
    missing: dict[str, list[str]] = {}
    for item in found:
        if item.code == "SSP019":
            missing.setdefault(item.path, []).append(item.pointer)
    outputs: dict[str, bytes | None] = {}
    for path, pointers in missing.items():
        text = decode(files.read(root, path)).text
        outputs[path] = (
            add_row_uuids(text, supply)
            if path.endswith(".csv")
            else add_uuids(text, pointers, supply)
        ).encode()
    return outputs


def _with_markers(root: Path, work: Work, found: list[Finding]) -> dict[str, bytes | None]:
    mendable = {item.path for item in found if item.code in ("SSP016", "SSP017")}
    titles = {item.slug: item.title for item in work.system.components}
    outputs: dict[str, bytes | None] = {}
    for answer_ in work.system.answers.values():
        path = answer_.source.path
        if path in mendable:
            outputs[path] = mend_sections(
                decode(files.read(root, path)).text, work.baseline.by_id[answer_.control_id], titles
            ).encode()
    return outputs
