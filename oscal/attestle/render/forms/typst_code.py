"""Typst's code, made of texts and calls: the only place where an authored text becomes code, and
always as a string, in which nothing acts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from ...formats.font_characters import split_upright
from ..prose import clean_text


class Markup(str):
    """Code that was written here, so that no plain text can be taken for it."""

    __slots__ = ()


class Name(str):
    """A name of ours in the code, as a value."""

    __slots__ = ()


Value = (
    str | int | float | bool | bytes | dt.date | None | tuple["Value", ...] | Mapping[str, "Value"]
)


def quote(text: str) -> str:
    """A string of typst: only the backslash and the quotation mark act in one.

    What XML forbids or what turns text round is left out as in every form.
    """
    escaped = clean_text(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def show(text: str) -> Markup:
    """Plain text, shown as it is typed."""
    pieces = split_upright(text)
    if len(pieces) > 1:
        return join(
            call("upright", piece) if place % 2 else show(piece)
            for place, piece in enumerate(pieces)
        )
    return Markup(f"#{quote(text)};") if text else Markup("")


def call(name: str, *values: Value, **named: Value) -> Markup:
    """A call of a function, by our own name; markup among the values is content, any other text a
    string.
    """
    written = [_write_value(value) for value in values]
    written += [f"{key.replace('_', '-')}: {_write_value(value)}" for key, value in named.items()]
    return Markup(f"#{name}({', '.join(written)});")


def join(pieces: Iterable[Markup], between: str = "") -> Markup:
    return Markup(between.join(pieces))


def join_paragraphs(pieces: Iterable[Markup]) -> Markup:
    return join((piece for piece in pieces if piece), "#parbreak();")


def bind(name: str, value: Value) -> Markup:
    """A name for a value."""
    return Markup(f"#let {name} = {_write_value(value)};\n")


def _write_value(value: Value) -> str:
    match value:
        case Markup():
            return f"[{value}]"
        case Name():
            return value
        case str():
            return quote(value)
        case bytes():
            return f"bytes(({','.join(map(str, value))},))"
        case Mapping():
            return _write_pairs(value)
        case tuple():
            return f"({''.join(f'{_write_value(item)}, ' for item in value)})"
        case _:
            return _write_scalar(value)


def _write_pairs(value: Mapping[str, Value]) -> str:
    pairs = ", ".join(f"{quote(key)}: {_write_value(item)}" for key, item in value.items())
    return f"({pairs or ':'})"


def _write_scalar(value: int | float | bool | dt.date | None) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "none"
        case dt.date():
            return f"datetime(year: {value.year}, month: {value.month}, day: {value.day})"
        case _:
            return str(value)
