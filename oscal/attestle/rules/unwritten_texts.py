"""OSC031, OSC032: texts of OSCAL documents that are still to be written.

What is made of the files of a system is judged there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..findings import Finding
from ..model.prose_gaps import find_placeholder, is_blank_prose, is_placeholder
from ..model.workspace import Document
from .document_notes import Note, Place, as_object, as_objects, place_notes, walk_objects
from .rule_input import Rule, RuleInput, is_of_system

Tree = Mapping[str, Any]
# Of a version OSC007 speaks; the status of something may well be called "todo"
_NOT_TEXT = ("oscal-version", "uuid")
_MAY_BE_WORD = ("value", "status", "state", "type")
# What describes the thing that it stands in
_DESCRIPTIONS = ("description", "statement")
_LONGEST_SHOWN = 60
# The first of these that an object has is its name in a message
_NAMED_BY = {
    "control-id": "control ",
    "statement-id": "statement ",
    "param-id": "parameter ",
    "title": "",
    "name": "",
    "component-uuid": "component ",
    "uuid": "",
}


def unwritten_texts(facts: RuleInput) -> Iterator[Finding]:
    """OSC031, OSC032: what is described is described, and nothing is left to be filled in."""
    for document in facts.workspace.documents:
        if document.tree is not None and not is_of_system(facts.workspace, document):
            yield from place_notes(document, _check_document(document))


def _check_document(document: Document) -> Iterator[Note]:
    # the text of a catalog is that of its publisher: "to be determined" may be what it asks for
    is_catalog = document.model == "catalog"
    for node in walk_objects(document.body.get("metadata") if is_catalog else document.body):
        for key, value in node.items():
            if type(value) is str:
                yield from _check_text(node, key, value)
            elif key == "values" and type(value) is list:
                yield from _check_values(node, value)


def _check_text(node: Tree, key: str, value: str) -> Iterator[Note]:
    if key in _NOT_TEXT or "filename" in node:  # a file in base64
        return
    if key in _DESCRIPTIONS and is_blank_prose(value):
        yield from _check_blank(node, key, value)
        return
    found = find_placeholder(value)
    if found or (key not in _MAY_BE_WORD and is_placeholder(value)):
        yield _report_placeholder((node, key), _name_text(node, key), found[0] if found else value)


def _check_blank(node: Tree, key: str, value: str) -> Iterator[Note]:
    """OSC032, for a description without a word in it."""
    if not _is_excused(node, value):
        says = f'says only "{value.strip()}"' if value.strip() else "is empty"
        yield Note(
            "OSC032",
            (node, key),
            f"{_name_text(node, key)} {says}",
            "describe it; what OSCAL does not ask for can be left out",
        )


def _check_values(node: Tree, values: list[Any]) -> Iterator[Note]:
    """The values that are given to a parameter."""
    for index, value in enumerate(values):
        found = find_placeholder(value) if isinstance(value, str) else None
        if found or (isinstance(value, str) and is_placeholder(value)):
            words = found[0] if found else value
            yield _report_placeholder((values, index), _name_text(node, "value"), words)


def _report_placeholder(place: Place, what: str, words: str) -> Note:
    message = f'{what} still has the placeholder "{_shorten(words.strip())}"'
    return Note("OSC031", place, message, "write what it stands for")


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _name_text(node: Tree, key: str) -> str:
    """A text by its key and by what its readers know the thing by that it is about."""
    for named_by, kind in _NAMED_BY.items():
        name = node.get(named_by)
        if isinstance(name, str) and name.strip():
            # a title or name says itself which one it is
            return f"the {key}" if named_by == key else f'the {key} of {kind}"{_shorten(name)}"'
    return f"the {key}"


def _is_excused(node: Tree, value: str) -> bool:
    """Whether nothing is missed in a description: parts of the answer say it, or "N/A" is all there
    is to say.
    """
    if any(
        isinstance(part.get("description"), str) and not is_blank_prose(part["description"])
        for part in as_objects(node.get("statements"))
    ):
        return True
    return bool(value.strip()) and _is_not_applicable(node)


def _is_not_applicable(node: Tree) -> bool:
    """Whether it is said of an answer that it does not apply."""
    status = as_object(node.get("implementation-status")).get("state")
    return status == "not-applicable" or any(
        prop.get("name") == "implementation-status" and prop.get("value") == "not-applicable"
        for prop in as_objects(node.get("props"))
    )


RULES: tuple[Rule, ...] = (unwritten_texts,)
