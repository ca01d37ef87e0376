"""The text of a requirement file that belongs to the tool.

Its heading, what is asked, and the blank sections of a new file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ..lazy_patterns import make_pattern
from ..model.baseline import HelpingCriterion, Requirement
from ..model.components import THIS_SYSTEM
from ..model.parameters import Parameter, insert_parameters
from .sections import Section, write_sections

TITLE = "What is asked"
# Of the section that answers a requirement as a whole
WHOLE_TITLE = "Whole requirement"
HOW = (
    "Answer each one under its heading below: list items with its State and its Evidence, a blank"
    " line, then how it is done. States: implemented, inherited, partial, planned, not-implemented,"
    " not-applicable."
)
_SEAL = make_pattern(r"\n*<!-- written by attestle: ([0-9a-f]{12}) -->\Z")


def write_heading(requirement: Requirement) -> str:
    """The H1 line of a requirement's file."""
    parts = [f"{requirement.label} {requirement.title}"]
    if requirement.cmmc_label:
        parts.append(requirement.cmmc_label)
    if requirement.points is not None:
        parts.append(f"{requirement.points} point{'' if requirement.points == 1 else 's'}")
    elif requirement.poam_class:
        parts.append("no points of its own")
    return "# " + " · ".join(parts)


def write_reference(requirement: Requirement) -> str:
    """What is asked: the requirement, its objectives and what helps.

    It is sealed, so that a later edit by hand can be told from an older text.
    """
    body = _write_body(requirement)
    return f"{body}\n\n<!-- written by attestle: {_seal(write_heading(requirement), body)} -->"


def is_untouched(title: str, prose: str) -> bool:
    """Whether a file's first heading and reference section are as the tool once wrote them.

    It may have written them from an older catalog.
    """
    seal = _SEAL.search(prose)
    return seal is not None and seal[1] == _seal(title, prose[: seal.start()])


def _seal(title: str, body: str) -> str:
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()[:12]


def _write_body(requirement: Requirement) -> str:
    """The words themselves, with one on whose words they are."""
    lines = [
        *_quote_statement(requirement),
        *_list_objectives(requirement),
        *_list_items(requirement),
        *_list_parameters(requirement),
        *(("", HOW) if requirement.objectives or requirement.items else ()),
        *_list_helps(requirement),
    ]
    if requirement.summarised:
        lines += ["", "*A summary; the publication's own words are what an assessor applies.*"]
    return "\n".join(lines).strip("\n")


def _quote_statement(requirement: Requirement) -> list[str]:
    if not requirement.statement:
        return []
    return [f"> {line}" if line else ">" for line in requirement.statement.split("\n")]


def _list_objectives(requirement: Requirement) -> list[str]:
    if not requirement.objectives:
        return []
    items = [
        f"- **[{item.letter}]** {' '.join(item.text.split())}" for item in requirement.objectives
    ]
    return ["", "It is met when each of these is true:", "", *items]


def _list_items(requirement: Requirement) -> Iterator[str]:
    for item in requirement.items:
        yield from ("", f"- **{item.label or item.id}** {' '.join(item.prose.split())}")


def _list_parameters(requirement: Requirement) -> list[str]:
    """The parameters that the plan can fill in; not those that others stand for."""
    items = [item for item in requirement.parameters.values() if not item.aggregates]
    if not items:
        return []
    lines = [
        f"- **{item.id}** {insert_parameters(_describe_parameter(item), requirement.parameters)}"
        for item in items
    ]
    return ["", "Its parameters, to be set in the front matter under `parameters`:", "", *lines]


def _describe_parameter(item: Parameter) -> str:
    label = " ".join(item.label.split()) or ("one or more of a list" if item.several else "a value")
    return f"{label}: {', '.join(item.values)}" if item.values else label


def _list_helps(requirement: Requirement) -> list[str]:
    if not requirement.helps:
        return []
    items = [
        f"- **{item.label}** {item.title}: {item.reuse}{_name_letters(item)}"
        for item in requirement.helps
    ]
    return ["", "SOC 2 criteria whose evidence helps (a place to look, no proof):", "", *items]


def _name_letters(item: HelpingCriterion) -> str:
    words = (("satisfies", item.letters), ("contributes to", item.contributes))
    return "".join(
        f", {word} {', '.join(f'[{letter}]' for letter in letters)}"
        for word, letters in words
        if letters
    )


def write_blank_section(requirement: Requirement) -> Section:
    """The reference section as it should stand in the file."""
    return Section("reference", (), TITLE, (), write_reference(requirement))


def list_blank_sections(requirement: Requirement) -> list[Section]:
    """The sections that can be answered: objectives, parts of the statement, or all of it."""
    blank = [
        Section("objective", (letter,), f"[{letter}]")
        for letter in dict.fromkeys(item.letter for item in requirement.objectives)
    ]
    blank += [Section("statement", (item.id,), item.label or item.id) for item in requirement.items]
    return blank or [Section("statement", (requirement.statement_id,), WHOLE_TITLE)]


def write_new_file(requirement: Requirement, owner: str) -> str:
    """A requirement file that states nothing yet.

    It has a section without a state for each objective, or statement item.
    """
    front = f'requirement: "{requirement.label}"\n' + (f"owner: {owner}\n" if owner else "")
    return write_sections(
        front,
        write_heading(requirement),
        [
            write_blank_section(requirement),
            Section("component", (THIS_SYSTEM,), "Whole system"),
            *list_blank_sections(requirement),
        ],
    )
