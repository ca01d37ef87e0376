"""The keys of `crosswalk show --format json`, and of `crosswalk check --against`."""

from __future__ import annotations

from ...crosswalk.map_rows import CrosswalkSides, find_label
from ...crosswalk.table_comparison import STANDINGS, TableComparison
from ...model.crosswalk_maps import Map, name_grade
from ..kinds.control_maps import ControlMaps


def list_control_keys(found: ControlMaps) -> dict[str, object]:
    return {
        "control": found.control.label,
        "title": found.control.title,
        "open_letters": list(found.open_letters),
        "unmapped_because": found.gaps[0].reason if found.gaps else None,
        "scope_dependent": found.scope,
        "maps": [_list_map(found.sides, item) for item in found.maps],
        "elsewhere": [
            {"crosswalk": where, **_list_map(found.sides, item)} for where, item in found.elsewhere
        ],
    }


def _list_map(sides: CrosswalkSides, item: Map) -> dict[str, object]:
    return {
        "criterion": item.criterion,
        "requirement": find_label(sides.target, item.requirement),
        "relationship": item.relationship,
        "role": item.role,
        "reuse": name_grade(item),
        "letters": list(item.letters),
        "contributes": list(item.contributes),
        "topics": list(item.topics),
        "coverage": item.coverage,
        "confidence": item.confidence,
        "rationale": item.rationale,
        "scope": item.scope,
        "top_up": list(item.top_up),
        "cannot": list(item.cannot),
    }


def list_comparison_keys(found: TableComparison) -> dict[str, object]:
    """`letters` of a side are null where it does not have the pair."""
    sides = found.sides
    return {
        "crosswalk": sides.crosswalk.name,
        "against": found.other.name,
        "counts": {name: len(found.select(name)) for name in STANDINGS},
        "pairs": [
            {
                "requirement": find_label(sides.target, item.requirement),
                "criterion": item.criterion,
                "standing": item.standing,
                "ours": None if item.ours is None else sorted(item.ours),
                "theirs": None if item.theirs is None else sorted(item.theirs),
            }
            for item in found.pairs
        ],
        "unread": [{"row": row, "cells": text} for row, text in found.other.unread],
    }
