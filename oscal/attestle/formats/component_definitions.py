"""Component-definitions read for their answers, and an answer as the component section that takes
it over.

A section that was taken over says so in its field `Taken from: NAME MARK`. The mark is a hash of
what the source said then, so that an edit of the section and a change of the source can each be
seen, without a copy of the old text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..model.baseline import Baseline, Requirement
from ..model.defined_components import (
    ComponentDefinition,
    DefinedAnswer,
    DefinedComponent,
    TakenSection,
)
from ..model.derived_ids import NAMESPACE
from ..model.system import ASSET_CATEGORIES, ComponentAnswer, Source
from . import labels
from .requirement_answers import COMPONENT_STATUS
from .soc2_controls import MARK as SOC2_CONTROL

Tree = Mapping[str, Any]
FIELD = "Taken from"


def read_definition(name: str, path: str, tree: Tree) -> ComponentDefinition:
    """A schema-valid document.

    Raises KeyError, TypeError or AttributeError for one of another shape.
    """
    body = tree["component-definition"]
    found = []
    for index, node in enumerate(body.get("components", ())):
        props = _props(node)
        if SOC2_CONTROL not in props:
            found.append(
                _component(node, props, Source(path, f"/component-definition/components/{index}"))
            )
    return ComponentDefinition(name, body["metadata"]["title"], tuple(found), Source(path))


def split_reference(reference: str) -> tuple[str, str]:
    """`NAME` or `NAME/COMPONENT` of a component's key `definition`."""
    name, _, component = reference.partition("/")
    return name.strip(), component.strip()


def _props(node: Tree) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in node.get("props", ()):
        if item.get("ns", NAMESPACE) in (NAMESPACE, "http://csrc.nist.gov/ns/oscal"):
            found.setdefault(item["name"], []).append(item["value"])
    return found


def _component(node: Tree, props: Mapping[str, list[str]], source: Source) -> DefinedComponent:
    def first(*names: str) -> str:
        return next((props[name][0] for name in names if name in props), "")

    answers: dict[str, DefinedAnswer] = {}
    for outer, part in enumerate(node.get("control-implementations", ())):
        for inner, item in enumerate(part["implemented-requirements"]):
            place = Source(
                source.path,
                f"{source.pointer}/control-implementations/{outer}/implemented-requirements/{inner}",
            )
            answer = _answer(item, place)
            earlier = answers.get(answer.control_id)
            answers[answer.control_id] = _joined(earlier, answer) if earlier else answer
    category = first("asset-category")
    return DefinedComponent(
        uuid=node["uuid"],
        type=node["type"],
        title=node["title"],
        description=node["description"],
        purpose=node.get("purpose", ""),
        vendor=first("vendor-name", "vendor"),
        version=first("version", "software-version"),
        category=category if category in ASSET_CATEGORIES else "",
        answers=MappingProxyType(answers),
        source=source,
    )


def _answer(node: Tree, source: Source) -> DefinedAnswer:
    props = _props(node)
    parts = tuple(
        (item["statement-id"], item["description"]) for item in node.get("statements", ())
    )
    stated = props.get("implementation-status", ["implemented"])[0]
    status = stated if stated in COMPONENT_STATUS else "implemented"
    return DefinedAnswer(
        node["control-id"],
        node["description"],
        tuple(dict.fromkeys(props.get("objective", ()))),
        parts,
        status,
        source,
    )


def _joined(first: DefinedAnswer, second: DefinedAnswer) -> DefinedAnswer:
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
    """The answers that speak of requirements of the baseline, by its control ids; a definition may
    spell them in another way.
    """
    found: dict[str, DefinedAnswer] = {}
    for identity, answer in component.answers.items():
        requirement = labels.find_requirement(baseline, identity)
        if requirement is not None:
            found[requirement.id] = (
                _joined(found[requirement.id], answer) if requirement.id in found else answer
            )
    return found


def make_taken_section(answer: DefinedAnswer, requirement: Requirement) -> TakenSection:
    """The answer as a component section: letters in order, and the text, with what it says of
    single objectives below.
    """
    by_id = {item.id: item.letter for item in requirement.objectives}
    named = {
        *answer.letters,
        *(by_id[identity] for identity, _ in answer.parts if identity in by_id),
    }
    letters = tuple(item.letter for item in requirement.objectives if item.letter in named)
    texts = [answer.text.strip("\n")] if answer.text.strip() else []
    for identity, text in answer.parts:
        if text.strip() and text.strip() != answer.text.strip():
            texts.append(
                f"**[{by_id[identity]}]** {text.strip()}" if identity in by_id else text.strip("\n")
            )
    prose = "\n\n".join(texts).replace("\r\n", "\n")
    return TakenSection(letters, answer.status, prose, make_mark(letters, answer.status, prose))


def make_mark(letters: Iterable[str], status: str, prose: str) -> str:
    """Twelve hex digits for what a section says; its title does not count."""
    text = "\n".join((",".join(letters), status, prose.strip("\n")))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_mark(taken_from: str, definition: str) -> str | None:
    """The mark of a section's field, "" if it has none; None if it names another definition."""
    name, _, written = taken_from.strip().partition(" ")
    return written.strip() if name == definition else None


def is_untouched(part: ComponentAnswer, written: str) -> bool:
    """Whether the section still says what was taken over."""
    return make_mark(part.objectives, part.status, part.prose) == written
