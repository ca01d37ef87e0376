"""The requirement files of a system, `controls/<FAMILY>/<label>.md`, read into answers.

A file out of its place is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..formats import authored_schema, frontmatter, labels, requirement_answers, sections, yaml12
from ..formats.answer_names import AnswerNames
from ..formats.problems import Problem
from ..model.authored_values import Source
from ..model.baseline import Baseline, Requirement, fill_parameters
from ..model.objective_answers import RequirementAnswer
from ..nearest import suggest_words
from . import files, layout
from .kept_systems import KeptSystem
from .loader import Loader
from .recent_answers import RecentAnswers, recall_answers

_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb \u00a0"


def read_answers(
    loader: Loader,
    baseline: Baseline,
    titles: Mapping[str, str],
    names: AnswerNames,
    kept: KeptSystem | None = None,
) -> Mapping[str, RequirementAnswer]:
    """Every requirement file, by control id.

    `titles` are those of components, `names` what evidence, providers and roles are called. What
    is `kept` of a file is not read.
    """
    answers: dict[str, RequirementAnswer] = {}
    recent = recall_answers(baseline, titles, names)
    for family in loader.list_names("controls"):
        folder = f"{loader.folder}/controls/{family}"
        if (loader.root / folder).is_file():
            loader.note(folder, _report_outside_family(loader, baseline, family))
            continue
        for file in loader.list_names(f"controls/{family}"):
            path = f"{folder}/{file}"
            if not file.endswith(".md"):
                loader.note(path, _report_no_answer(file))
                continue
            answer = kept.find_answer(path) if kept else None
            if answer is None:
                answer = _read_anew(loader, recent, path, kept)
            if answer is None:
                continue
            first = answers.setdefault(answer.control_id, answer).source.path
            if first != path:
                loader.note(
                    path,
                    Problem(
                        "SSP007",
                        f"{answer.label} is answered in {first} already",
                        1,
                        None,
                        "keep one of the two files",
                    ),
                )
    return MappingProxyType(answers)


def _report_outside_family(loader: Loader, baseline: Baseline, file: str) -> Problem:
    """A file right below controls/."""
    requirement = labels.find_requirement(baseline, file.removesuffix(".md"))
    place = (
        _locate_file(loader, requirement)
        if requirement
        else "the folder of its family, such as controls/AC/"
    )
    return Problem(
        "SSP007",
        "not read: requirement files stand in a folder for each family",
        hint=f"move it to {place}",
    )


def _locate_file(loader: Loader, requirement: Requirement) -> str:
    """Where the file of a requirement stands."""
    return layout.requirement_file_path(
        loader.name, requirement.family, requirement.label, requirement.id
    )


def _report_no_answer(file: str) -> Problem:
    """What ends otherwise may be an answer all the same if it is named by a requirement."""
    stem, _, ending = file.rpartition(".")
    is_text = ending.lower() in ("md", "markdown", "txt")
    hint = (
        f"rename it to {stem}.md" if is_text and stem[:1].isdigit() else "move it out of controls/"
    )
    return Problem("SSP007", "this is no requirement file", None, None, hint)


def _read_anew(
    loader: Loader, recent: RecentAnswers, path: str, kept: KeptSystem | None
) -> RequirementAnswer | None:
    """Kept for the next run if nothing is found: what is said of a file may rest on others."""
    before = len(loader.findings)
    text = loader.read_text(path)
    if text is None:
        return None
    answer = recent.find_answer(path, text) or _read_answer(loader, recent, kept, path, text)
    if answer is not None and len(loader.findings) == before:
        recent.note_answer(path, text, answer)
        if kept:
            kept.note_answer(path, answer)
    return answer


def _read_answer(
    loader: Loader, asked_by: RecentAnswers, kept: KeptSystem | None, path: str, text: str
) -> RequirementAnswer | None:
    """None if the text cannot be taken for the answer of a requirement.

    What is wrong with its sections is told all the same, where its requirement is known.
    """
    baseline, names = asked_by.baseline, asked_by.names
    parts = _split_file(loader, baseline, path, text)
    if loader.note(path, *parts.problems):
        return None
    document, is_wrong = _read_front(loader, path, parts.yaml, names, kept)
    body = sections.read_sections(parts.body, parts.body_line)
    loader.note(path, *body.problems)
    requirement = (
        _find_by_name(baseline, path)
        if is_wrong
        else _find_requirement(loader, baseline, document, path)
    )
    if requirement is None:
        return None
    start = _start_answer(requirement, {} if is_wrong else document.value, document.lines, path)
    asked = fill_parameters(requirement, start.parameters) if start.parameters else requirement
    answer, problems = requirement_answers.read_answers(body, asked, start, asked_by.titles, names)
    loader.note(path, *problems)
    return None if is_wrong else answer


def _read_front(
    loader: Loader, path: str, text: str, names: AnswerNames, kept: KeptSystem | None
) -> tuple[yaml12.Yaml, bool]:
    """Front matter, and whether it is wrong. Most edits are below it: what was sound stays so."""
    known = kept.find_front(path, text) if kept else None
    if known is not None:
        return _name_owner(yaml12.Yaml(*known), names), False
    read = yaml12.read_yaml(text, 2)
    document = _name_owner(read, names)
    before = len(loader.findings)
    is_wrong = loader.note(path, *document.problems) or loader.note(
        path, *authored_schema.check_document("requirement", document)
    )
    loader.note(path, *authored_schema.find_controls(document))
    if kept and len(loader.findings) == before:
        kept.note_front(path, text, read.value, read.lines)
    return document, bool(is_wrong)


def _split_file(
    loader: Loader, baseline: Baseline, path: str, text: str
) -> frontmatter.FrontMatterFile:
    """A file in its place says by its name what it answers, also where its front matter is gone."""
    parts = frontmatter.split_front_matter(text)
    named = _find_by_name(baseline, path)
    is_gone = parts.problems and frontmatter.lacks_front_matter(text)
    if named is None or not is_gone or path != _locate_file(loader, named):
        return parts
    front = f'requirement: "{named.label}"'
    told = replace(
        parts.problems[0],
        message=f"the file does not begin with front matter; by its name it answers {named.label}",
        hint=f"put three lines above it: ---, then {front}, then ---",
        warning=True,
    )
    loader.note(path, told)
    return replace(parts, yaml=f"{front}\n", problems=())


def _name_owner(document: yaml12.Yaml, names: AnswerNames) -> yaml12.Yaml:
    """An owner by the title of the role, or by who alone holds it, is the role."""
    front = document.value
    owner = front.get("owner") if isinstance(front, dict) else None
    role = names.roles.find_id(owner) if isinstance(owner, str) else ""
    return replace(document, value={**front, "owner": role}) if role and role != owner else document


def _start_answer(
    requirement: Requirement, front: Mapping[str, Any], lines: Mapping[str, int], path: str
) -> RequirementAnswer:
    """What the front matter says."""
    parameters = front.get("parameters", {})
    return RequirementAnswer(
        control_id=requirement.id,
        label=requirement.label,
        owner=front.get("owner", ""),
        partial_credit=front.get("partial-credit", ""),
        parameters=MappingProxyType({key: tuple(values) for key, values in parameters.items()}),
        lines=MappingProxyType({key.removeprefix("/"): line for key, line in lines.items()}),
        source=Source(path, "", 1),
    )


def _find_by_name(baseline: Baseline, path: str) -> Requirement | None:
    """The requirement that the name of a file speaks of."""
    return labels.find_requirement(baseline, path.rpartition("/")[2].removesuffix(".md"))


def _find_requirement(
    loader: Loader, baseline: Baseline, document: yaml12.Yaml, path: str
) -> Requirement | None:
    """The requirement that a file says it answers; None where it cannot be the answer."""
    # marks of quotation of a word processor are no part of it
    written = document.value["requirement"].strip(_QUOTES)
    line = document.lines.get("/requirement")
    requirement, named = labels.find_requirement(baseline, written), _find_by_name(baseline, path)
    if requirement is None:
        hint = _suggest_requirement(baseline, written, named)
        loader.note(
            path,
            Problem(
                "SSP007", f'"{written}" is no requirement of {baseline.profile}', line, None, hint
            ),
        )
        return None
    place = _locate_file(loader, requirement)
    if path == place:
        return requirement
    if named is not None and named is not requirement:
        message = f'the file is named {named.label} but says requirement: "{written}"'
        hint = f'correct it to "{named.label}", or rename the file'
    elif files.exists(loader.root, place):
        message = f"a second file of {requirement.label}"
        hint = f"take over what is missing in {place}, then delete this file"
    else:
        message = f"the file of {requirement.label} does not stand in its place"
        loader.note(path, Problem("SSP007", message, line, None, f"move it to {place}"))
        return requirement
    loader.note(path, Problem("SSP007", message, line, None, hint))
    return None


def _suggest_requirement(baseline: Baseline, written: str, named: Requirement | None) -> str:
    """The requirement that the file's name speaks of, else the nearest one."""
    if named:
        return f'did you mean "{named.label}"?'
    hint = suggest_words(labels.normalize_label(baseline, written), baseline.by_label)
    return hint or f"the profile {baseline.profile} has no such requirement"
