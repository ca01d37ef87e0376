"""Component-definitions read for their answers, and answers as the sections that take them over.

A section that was taken over says so in its field `Taken from: NAME MARK`. The mark is a hash of
what the source said then, so that an edit of the section and a change of the source can each be
seen, without a copy of the old text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..model.answers import COMPONENT_STATUSES
from ..model.authored_values import Source
from ..model.baseline import Baseline, Requirement
from ..model.components import ASSET_CATEGORIES
from ..model.defined_components import (
    ComponentDefinition,
    DefinedAnswer,
    DefinedComponent,
    TakenSection,
)
from ..model.derived_ids import NAMESPACE
from ..model.objective_answers import ComponentAnswer
from ..model.words import UNKNOWN_COMPONENT_STATUS, read_component_status
from . import labels
from .soc2_controls import MARK as SOC2_CONTROL

Tree = Mapping[str, Any]
_OSCAL = "http://csrc.nist.gov/ns/oscal"
# Hex digits of a mark: enough to tell two texts apart, few enough to be read over
_MARK_LENGTH = 12
FIELD = "Taken from"


def read_definition(name: str, path: str, tree: Tree) -> ComponentDefinition:
    """A schema-valid document.

    Raises KeyError, TypeError or AttributeError for one of another shape.
    """
    body = tree["component-definition"]
    components = []
    for index, node in enumerate(body.get("components", ())):
        props = _read_props(node)
        # The controls of a SOC 2 report stand in component-definitions too, and are no products
        if SOC2_CONTROL not in props:
            source = Source(path, f"/component-definition/components/{index}")
            components.append(_read_component(node, props, source))
    return ComponentDefinition(name, body["metadata"]["title"], tuple(components), Source(path))


def split_reference(reference: str) -> tuple[str, str]:
    """`NAME` or `NAME/COMPONENT` of a component's key `definition`."""
    name, _, component = reference.partition("/")
    return name.strip(), component.strip()


def _read_props(node: Tree) -> dict[str, list[str]]:
    """Values by name, of our namespace and OSCAL's own; one without a namespace is OSCAL's."""
    values: dict[str, list[str]] = {}
    for item in node.get("props", ()):
        if item.get("ns", NAMESPACE) in (NAMESPACE, _OSCAL):
            values.setdefault(item["name"], []).append(item["value"])
    return values


def _read_component(node: Tree, props: Mapping[str, list[str]], source: Source) -> DefinedComponent:
    def get_first(*names: str) -> str:
        return next((props[name][0] for name in names if name in props), "")

    answers: dict[str, DefinedAnswer] = {}
    for outer, part in enumerate(node.get("control-implementations", ())):
        above = f"{source.pointer}/control-implementations/{outer}/implemented-requirements"
        for inner, item in enumerate(part["implemented-requirements"]):
            answer = _read_answer(item, Source(source.path, f"{above}/{inner}"))
            earlier = answers.get(answer.control_id)
            answers[answer.control_id] = _join_answers(earlier, answer) if earlier else answer
    category = get_first("asset-category")
    return DefinedComponent(
        uuid=node["uuid"],
        type=node["type"],
        title=node["title"],
        description=node["description"],
        purpose=node.get("purpose", ""),
        vendor=get_first("vendor-name", "vendor"),
        version=get_first("version", "software-version"),
        category=category if category in ASSET_CATEGORIES else "",
        answers=MappingProxyType(answers),
        source=source,
    )


def _read_answer(node: Tree, source: Source) -> DefinedAnswer:
    props = _read_props(node)
    parts = tuple(
        (item["statement-id"], item["description"]) for item in node.get("statements", ())
    )
    # without the prop what a definition describes is implemented; a word of others may say less
    stated = props.get("implementation-status", COMPONENT_STATUSES)[0]
    status = read_component_status(stated) or UNKNOWN_COMPONENT_STATUS
    return DefinedAnswer(
        node["control-id"],
        node["description"],
        tuple(dict.fromkeys(props.get("objective", ()))),
        parts,
        status,
        source,
    )


def _join_answers(first: DefinedAnswer, second: DefinedAnswer) -> DefinedAnswer:
    """Two answers of a component to one control, from two sources: each text once."""
    texts = dict.fromkeys(text for text in (first.text, second.text) if text.strip())
    letters = tuple(dict.fromkeys((*first.letters, *second.letters)))
    parts = tuple(dict.fromkeys((*first.parts, *second.parts)))
    return DefinedAnswer(
        first.control_id,
        "\n\n".join(texts),
        letters,
        parts,
        first.status if first.status == second.status else "partial",
        first.source,
    )


def select_answers(component: DefinedComponent, baseline: Baseline) -> dict[str, DefinedAnswer]:
    """The answers that speak of requirements of the baseline, by its control ids.

    A definition may spell these in another way.
    """
    answers: dict[str, DefinedAnswer] = {}
    for identity, answer in component.answers.items():
        requirement = labels.find_requirement(baseline, identity)
        if requirement is not None:
            earlier = answers.get(requirement.id)
            answers[requirement.id] = _join_answers(earlier, answer) if earlier else answer
    return answers


def make_taken_section(answer: DefinedAnswer, requirement: Requirement) -> TakenSection:
    """The answer as a component section: letters in order, and the text.

    What it says of single objectives stands below.
    """
    letter_of = {item.id: item.letter for item in requirement.units}
    named = {*answer.letters, *(letter_of.get(identity, "") for identity, _ in answer.parts)}
    letters = tuple(item.letter for item in requirement.units if item.letter in named)
    prose = "\n\n".join(_list_texts(answer, letter_of)).replace("\r\n", "\n")
    return TakenSection(letters, answer.status, prose, make_mark(letters, answer.status, prose))


def _list_texts(answer: DefinedAnswer, letter_of: Mapping[str, str]) -> Iterator[str]:
    """The text of the whole, then what is said of single objectives; none is repeated."""
    if answer.text.strip():
        yield answer.text.strip("\n")
    for identity, text in answer.parts:
        if text.strip() and text.strip() != answer.text.strip():
            if identity in letter_of:
                yield f"**[{letter_of[identity]}]** {text.strip()}"
            else:
                yield text.strip("\n")


def make_mark(letters: Iterable[str], status: str, prose: str) -> str:
    """Hex digits for what a section says; its title does not count."""
    text = "\n".join((",".join(letters), status, prose.strip("\n")))
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def read_mark(taken_from: str, definition: str) -> str | None:
    """The mark of a section's field, "" if it has none; None if it names another definition."""
    name, _, written = taken_from.strip().partition(" ")
    return written.strip() if name == definition else None


def is_untouched(part: ComponentAnswer, written: str) -> bool:
    """Whether the section still says what was taken over."""
    return make_mark(part.objectives, part.status, part.prose) == written
