"""Broken constraints in words, with their position in the document."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ..lazy_dataclasses import dataclass
from ..nearest import ask_nearest
from . import datatypes, value_forms
from .metapath import OSCAL, Place
from .pointers import Way, find_ways, sort_key, write_pointer

# A value is repeated in a message up to so many characters
_LONGEST = 60
# Allowed words that a message lists
_MOST_WORDS = 12
# To look for a near key takes time: not in an index of more keys, nor for more broken constraints;
# whoever has so many of them has another problem
_MOST_KEYS = 2000
_MOST_SUGGESTED = 100
# Digits that OSCAL's form of a telephone number takes
_TELEPHONE_DIGITS = range(4, 16)
_NOUNS = {
    "integer": "a whole number",
    "date-time": "a date-time (such as 2026-11-24T09:00:00)",
    "ip-v4-address": "an IPv4 address (such as 192.0.2.10)",
    "ip-v6-address": "an IPv6 address (such as 2001:db8::10)",
}


@dataclass(frozen=True, slots=True)
class BrokenConstraint:
    """A constraint that a place breaks, and what is known at that moment."""

    constraint: Mapping[str, Any]
    place: Place
    known: Collection[str] = ()
    about: str = ""
    value: str = ""
    first: Place | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken constraint as it is told. `level` is error or warning."""

    pointer: str
    message: str
    hint: str
    constraint: str
    kind: str
    level: str


def describe_breaches(tree: Mapping[str, Any], broken: list[BrokenConstraint]) -> list[Breach]:
    """What is told of broken constraints, in the order of the document.

    One place that breaks several constraints of a type says so once.
    """
    if not broken:
        return []
    if len(broken) > _MOST_SUGGESTED:
        broken = [_drop_keys(item) for item in broken]
    ways = _find_holders(tree, broken)
    ranked: dict[tuple[str, str], tuple[list[tuple[int, str]], Breach]] = {}
    for item in broken:
        breach = _describe_breach(item, ways)
        identity = (breach.pointer, breach.kind)
        if identity not in ranked or _is_graver(breach, ranked[identity][1]):
            ranked[identity] = (sort_key(_get_way(item.place, ways)), breach)
    return [
        breach for _, breach in sorted(ranked.values(), key=lambda pair: (pair[0], pair[1].kind))
    ]


def _find_holders(tree: Mapping[str, Any], broken: Iterable[BrokenConstraint]) -> Mapping[int, Way]:
    """Where the objects and lists stand that hold what is broken, by identity."""
    holders = {id(item.place[0]) for item in broken}
    holders |= {id(item.first[0]) for item in broken if item.first}
    return find_ways(tree, holders)


def _drop_keys(item: BrokenConstraint) -> BrokenConstraint:
    return replace(item, known=()) if item.constraint["type"] == "index-has-key" else item


def _is_graver(one: Breach, other: Breach) -> bool:
    return one.level == "error" and other.level == "warning"


def _get_way(place: Place, ways: Mapping[int, Way]) -> Way:
    holder, at = place
    return (*ways[id(holder)], at)


def _describe_breach(item: BrokenConstraint, ways: Mapping[int, Way]) -> Breach:
    first = write_pointer(_get_way(item.first, ways)) if item.first else ""
    message, hint = _DESCRIPTIONS[item.constraint["type"]](item, first)
    return Breach(
        write_pointer(_get_way(item.place, ways)),
        f"{message} ({item.constraint['id']})",
        hint,
        item.constraint["id"],
        item.constraint["type"],
        item.constraint["level"],
    )


def quote_value(value: object) -> str:
    """A value as the file has it, but never pages of it."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return f'"{text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."}"'


def _describe_vocabulary(item: BrokenConstraint, _: str) -> tuple[str, str]:
    holder, at = item.place
    words = tuple(item.known)
    more = f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
    listed = ", ".join(words[:_MOST_WORDS]) + more
    message = f"{quote_value(holder[at])} is no {item.constraint['about']}; allowed: {listed}"
    hint = ask_nearest(str(holder[at]), words)
    if _needs_namespace(item):
        way_out = 'a name of your own needs a namespace of your own: add "ns"'
        hint = f"{hint} {way_out}" if hint else way_out
    return message, hint


def _needs_namespace(item: BrokenConstraint) -> bool:
    """A name in OSCAL's namespace, where another namespace would allow any name."""
    holder, at = item.place
    return bool(
        at == "name"
        and isinstance(holder, dict)
        and holder.get("ns", OSCAL) == OSCAL
        and item.constraint["space"]
    )


def _describe_form(item: BrokenConstraint, _: str) -> tuple[str, str]:
    holder, at = item.place
    value = str(holder[at])
    if "form" in item.constraint:
        form = item.constraint["form"]
        return f"{quote_value(value)} is not {form}", _suggest_form(form, value)
    kind = item.constraint["datatype"]
    noun = _NOUNS.get(kind) or datatypes.name_type(kind)
    hint = datatypes.suggest_value(kind, value, value_forms.find_pattern(kind))
    return f"{quote_value(value)} is not {noun}", hint


def _suggest_form(form: str, value: str) -> str:
    """The value as it was probably meant."""
    for word, suggest in _SUGGESTIONS.items():
        if word in form:
            return suggest(value)
    return ""


def _suggest_telephone(value: str) -> str:
    digits = "".join(character for character in value if character.isdigit())
    return f'write "{digits}"' if len(digits) in _TELEPHONE_DIGITS else ""


def _suggest_fragment(value: str) -> str:
    escaped = quote(value, safe="-._~/?!$&'()*+,;=:@%")
    return f'write "{escaped}"' if escaped != value and len(escaped) <= _LONGEST else ""


def _suggest_hash(value: str) -> str:
    return f"it has {len(value)} characters; is the algorithm right?"


def _suggest_country(value: str) -> str:
    upper = value.upper()
    return f'write "{upper}"' if upper != value and len(value) == 2 else ""


# A word in what tools/build_constraints.py says of a form, and what helps to meet it
_SUGGESTIONS = {
    "telephone": _suggest_telephone,
    "fragment": _suggest_fragment,
    "hash": _suggest_hash,
    "country": _suggest_country,
}


def _describe_deprecation(item: BrokenConstraint, _: str) -> tuple[str, str]:
    holder, at = item.place
    return f"{quote_value(holder[at])} is deprecated as {item.constraint['about']}", ""


def _describe_expectation(item: BrokenConstraint, _: str) -> tuple[str, str]:
    return item.constraint["message"], item.constraint["hint"]


def _describe_double(item: BrokenConstraint, first: str) -> tuple[str, str]:
    key, of, rest = item.constraint["about"].partition(" of ")
    return (
        f"a second {key} {quote_value(item.value)}{of}{rest}; the first stands at {first}",
        "keep one of them, or change what tells them apart",
    )


def _describe_missing(item: BrokenConstraint, _: str) -> tuple[str, str]:
    hint = ask_nearest(item.value, tuple(item.known)) if 0 < len(item.known) <= _MOST_KEYS else ""
    return (
        f"{quote_value(item.value)} is no {item.about}",
        hint or "add it, or remove the reference",
    )


def _describe_count(item: BrokenConstraint, _: str) -> tuple[str, str]:
    noun, _of, rest = item.constraint["about"].partition(" of ")
    least, most = item.constraint.get("min", 0), item.constraint.get("max")
    if most is not None and int(item.value) > most:
        return f"{rest} has more than {most} {noun}", "keep one of them" if most == 1 else ""
    return (
        f"{rest} has {'no' if item.value == '0' else f'fewer than {least}'} {noun}",
        "add one" if least == 1 else f"add up to {least}",
    )


_DESCRIPTIONS = {
    "allowed-values": _describe_vocabulary,
    "matches": _describe_form,
    "deprecated": _describe_deprecation,
    "expect": _describe_expectation,
    "is-unique": _describe_double,
    "index": _describe_double,
    "index-has-key": _describe_missing,
    "has-cardinality": _describe_count,
}
