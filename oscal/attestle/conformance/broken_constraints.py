"""Broken constraints in words, with their position in the document."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from ..nearest import ask_nearest
from . import datatypes, value_forms
from .metapath import OSCAL, Place
from .pointers import find_ways, sort_key, write_pointer

_LONGEST = 60
_MOST_WORDS = 12
_MANY = 2000
_FEW = 100
_NOUNS = {
    "integer": "a whole number",
    "date-time": "a date-time (such as 2026-11-24T09:00:00)",
    "ip-v4-address": "an IPv4 address (such as 192.0.2.10)",
    "ip-v6-address": "an IPv6 address (such as 2001:db8::10)",
}


@dataclass(frozen=True, slots=True)
class Broken:
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


def describe_breaches(tree: Mapping[str, Any], broken: list[Broken]) -> list[Breach]:
    """In the order of the document; one place that breaks several constraints of a type says so
    once.
    """
    if not broken:
        return []
    if (
        len(broken) > _FEW
    ):  # to look for near keys takes time; whoever has so many of them has another problem
        broken = [
            replace(item, known=()) if item.constraint["type"] == "index-has-key" else item
            for item in broken
        ]
    wanted = [place for item in broken for place in (item.place, item.first) if place]
    around = find_ways(tree, {id(holder) for holder, _ in wanted})
    found: dict[tuple[str, str], tuple[list[tuple[int, str]], Breach]] = {}
    for item in broken:
        way = (*around[id(item.place[0])], item.place[1])
        first = write_pointer((*around[id(item.first[0])], item.first[1])) if item.first else ""
        message, hint = _WORDS[item.constraint["type"]](item, first)
        breach = Breach(
            write_pointer(way),
            f"{message} ({item.constraint['id']})",
            hint,
            item.constraint["id"],
            item.constraint["type"],
            item.constraint["level"],
        )
        before = found.get((breach.pointer, breach.kind))
        if before is None or (before[1].level == "warning" and breach.level == "error"):
            found[breach.pointer, breach.kind] = (sort_key(way), breach)
    return [
        breach for _, breach in sorted(found.values(), key=lambda pair: (pair[0], pair[1].kind))
    ]


def quote_value(value: object) -> str:
    """A value as the file has it, but never pages of it."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return f'"{text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."}"'


def _vocabulary(item: Broken, _: str) -> tuple[str, str]:
    holder, at = item.place
    words = tuple(item.known)
    listed = ", ".join(words[:_MOST_WORDS]) + (
        f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
    )
    hint = ask_nearest(str(holder[at]), words)
    if (
        at == "name"
        and isinstance(holder, dict)
        and holder.get("ns", OSCAL) == OSCAL
        and item.constraint["space"]
    ):
        own = 'a name of your own needs a namespace of your own: add "ns"'
        hint = f"{hint} {own}" if hint else own
    return f"{quote_value(holder[at])} is no {item.constraint['about']}; allowed: {listed}", hint


def _form(item: Broken, _: str) -> tuple[str, str]:
    holder, at = item.place
    value = str(holder[at])
    if "form" in item.constraint:
        return f"{quote_value(value)} is not {item.constraint['form']}", _mended(
            item.constraint["form"], value
        )
    kind = item.constraint["datatype"]
    noun = _NOUNS.get(kind) or datatypes.name_type(kind)
    return f"{quote_value(value)} is not {noun}", datatypes.suggest_value(
        kind, value, value_forms.find_pattern(kind)
    )


def _mended(wanted: str, value: str) -> str:
    """The value as it was probably meant."""
    if "telephone" in wanted:
        mended = "".join(character for character in value if character.isdigit())
        return f'write "{mended}"' if 4 <= len(mended) <= 15 else ""
    if "fragment" in wanted:
        mended = quote(value, safe="-._~/?!$&'()*+,;=:@%")
        return f'write "{mended}"' if mended != value and len(mended) <= _LONGEST else ""
    if "hash" in wanted:
        return f"it has {len(value)} characters; is the algorithm right?"
    if "country" in wanted and value.upper() != value and len(value) == 2:
        return f'write "{value.upper()}"'
    return ""


def _expected(item: Broken, _: str) -> tuple[str, str]:
    return item.constraint["message"], item.constraint["hint"]


def _double(item: Broken, first: str) -> tuple[str, str]:
    own, of, rest = item.constraint["about"].partition(" of ")
    return (
        f"a second {own} {quote_value(item.value)}{of}{rest}; the first stands at {first}",
        "keep one of them, or change what tells them apart",
    )


def _missing(item: Broken, _: str) -> tuple[str, str]:
    hint = ask_nearest(item.value, tuple(item.known)) if 0 < len(item.known) <= _MANY else ""
    return (
        f"{quote_value(item.value)} is no {item.about}",
        hint or "add it, or remove the reference",
    )


def _number(item: Broken, _: str) -> tuple[str, str]:
    own, _of, rest = item.constraint["about"].partition(" of ")
    least, most = item.constraint.get("min", 0), item.constraint.get("max")
    if most is not None and int(item.value) > most:
        return f"{rest} has more than {most} {own}", "keep one of them" if most == 1 else ""
    return (
        f"{rest} has {'no' if item.value == '0' else f'fewer than {least}'} {own}",
        "add one" if least == 1 else f"add up to {least}",
    )


_WORDS = {
    "allowed-values": _vocabulary,
    "matches": _form,
    "expect": _expected,
    "is-unique": _double,
    "index": _double,
    "index-has-key": _missing,
    "has-cardinality": _number,
}
