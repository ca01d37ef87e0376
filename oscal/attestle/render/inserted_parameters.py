"""Parameters in what people write: a document shows the value of each, or what it is to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from ..model.baseline import Baseline
from ..model.parameters import Parameter, insert_parameters
from ..model.system import System
from .document_model import DocumentModel
from .document_parts import Chapter

# A document, or a part of one
Shown = TypeVar("Shown", DocumentModel, Chapter)


def insert_in_document(document: Shown, baseline: Baseline, system: System | None) -> Shown:
    """The document or chapter without a place that waits for a parameter; without a system none of
    its values is told.

    A text may name a parameter of any requirement: an id names one in the whole catalog. Where the
    catalog has none, nothing is looked for.
    """
    parameters: dict[str, Parameter] = {}
    for requirement in baseline.requirements:
        parameters.update(requirement.parameters)
    if not parameters:
        return document
    values = {
        name: value
        for answer in (system.answers.values() if system else ())
        for name, value in answer.parameters.items()
    }
    filled: Shown = _map_texts(document, lambda text: insert_parameters(text, parameters, values))
    return filled


def _map_texts(node: Any, change: Callable[[str], str]) -> Any:
    """The same object with every text changed; itself where none is."""
    if isinstance(node, str):
        return change(node)
    if isinstance(node, tuple):
        parts = tuple(_map_texts(part, change) for part in node)
        return parts if any(new is not old for new, old in zip(parts, node, strict=True)) else node
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {}
    for name in _list_names(type(node)):
        old = getattr(node, name)
        new = _map_texts(old, change)
        if new is not old:
            changed[name] = new
    return replace(node, **changed) if changed else node


@cache
def _list_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.init)
