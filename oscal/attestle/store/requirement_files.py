"""The requirement files of a system, `controls/<FAMILY>/<label>.md`, read into answers; a file out
of its place is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..formats import authored_schema, frontmatter, labels, requirement_answers, sections, yaml12
from ..formats.problems import Problem
from ..model.baseline import Baseline, Requirement
from ..model.system import RequirementAnswer, Source
from ..nearest import suggest_words
from . import files, layout
from .loader import Loader


def read_answers(
    loader: Loader, baseline: Baseline, titles: Mapping[str, str]
) -> Mapping[str, RequirementAnswer]:
    """Every requirement file, by control id."""
    found: dict[str, RequirementAnswer] = {}
    for family in loader.names("controls"):
        path = f"{loader.folder}/controls/{family}"
        if (loader.root / path).is_file():
            meant = labels.find_requirement(baseline, family.removesuffix(".md"))
            where = (
                layout.requirement_file_path(loader.name, meant.family, meant.label, meant.id)
                if meant
                else "the folder of its family, such as controls/AC/"
            )
            loader.note(
                path,
                Problem(
                    "SSP007",
                    "not read: requirement files stand in a folder for each family",
                    hint=f"move it to {where}",
                ),
            )
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
                loader.note(
                    f"{path}/{file}",
                    Problem(
                        "SSP007",
                        f"{answer.label} is answered in {first} already",
                        1,
                        None,
                        "keep one of the two files",
                    ),
                )
                continue
            found[answer.control_id] = answer
    return MappingProxyType(found)


def _no_answer(loader: Loader, path: str) -> None:
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    hint = (
        f"rename it to {stem}.md"
        if ending.lower() in ("md", "markdown", "txt") and stem[:1].isdigit()
        else "move it out of controls/"
    )
    loader.note(path, Problem("SSP007", "this is no requirement file", None, None, hint))


def _answer(
    loader: Loader, baseline: Baseline, titles: Mapping[str, str], path: str
) -> RequirementAnswer | None:
    text = loader.text(path)
    if text is None:
        return None
    parts = frontmatter.split_front_matter(text)
    if loader.note(path, *parts.problems):
        return None
    document = yaml12.read_yaml(parts.yaml, 2)
    wrong = loader.note(path, *document.problems) or loader.note(
        path, *authored_schema.check_document("requirement", document)
    )
    read = sections.read_sections(parts.body, parts.body_line)
    loader.note(path, *read.problems)
    requirement = (
        _by_name(baseline, path) if wrong else _requirement_of(loader, baseline, document, path)
    )
    if requirement is None:
        return None
    front = {} if wrong else document.value
    start = RequirementAnswer(
        control_id=requirement.id,
        label=requirement.label,
        owner=front.get("owner", ""),
        partial_credit=front.get("partial-credit", ""),
        parameters=MappingProxyType(
            {key: tuple(values) for key, values in front.get("parameters", {}).items()}
        ),
        lines=MappingProxyType(
            {key.removeprefix("/"): line for key, line in document.lines.items()}
        ),
        source=Source(path, "", 1),
    )
    answer, problems = requirement_answers.read_answers(read, requirement, start, titles)
    loader.note(path, *problems)
    return None if wrong else answer


def _by_name(baseline: Baseline, path: str) -> Requirement | None:
    """The requirement that the name of a file speaks of."""
    return labels.find_requirement(baseline, path.rpartition("/")[2].removesuffix(".md"))


def _requirement_of(
    loader: Loader, baseline: Baseline, document: yaml12.Yaml, path: str
) -> Requirement | None:
    written = document.value["requirement"]
    line = document.lines.get("/requirement")
    requirement, named = labels.find_requirement(baseline, written), _by_name(baseline, path)
    if requirement is None:
        hint = (
            f'did you mean "{named.label}"?'
            if named
            else suggest_words(labels.normalize_label(written), baseline.by_label)
        )
        hint = hint or f"the profile {baseline.profile} has no such requirement"
        loader.note(
            path,
            Problem(
                "SSP007", f'"{written}" is no requirement of {baseline.profile}', line, None, hint
            ),
        )
        return None
    expected = layout.requirement_file_path(
        loader.name, requirement.family, requirement.label, requirement.id
    )
    if path == expected:
        return requirement
    if named is not None and named is not requirement:
        hint = f'correct it to "{named.label}", or rename the file'
        loader.note(
            path,
            Problem(
                "SSP007",
                f'the file is named {named.label} but says requirement: "{written}"',
                line,
                None,
                hint,
            ),
        )
        return None
    if files.exists(loader.root, expected):
        hint = f"take over what is missing in {expected}, then delete this file"
        loader.note(
            path, Problem("SSP007", f"a second file of {requirement.label}", line, None, hint)
        )
        return None
    loader.note(
        path,
        Problem(
            "SSP007",
            f"the file of {requirement.label} does not stand in its place",
            line,
            None,
            f"move it to {expected}",
        ),
    )
    return requirement
