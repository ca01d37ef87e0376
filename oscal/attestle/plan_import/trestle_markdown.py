"""The SSP markdown tree of compliance-trestle read as a plan: every line kept, also those that
trestle's own reader drops.

What stands under no component, and what its headers say beyond parameters, becomes drafts beside
the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..formats import frontmatter, yaml12
from ..formats.oscal_values import fold_line
from ..formats.text_file import decode_text
from ..model.baseline import Baseline, Requirement
from ..model.derived_ids import OSCAL_VERSION, derive_uuid
from ..trees import Tree

MAIN = "This System"
STATES = ("implemented", "partial", "planned", "alternative", "not-applicable")
_QUESTION = "What is the solution and how is it implemented?"
_PART = re.compile(r"Implementation for part (?P<label>.+)")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>.*?)[ \t]*\Z")
_CONTROL = re.compile(r"# (?P<id>\S+) - ")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_STATUS = re.compile(r"#### Implementation Status:[ \t]*(?P<state>.*?)[ \t]*\Z")
_REMARKS = re.compile(r"#### Implementation Status Remarks:[ \t]*(?P<text>.*?)[ \t]*\Z")
_RULE_LINE = re.compile(r"_{20,}[ \t]*\Z")
_PROMPT = re.compile(
    r"<!-- (?:Add (?:control )?implementation (?:description|prose) |For implementation status"
    r" enter one of|Note that the list of rules under).*-->[ \t]*\Z"
)
# what trestle's reader (5.2) takes out of a text, or changes in it
_DROPPED = (
    (re.compile(r"[ \t]*\|"), "a table"),
    (re.compile(r" {0,3}(?:`{3,}|~{3,})"), "a code fence"),
    (re.compile(r" {0,3}>"), "a quote"),
    (re.compile(r"[ \t]*<!--"), "a comment"),
    (re.compile(r" {0,3}</?[A-Za-z]"), "a line of HTML"),
    (re.compile(r"#"), "a heading, and the text before it"),
    (re.compile(r"[ \t]+(?:[-*+]|\d+[.)])[ \t]"), "the nesting of a list"),
    (re.compile(r"(?: {4}|\t)"), "indented code"),
    (re.compile(r".*\S {2,}\Z"), "a hard line break"),
)


@dataclass(slots=True)
class TrestleTree:
    """`plan` is the body of a System Security Plan with the answers alone; `drafts` are texts by
    control id, each with its title.

    `dropped` says what trestle's reader would have lost, and where; `problems` which files are not
    read.
    """

    plan: Tree
    drafts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    profile: str = ""


@dataclass(slots=True)
class _Answer:
    """The text of one component in one place: "" for the control, else the label of a part; each
    line with its number in the file.
    """

    part: str
    component: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    state: str = ""


def read_trestle_tree(
    tree: Mapping[str, bytes], baseline: Baseline, name: str, uuid: str, now: str
) -> TrestleTree:
    """`tree` has the files by their path in the folder."""
    result = TrestleTree(_frame(name, uuid, now, baseline.profile))
    components: dict[str, str] = {MAIN: derive_uuid(uuid, "component", "this-system")}
    requirements: list[Tree] = result.plan["control-implementation"]["implemented-requirements"]
    for path, data in sorted(tree.items()):
        if path.startswith("inheritance/"):
            result.problems.append(f"{path}: inherited from another system; not read")
            continue
        decoded = decode_text(data)
        if decoded.problems:
            result.problems.append(f"{path}: {decoded.problems[0].message}; not read")
            continue
        found = _file(path, decoded.text, baseline, components, uuid, result)
        if found is not None:
            requirements.append(found)
    result.plan["system-implementation"]["components"] = [
        {
            "uuid": identity,
            "type": "this-system" if title == MAIN else "service",
            "title": title,
            "description": "",
            "status": {"state": "operational"},
        }
        for title, identity in components.items()
    ]
    return result


def find_profile(tree: Mapping[str, bytes]) -> str:
    """The href of the profile that the first file with one names in its header."""
    for _, data in sorted(tree.items()):
        header = yaml12.read_yaml(
            frontmatter.split_front_matter(decode_text(data).text).yaml, 2
        ).value
        scope = header.get("x-trestle-global") if isinstance(header, dict) else None
        profile = scope.get("profile") if isinstance(scope, dict) else None
        href = profile.get("href") if isinstance(profile, dict) else None
        if isinstance(href, str):
            return href
    return ""


def _frame(name: str, uuid: str, now: str, profile: str) -> Tree:
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
        "system-implementation": {},
        "control-implementation": {"implemented-requirements": []},
    }


def _file(
    path: str,
    text: str,
    baseline: Baseline,
    components: dict[str, str],
    uuid: str,
    result: TrestleTree,
) -> Tree | None:
    split = frontmatter.split_front_matter(text)
    body, first, header = (
        (text, 1, {})
        if split.problems
        else (split.body, split.body_line, yaml12.read_yaml(split.yaml, 2).value)
    )
    lines = body.split("\n")
    heading = next((match for item in lines if (match := _CONTROL.match(item))), None)
    requirement = baseline.by_id.get(heading["id"]) if heading else None
    if requirement is None:
        what = (
            f"the profile {baseline.profile} has no {heading['id']}"
            if heading
            else "no control's file: it has no heading `# id - Title`"
        )
        result.problems.append(f"{path}: {what}; not read")
        return None
    drafts = result.drafts.setdefault(requirement.id, [])
    answers, loose = _answers(path, lines, first, result)
    drafts += [("Text under no component", prose) for prose in loose]
    tree: Tree = {
        "uuid": derive_uuid(uuid, "imported", requirement.id),
        "control-id": requirement.id,
    }
    if isinstance(header, dict):
        tree["set-parameters"], rest = _header(header)
        drafts += [("From the header", rest)] if rest else []
    tree |= _placed(answers, requirement, components, uuid, drafts)
    return tree


def _answers(
    path: str, lines: list[str], first: int, result: TrestleTree
) -> tuple[list[_Answer], list[str]]:
    """The answers of a file, and the texts that stand under no component."""
    known = _component_headings(lines)
    answers: list[_Answer] = []
    loose: list[list[tuple[int, str]]] = [[]]
    part, current, inside, rules, fence = "", None, False, False, ""
    for index, item in enumerate(lines):
        mark = _FENCE.match(item)
        fenced = bool(fence)
        if mark and (not fence or (mark[1].startswith(fence) and not item.strip().strip(fence[0]))):
            fence = "" if fence else mark[1]
        if not fenced and not mark:
            heading = _HEADING.match(item)
            title = heading["title"] if heading and heading["marks"] == "##" else ""
            found = _PART.match(title)
            if title == _QUESTION or found:
                part, current, inside, rules = found["label"] if found else "", None, True, False
                loose.append([])
                continue
            if inside and index in known:
                current = _Answer(part, item[3:].strip())
                answers.append(current)
                rules = False
                continue
            if inside and (status := _STATUS.match(item)) and current is not None:
                current.state, rules = status["state"], False
                continue
            if inside and item.strip() == "#### Rules:" and current is not None:
                rules = True
                continue
            if _RULE_LINE.match(item) or _PROMPT.match(item):
                continue
        if rules and (not item.strip() or item.lstrip().startswith("- ")):
            continue
        if inside:
            (current.lines if current is not None else loose[-1]).append((first + index, item))
    for answer in answers:
        _tell(path, answer, result)
    texts = ["\n".join(item for _, item in group).strip("\n") for group in loose]
    result.dropped += [
        f"{path}: text that stands under no component" for text in texts if text.strip()
    ]
    return answers, [text for text in texts if text.strip()]


def _component_headings(lines: list[str]) -> set[int]:
    """Lines of `### Title` that begin a component: the main one, and those that a status follows
    before the next such heading.
    """
    found: set[int] = set()
    open_at, fence = -1, ""
    for index, item in enumerate(lines):
        mark = _FENCE.match(item)
        if mark and (not fence or (mark[1].startswith(fence) and not item.strip().strip(fence[0]))):
            fence = "" if fence else mark[1]
        elif fence:
            continue
        elif item.startswith("## "):
            open_at = -1
        elif item.startswith("### "):
            if item[4:].strip() == MAIN:
                found.add(index)
            open_at = (
                index
                if open_at < 0 or item[4:].strip() == MAIN or _follows(lines, index)
                else open_at
            )
        elif _STATUS.match(item) and open_at >= 0:
            found.add(open_at)
            open_at = -1
    return found


def _follows(lines: list[str], index: int) -> bool:
    """Whether a heading begins a place of its own: the text above it has ended with its status."""
    before = next((item for item in reversed(lines[:index]) if item.strip()), "")
    return bool(_STATUS.match(before) or _RULE_LINE.match(before) or before.startswith("## "))


def _tell(path: str, answer: _Answer, result: TrestleTree) -> None:
    """What trestle's reader would have lost of a text."""
    seen: set[str] = set()
    fence = ""
    for number, item in answer.lines:
        mark = _FENCE.match(item)
        inside, closes = (
            bool(fence),
            bool(mark and mark[1].startswith(fence) and not item.strip().strip(fence[:1])),
        )
        fence = ("" if closes else fence) if inside else (mark[1] if mark else "")
        what = (
            ""
            if inside
            else next((words for pattern, words in _DROPPED if pattern.match(item)), "")
        )
        if what and what not in seen:
            seen.add(what)
            result.dropped.append(f"{path}:{number}: {what}")


def _header(header: Mapping[str, Any]) -> tuple[list[Tree], str]:
    """The values of parameters, which are the plan's, and what else a person wrote there."""
    values = []
    parameters = header.get("x-trestle-set-params")
    for key, entry in (parameters if isinstance(parameters, dict) else {}).items():
        own = entry.get("ssp-values") if isinstance(entry, dict) else None
        if own not in (None, [], ""):
            values.append(
                {
                    "param-id": str(key),
                    "values": [str(item) for item in (own if isinstance(own, list) else [own])],
                }
            )
    told = [
        f"- {key}: {item}"
        for key, entry in header.items()
        if not key.startswith(_OWN_KEYS)
        for item in (entry if isinstance(entry, list) else [entry])
    ]
    return values, "\n".join(fold_line(item) for item in told)


_OWN_KEYS = (
    "x-trestle-set-params",
    "x-trestle-global",
    "x-trestle-rules",
    "x-trestle-comp-def-rules",
    "x-trestle-sections",
    "sort-id",
)


def _placed(
    answers: list[_Answer],
    requirement: Requirement,
    components: dict[str, str],
    uuid: str,
    drafts: list[tuple[str, str]],
) -> Tree:
    by_components: list[Tree] = []
    statements: dict[str, list[Tree]] = {}
    for answer in answers:
        prose = "\n".join(_without_remarks(answer, drafts)).strip("\n")
        identity = _part_id(requirement, answer.part) if answer.part else ""
        if identity is None:
            drafts += [(f"Part {answer.part}, {answer.component}", prose)] if prose.strip() else []
            continue
        if not prose.strip() and answer.component == MAIN and answer.state in ("", "planned"):
            continue  # what trestle writes where nobody wrote a word
        title = fold_line(answer.component)
        component = components.setdefault(title, derive_uuid(uuid, "imported", "component", title))
        entry: Tree = {
            "component-uuid": component,
            "uuid": derive_uuid(uuid, "imported", requirement.id, answer.part, component),
            "description": prose,
        }
        if answer.state in STATES:
            entry["implementation-status"] = {"state": answer.state}
        target = statements.setdefault(identity, []) if identity else by_components
        if any(other["component-uuid"] == component for other in target):
            drafts.append((f"A second answer of {title}", prose))
        else:
            target.append(entry)
    found = [
        {"statement-id": key, "uuid": derive_uuid(uuid, "imported", key), "by-components": entries}
        for key, entries in statements.items()
    ]
    return {"statements": found, "by-components": by_components}


def _without_remarks(answer: _Answer, drafts: list[tuple[str, str]]) -> Iterator[str]:
    for _, item in answer.lines:
        remarks = _REMARKS.match(item)
        if remarks:
            drafts.append(
                (f"Remarks on the status of {fold_line(answer.component)}", remarks["text"])
            )
        else:
            yield item


def _part_id(requirement: Requirement, label: str) -> str | None:
    """The part of the statement that a label names: `(a)`, `a.` and `a` are the same."""
    wanted = label.strip("(). ")
    for item in requirement.items:
        if wanted and wanted in (item.label.strip("(). "), item.id.partition("_smt.")[2]):
            return item.id
    return None
