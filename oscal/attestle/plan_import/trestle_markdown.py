"""The SSP markdown tree of compliance-trestle read as a plan, without losing a line.

What stands under no component, and what its headers say beyond parameters, becomes drafts beside
the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from ..formats import frontmatter, yaml12
from ..formats.oscal_values import fold_line, get_object
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.answers import COMPONENT_STATUSES
from ..model.baseline import Baseline, Requirement
from ..model.derived_ids import OSCAL_VERSION, derive_uuid
from ..trees import Tree
from .trestle_answers import MAIN, MarkdownAnswer, list_dropped, read_answers

_CONTROL = re.compile(r"# (?P<id>\S+) - ")
_REMARKS = re.compile(r"#### Implementation Status Remarks:[ \t]*(?P<text>.*?)[ \t]*\Z")
_HEADER_LINE = 2  # where a YAML header begins: line 1 is its fence
# keys of a header that trestle writes and reads itself; the rest a person wrote
_TRESTLE_KEYS = (
    "x-trestle-set-params",
    "x-trestle-global",
    "x-trestle-rules",
    "x-trestle-comp-def-rules",
    "x-trestle-sections",
    "sort-id",
)

Draft = tuple[str, str]


@dataclass(slots=True)
class TrestleTree:
    """A tree as a plan.

    `plan` is the body of a System Security Plan with the answers alone; `drafts` are texts by
    control id, each with its title. `dropped` says what trestle's reader would have lost, and
    where; `problems` which files are not read.
    """

    plan: Tree
    drafts: dict[str, list[Draft]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    profile: str = ""


def read_trestle_tree(
    tree: Mapping[str, bytes], baseline: Baseline, name: str, uuid: str, now: str
) -> TrestleTree:
    """`tree` has the files by their path in the folder."""
    reader = _TreeReader(baseline, uuid)
    for path, data in sorted(tree.items()):
        reader.read_file(path, data)
    return TrestleTree(
        _build_plan(name, uuid, now, baseline.profile, reader),
        reader.drafts,
        reader.dropped,
        reader.problems,
    )


def find_profile(tree: Mapping[str, bytes]) -> str:
    """The href of the profile that the first file with one names in its header."""
    for _, data in sorted(tree.items()):
        split = frontmatter.split_front_matter(decode_text(data).text)
        header = yaml12.read_yaml(split.yaml, _HEADER_LINE).value
        if isinstance(header, dict):
            profile = get_object(get_object(header, "x-trestle-global"), "profile")
            href = profile.get("href")
            if isinstance(href, str):
                return href
    return ""


def _build_plan(name: str, uuid: str, now: str, profile: str, reader: _TreeReader) -> Tree:
    components = [
        {
            "uuid": identity,
            "type": "this-system" if title == MAIN else "service",
            "title": title,
            "description": "",
            "status": {"state": "operational"},
        }
        for title, identity in reader.components.items()
    ]
    return {
        "uuid": uuid,
        "metadata": {
            "title": name,
            "last-modified": now,
            "version": "0.1",
            "oscal-version": OSCAL_VERSION,
        },
        "import-profile": {"href": f"trestle://profiles/{profile}/profile.json"},
        "system-characteristics": {
            "system-name": name,
            "authorization-boundary": {"description": ""},
            "status": {"state": "operational"},
        },
        "system-implementation": {"components": components},
        "control-implementation": {"implemented-requirements": reader.requirements},
    }


class _TreeReader:
    """The files of a tree, one after the other; components are shared by their titles."""

    def __init__(self, baseline: Baseline, uuid: str) -> None:
        self.components = {MAIN: derive_uuid(uuid, "component", "this-system")}
        self.requirements: list[Tree] = []
        self.drafts: dict[str, list[Draft]] = {}
        self.dropped: list[str] = []
        self.problems: list[str] = []
        self._baseline = baseline
        self._uuid = uuid

    def read_file(self, path: str, data: bytes) -> None:
        if path.startswith("inheritance/"):
            self.problems.append(f"{path}: inherited from another system; not read")
            return
        decoded = decode_text(data)
        if decoded.problems:
            self.problems.append(f"{path}: {decoded.problems[0].message}; not read")
            return
        split = frontmatter.split_front_matter(decoded.text)
        if split.problems:
            self._read_control(path, decoded.text, 1, {})
        else:
            header = yaml12.read_yaml(split.yaml, _HEADER_LINE).value
            self._read_control(path, split.body, split.body_line, header)

    def _read_control(self, path: str, body: str, first: int, header: Any) -> None:
        """`first` is the number of the body's first line in the file."""
        lines = body.split("\n")
        control = _find_control_id(lines)
        requirement = self._baseline.by_id.get(control) if control else None
        if requirement is None:
            what = (
                f"the profile {self._baseline.profile} has no {control}"
                if control
                else "no control's file: it has no heading `# id - Title`"
            )
            self.problems.append(f"{path}: {what}; not read")
            return
        file = read_answers(lines, first)
        for answer in file.answers:
            self.dropped += [f"{path}:{line}: {kind}" for line, kind in list_dropped(answer.lines)]
        self.dropped += [f"{path}: text that stands under no component"] * len(file.loose)
        drafts = self.drafts.setdefault(requirement.id, [])
        drafts += [("Text under no component", text) for text in file.loose]
        tree: Tree = {
            "uuid": derive_uuid(self._uuid, "imported", requirement.id),
            "control-id": requirement.id,
        }
        if isinstance(header, dict):
            tree["set-parameters"] = _read_parameters(header)
            notes = _read_notes(header)
            drafts += [("From the header", notes)] if notes else []
        tree |= self._place_answers(file.answers, requirement, drafts)
        self.requirements.append(tree)

    def _place_answers(
        self, answers: tuple[MarkdownAnswer, ...], requirement: Requirement, drafts: list[Draft]
    ) -> Tree:
        """Statements and by-components; what has no place becomes a draft."""
        by_components: list[Tree] = []
        statements: dict[str, list[Tree]] = {}
        for answer in answers:
            drafts += _list_remarks(answer)
            prose = _join_prose(answer)
            part = _find_part_id(requirement, answer.part) if answer.part else ""
            if part is None:
                if prose.strip():
                    drafts.append((f"Part {answer.part}, {answer.component}", prose))
            elif not _is_untouched(answer, prose):
                entry = self._build_by_component(answer, prose, requirement)
                target = statements.setdefault(part, []) if part else by_components
                if any(other["component-uuid"] == entry["component-uuid"] for other in target):
                    drafts.append((f"A second answer of {fold_line(answer.component)}", prose))
                else:
                    target.append(entry)
        return {
            "statements": [
                {
                    "statement-id": part,
                    "uuid": derive_uuid(self._uuid, "imported", part),
                    "by-components": entries,
                }
                for part, entries in statements.items()
            ],
            "by-components": by_components,
        }

    def _build_by_component(
        self, answer: MarkdownAnswer, prose: str, requirement: Requirement
    ) -> Tree:
        title = fold_line(answer.component)
        component = self.components.setdefault(
            title, derive_uuid(self._uuid, "imported", "component", title)
        )
        entry: Tree = {
            "component-uuid": component,
            "uuid": derive_uuid(self._uuid, "imported", requirement.id, answer.part, component),
            "description": prose,
        }
        if answer.state in COMPONENT_STATUSES:
            entry["implementation-status"] = {"state": answer.state}
        return entry


def _find_control_id(lines: list[str]) -> str:
    """The id in the heading that trestle gives each file; "" if it has none."""
    for line in lines:
        heading = _CONTROL.match(line)
        if heading:
            return heading["id"]
    return ""


def _read_parameters(header: Mapping[str, Any]) -> list[Tree]:
    """The values that parameters have in the plan; those of the profile are not its own."""
    parameters = header.get("x-trestle-set-params")
    values: list[Tree] = []
    for key, entry in (parameters if isinstance(parameters, dict) else {}).items():
        stated = entry.get("ssp-values") if isinstance(entry, dict) else None
        if stated not in (None, [], ""):
            texts = [str(value) for value in _make_list(stated)]
            values.append({"param-id": str(key), "values": texts})
    return values


def _read_notes(header: Mapping[str, Any]) -> str:
    """What else a person wrote in a header, as a list."""
    notes = [
        f"- {key}: {value}"
        for key, entry in header.items()
        if not key.startswith(_TRESTLE_KEYS)
        for value in _make_list(entry)
    ]
    return "\n".join(fold_line(note) for note in notes)


def _make_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_untouched(answer: MarkdownAnswer, prose: str) -> bool:
    """What trestle writes where nobody wrote a word."""
    return not prose.strip() and answer.component == MAIN and answer.state in ("", "planned")


def _join_prose(answer: MarkdownAnswer) -> str:
    return "\n".join(line for _, line in answer.lines if not _REMARKS.match(line)).strip("\n")


def _list_remarks(answer: MarkdownAnswer) -> Iterator[Draft]:
    """Remarks on a status: the files have no field for them."""
    for _, line in answer.lines:
        remarks = _REMARKS.match(line)
        if remarks:
            yield f"Remarks on the status of {fold_line(answer.component)}", remarks["text"]


def _find_part_id(requirement: Requirement, label: str) -> str | None:
    """The part of the statement that a label names: `(a)`, `a.` and `a` are the same."""
    wanted = label.strip("(). ")
    for item in requirement.items:
        if wanted and wanted in (item.label.strip("(). "), item.id.partition("_smt.")[2]):
            return item.id
    return None
