"""The parameters of requirements: places in a text that a profile or a plan fills with a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern

# `{{ insert: param, ID }}`, as OSCAL writes a place that a parameter fills
_INSERT = make_pattern(r"\{\{[ \t]*insert:[ \t]*param,[ \t]*([^\s{}]+)[ \t]*\}\}")
Values = Mapping[str, tuple[str, ...]]
NO_VALUES: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a control, as the catalog and the profiles leave it.

    `values` come from the catalog or a profile's set-parameter; `choices` are those of a
    selection, `several` says that more than one may be chosen; `aggregates` are the parameters
    that it stands for.
    """

    id: str
    label: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    several: bool = False
    aggregates: tuple[str, ...] = ()


def has_inserts(text: str) -> bool:
    return "{{" in text and _INSERT.search(text) is not None


def list_inserted(text: str) -> tuple[str, ...]:
    """Ids of the parameters that a text inserts, each once."""
    return tuple(dict.fromkeys(_INSERT.findall(text))) if "{{" in text else ()


def insert_known(text: str, values: Mapping[str, str]) -> str:
    """The text with the parameters that have a value here; every other place stays as it is."""
    if not has_inserts(text):
        return text
    return _INSERT.sub(lambda match: values.get(match[1]) or match[0], text)


def insert_parameters(
    text: str, parameters: Mapping[str, Parameter], values: Values = NO_VALUES
) -> str:
    """The text with each parameter as its value, or marked in brackets where it has none.

    `values` are the plan's own and go before the profile's.
    """
    if not has_inserts(text):
        return text
    return _insert(text, parameters, values, ())


def _insert(
    text: str, parameters: Mapping[str, Parameter], values: Values, above: tuple[str, ...]
) -> str:
    return _INSERT.sub(lambda match: _show(match[1], parameters, values, above), text)


def _show(
    name: str, parameters: Mapping[str, Parameter], values: Values, above: tuple[str, ...]
) -> str:
    """One parameter; `above` are those in whose text it stands, since texts may name a circle."""
    known = parameters.get(name, Parameter(name))
    if name in above:
        return f"[Assignment: {name}]"

    def show_inner(text: str) -> str:
        return _insert(text, parameters, values, (*above, name))

    if chosen := values.get(name) or known.values:
        return ", ".join(map(show_inner, chosen))
    if known.aggregates:
        inner = (_show(part, parameters, values, (*above, name)) for part in known.aggregates)
        return "; ".join(dict.fromkeys(inner))
    return _mark_unset(known, show_inner)


def _mark_unset(parameter: Parameter, show_inner: Callable[[str], str]) -> str:
    """What stands for a parameter that has no value."""
    if parameter.choices:
        listed = "; ".join(map(show_inner, parameter.choices))
        return f"[Selection{' (one or more)' if parameter.several else ''}: {listed}]"
    return f"[Assignment: {show_inner(parameter.label) or parameter.id}]"


def list_unset(
    texts: tuple[str, ...], parameters: Mapping[str, Parameter], values: Values = NO_VALUES
) -> tuple[Parameter, ...]:
    """Parameters that the texts need and nobody has filled in, each once, in order of the texts.

    One that stands for others is filled in by these; a choice that is not made is one to make.
    """
    unset: dict[str, Parameter] = {}
    seen: set[str] = set()
    todo = [name for text in texts for name in list_inserted(text)]
    while todo:
        name = todo.pop(0)
        known = parameters.get(name)
        if known is None or name in seen:
            continue
        seen.add(name)
        chosen = values.get(name) or known.values
        if not chosen and not known.aggregates:
            unset[name] = known
        todo = [*_list_needed(known, chosen), *todo]
    return tuple(unset.values())


def _list_needed(parameter: Parameter, chosen: tuple[str, ...]) -> Iterator[str]:
    """Parameters that the text of a parameter needs in its turn.

    Those of choices that nobody has made are not needed yet.
    """
    if chosen:
        for text in chosen:
            yield from list_inserted(text)
    else:
        yield from parameter.aggregates
