"""The controls that an import or an insertion of a profile selects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import lru_cache

from ..lazy_dataclasses import dataclass
from ..trees import Tree
from .control_nodes import ControlNode, list_above
from .problems import Problem

_SELECTION_KEYS = frozenset(("with-ids", "matching", "with-child-controls", "remarks"))


@dataclass(slots=True)
class Selection:
    """What was selected by id, and the ids that there are not, with their pointers."""

    ids: set[str] = field(default_factory=set)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def select_controls(item: Tree, controls: Sequence[ControlNode], pointer: str) -> Selection:
    """Those included, all if nothing says which, less those excluded."""
    selection = Selection()
    if "include-controls" in item:
        selection.ids = _match_all(item, "include-controls", controls, pointer, selection)
    else:
        selection.ids = {node.id for node in controls}
    selection.ids -= _match_all(item, "exclude-controls", controls, pointer, selection)
    return selection


def _match_all(
    item: Tree, key: str, controls: Sequence[ControlNode], pointer: str, selection: Selection
) -> set[str]:
    """The ids of every directive of that key, redundant ones once."""
    matched: set[str] = set()
    known = {node.id for node in controls}
    for index, directive in enumerate(item.get(key, ())):
        here = f"{pointer}/{key}/{index}"
        by_directive = _match_directive(directive, known, here, selection)
        if directive.get("with-child-controls") == "yes":
            by_directive |= set(_list_descendants(by_directive, controls))
        matched |= by_directive
    return matched


def _match_directive(
    directive: Tree, known: set[str], pointer: str, selection: Selection
) -> set[str]:
    """Those named by id or pattern; what stands below them is not among them."""
    selection.problems.extend(_report_unknown_keys(directive, pointer))
    matched: set[str] = set()
    for index, identity in enumerate(directive.get("with-ids", ())):
        if identity in known:
            matched.add(identity)
        else:
            selection.unknown.append((identity, f"{pointer}/with-ids/{index}"))
    for index, matching in enumerate(directive.get("matching", ())):
        by_pattern = _match_pattern(matching, known)
        if not by_pattern:
            selection.problems.append(_report_idle(matching, f"{pointer}/matching/{index}"))
        matched |= by_pattern
    return matched


def _report_unknown_keys(directive: Tree, pointer: str) -> Iterator[Problem]:
    """Keys of older drafts, such as with-parent-controls, that would select something else."""
    for key in directive:
        if key not in _SELECTION_KEYS:
            yield report_unknown_key(f'"{key}" is no part of a selection', f"{pointer}/{key}")


def _match_pattern(matching: Tree, ids: Iterable[str]) -> set[str]:
    """Without a pattern it matches nothing."""
    pattern = matching.get("pattern", "")
    return {identity for identity in ids if pattern and compile_pattern(pattern).match(identity)}


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """OSCAL's patterns: `*` is any text, `?` any one character; all else stands for itself."""
    first, *others = (_escape_text(text) for text in pattern.split("*"))
    if not others:
        return re.compile(f"{first}\\Z", re.DOTALL)
    # what stands between two stars is taken where it comes first and never sought again: any
    # other way to try them takes longer with every star
    between = "".join(f"(?>.*?{text})" for text in others[:-1])
    return re.compile(f"{first}{between}.*{others[-1]}\\Z", re.DOTALL)


def _escape_text(text: str) -> str:
    return "".join("." if character == "?" else re.escape(character) for character in text)


def _report_idle(matching: Tree, pointer: str) -> Problem:
    if not matching.get("pattern"):
        return report_no_effect("a matching without a pattern selects nothing", pointer)
    return report_no_effect(f'no control matches "{matching["pattern"]}"', f"{pointer}/pattern")


def report_no_effect(message: str, pointer: str, hint: str = "") -> Problem:
    """PRO005: what a profile says has no effect, or another one than it seems to ask for."""
    return Problem("PRO005", message, hint=hint, pointer=pointer, warning=True)


def report_unknown_key(message: str, pointer: str) -> Problem:
    """OSC002 as a warning: the rest of the document has a meaning without the key."""
    return Problem("OSC002", f"{message}, and changes nothing", pointer=pointer, warning=True)


def _list_descendants(ids: set[str], controls: Sequence[ControlNode]) -> Iterator[str]:
    chosen = {node.place for node in controls if node.id in ids}
    for node in controls:
        if any(place in chosen for place in list_above(node.place)):
            yield node.id
