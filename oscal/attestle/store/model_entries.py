"""Values of the model as JSON and back, for what is kept between runs.

Only the classes named here come out of an entry: reading one makes values and runs nothing. What
holds the words of a publisher is refused, so that no entry has them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..model import (
    authored_values,
    components,
    documented_exceptions,
    engagement,
    evidence,
    inventory,
    milestones,
    objective_answers,
    people,
    providers,
    system,
    system_characteristics,
)
from ..model.baseline import (
    Baseline,
    HelpingCriterion,
    Method,
    Objective,
    Requirement,
    StatementItem,
    make_baseline,
)
from ..model.parameters import Parameter


class NotKept(TypeError):
    """A value that an entry must not or cannot hold."""


# What a system is made of
SYSTEM_MODULES = (
    authored_values, system_characteristics, people, engagement, components, inventory, providers,
    evidence, milestones, documented_exceptions, objective_answers, system,
)  # fmt: skip


def _list_classes() -> tuple[type, ...]:
    """In the order of the files: an entry is never read under other files than it was written
    by.
    """
    own = (
        value
        for module in SYSTEM_MODULES
        for value in vars(module).values()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        and dataclasses.is_dataclass(value)
    )
    return (
        *own, Requirement, Objective, Method, StatementItem, HelpingCriterion, Parameter,
    )  # fmt: skip


CLASSES = _list_classes()
# What stands first in a list tells what it is: the number of a class, or one of these
_TUPLE, _STATED_NONE, _MAP, _PLAIN_MAP, _DAY, _SET, _BASELINE = -1, -2, -3, -4, -5, -6, -7
_FIELDS: Mapping[type, tuple[str, ...]] = MappingProxyType({
    cls: tuple(item.name for item in dataclasses.fields(cls) if item.init) for cls in CLASSES
})  # fmt: skip
_NUMBERS: Mapping[type, int] = MappingProxyType({cls: at for at, cls in enumerate(CLASSES)})
_PLAIN = (str, int, bool, type(None))


def pack_value(value: Any) -> Any:
    """The value as JSON. Raises NotKept."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if kind in _NUMBERS:
        return [_NUMBERS[kind], *[pack_value(getattr(value, name)) for name in _FIELDS[kind]]]
    if kind not in _PACKERS:
        raise NotKept(kind.__name__)
    number, list_parts = _PACKERS[kind]
    return [number, *list_parts(value)]


def _pack_parts(value: Iterable[Any]) -> list[Any]:
    return [pack_value(part) for part in value]


def _pack_pairs(value: Mapping[Any, Any]) -> list[Any]:
    return [pack_value(part) for pair in value.items() for part in pair]


# By class what stands first in the list of such a value, and what behind it
_PACKERS: Mapping[type, tuple[int, Callable[[Any], list[Any]]]] = MappingProxyType({
    tuple: (_TUPLE, _pack_parts),
    authored_values.StatedNone: (_STATED_NONE, _pack_parts),
    MappingProxyType: (_MAP, _pack_pairs),
    dict: (_PLAIN_MAP, _pack_pairs),
    dt.date: (_DAY, lambda day: [day.toordinal()]),
    frozenset: (_SET, lambda value: sorted(map(pack_value, value))),
    Baseline: (
        _BASELINE, lambda of: [of.profile, of.title, *_pack_parts(of.requirements)]
    ),
})  # fmt: skip


def unpack_value(value: Any) -> Any:
    """The value of such JSON. Raises ValueError, TypeError or IndexError for any other."""
    if value.__class__ is not list:
        return value
    number = value[0]
    parts = [unpack_value(part) if part.__class__ is list else part for part in value[1:]]
    if number >= 0:
        return CLASSES[number](*parts)
    return _MAKERS[-number - 1](parts)


def _make_pairs(parts: list[Any]) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _make_profile(parts: list[Any]) -> Baseline:
    profile, title, *requirements = parts
    return make_baseline(profile, title, tuple(requirements))


# In the order of the numbers above
_MAKERS: tuple[Callable[[list[Any]], Any], ...] = (
    tuple,
    authored_values.StatedNone,
    lambda parts: MappingProxyType(_make_pairs(parts)),
    _make_pairs,
    lambda parts: dt.date.fromordinal(parts[0]),
    frozenset,
    _make_profile,
)
