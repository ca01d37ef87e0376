"""One line of a requirement file as a field: `- Key: value`, and what people write for that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ..lazy_patterns import make_pattern
from ..model.answers import COMPONENT, FIELDS_OF, OBJECTIVE, STATE_OF, Value
from ..model.words import read_component_status, read_state

# Keys that people write for a field, in lower case -> its key
_OTHER_KEYS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        kind: MappingProxyType({name.lower(): row.key for row in rows for name in row.names})
        for kind, rows in FIELDS_OF.items()
    }
)
# kind of section -> the keys of its fields
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {kind: tuple(row.key for row in rows) for kind, rows in FIELDS_OF.items()}
)
_BLANKS = " \t"
_LETTERS = make_pattern(r"\[?[a-z](?:\[\d\d\])?\]?(?:[ ,;]+\[?[a-z](?:\[\d\d\])?\]?)*")


def read_item(line: str) -> tuple[str, str] | None:
    """Key and value of a line such as `- Key: value`."""
    if not line.startswith(("- ", "-\t", "* ", "*\t")):
        return None
    key, colon, value = line[2:].partition(":")
    key = key.strip(_BLANKS)
    glued = value.strip(_BLANKS) and value[0] not in _BLANKS
    return (key, value.strip(_BLANKS)) if key and colon and not glued else None


# What word processors and editors put there for the `-` of a list, and for a blank. A star without
# a blank behind it is no bullet but emphasis, with which a text may begin.
_BULLETS = make_pattern(r"[*+][\s\u200b]+|[-\u2022\u00b7\u2010-\u2015\u2212][\s\u200b]*")
_ODD_BLANKS = make_pattern(r"[^\S\n \t]")
_UNSEEN = make_pattern(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_EMPHASIS = "*_`"
# Signs of quotes and of markup before what a line says
_SAID = make_pattern(r"^\s*(?:>\s*)+|</?\w+>")


def _read_loose_item(line: str) -> tuple[str, str] | None:
    """Key and value of a line such as `\u2013 **Key:** value`, as far as it may be a field."""
    bullet = _BULLETS.match(line)
    if bullet is None:
        return None
    rest = _UNSEEN.sub("", _ODD_BLANKS.sub(" ", line[bullet.end() :])).replace("\uff1a", ":")
    key, colon, value = rest.partition(":")
    bare_key = key.strip(_BLANKS + _EMPHASIS)
    if not bare_key or not colon:
        return None
    value = value.strip(_BLANKS)
    opened = key.lstrip(_BLANKS)[: len(key.lstrip(_BLANKS)) - len(key.lstrip(_BLANKS + _EMPHASIS))]
    # `**Key:** value` and `**Key: value**`: the marks that the key opened are closed behind it
    if opened and not key.rstrip(_BLANKS).endswith(opened):
        value = value.removeprefix(opened).removesuffix(opened).strip(_BLANKS)
    return bare_key, value


def _find_key(kind: str, written: str, names: tuple[str, ...]) -> str:
    """The field's key that a written one stands for, in any case; "" if it stands for none."""
    plain = " ".join(written.lower().split())
    for name in names:
        if plain == name.lower():
            return name
    other = _OTHER_KEYS.get(kind, {}).get(plain, "")
    return other if other in names else ""


def read_field_line(kind: str, line: str) -> tuple[str, str] | None:
    """Key and value of a line that is a field of such a section, as people write it: with a dash
    for the bullet, in bold, in any case, with another name for it. None for every other line.
    """
    names = FIELDS.get(kind, ())
    strict = read_item(line)
    for found in (strict, _read_loose_item(line)):
        key = _find_key(kind, found[0], names) if found else ""
        if found and key:
            return key, found[1]
    # a line as fields are written may be a misspelt one
    return strict


def is_plain_field(line: str, key: str) -> bool:
    """Whether the line is written as the tool writes fields, with `-` or `*`."""
    item = read_item(line)
    return item is not None and item[0] == key


def read_bare_line(kind: str, line: str) -> tuple[str, str] | None:
    """Key and value of a line `Key: value` without a bullet; None for every other line."""
    if not line[:1].strip() or read_item(line):
        return None
    item = _read_loose_item(f"- {line}")
    key = _find_key(kind, item[0], FIELDS.get(kind, ())) if item else ""
    return (key, item[1]) if item and key and item[1] else None


def find_said_state(prose: str) -> str:
    """The worst state that lines of a text say as a field would, "" where none does: an indented
    list, a row of a table, a field below a blank line.
    """
    said = []
    for line in prose.split("\n"):
        plain = _SAID.sub(" ", line).strip()
        if "|" in plain:
            plain = plain.strip("| ").replace("|", ":", 1)
        item = _read_known_field(OBJECTIVE, plain) or read_bare_line(OBJECTIVE, plain)
        state = read_state(item[1]) if item and item[0] == "State" else ""
        said += [state] if state else []
    return min(said, key=lambda word: STATE_OF[word].rank, default="")


def read_bare_fields(kind: str, lines: Sequence[str]) -> list[tuple[str, str]]:
    """Fields whose lines have no bullets, directly below a heading; none where that may be text.

    It cannot be text where every line up to the first blank one is a field, each key once, and one
    of them has a state, or letters of objectives, for its value: `State: met` is no sentence, and
    `State of the art: ...` no field.
    """
    items: list[tuple[str, str]] = []
    if read_bare_line(kind, lines[0]) is None:
        return []
    for line in lines:
        if not line.strip():
            break
        item = read_bare_line(kind, line) or _read_known_field(kind, line)
        if item is None:
            return []
        items.append(item)
    keys = [key for key, _ in items]
    is_certain = any(_is_certain_value(kind, *item) for item in items)
    return items if is_certain and len(set(keys)) == len(keys) else []


def _read_known_field(kind: str, line: str) -> tuple[str, str] | None:
    item = read_field_line(kind, line)
    return item if item and item[0] in FIELDS.get(kind, ()) else None


def _is_certain_value(kind: str, key: str, value: str) -> bool:
    """Whether nobody would write a sentence that has this behind its colon."""
    row = next((row for row in FIELDS_OF.get(kind, ()) if row.key == key), None)
    if row is None:
        return False
    if row.value is Value.STATE:
        return bool(read_state(value))
    if row.value is Value.STATUS:
        return kind == COMPONENT and bool(read_component_status(value))
    return row.value is Value.OBJECTIVES and _LETTERS.fullmatch(value) is not None


def begins_fields(kind: str, line: str) -> bool:
    """Whether a list that starts with this line is one of fields.

    Another name for a field is too common a word to say so, unless it is nearly the key.
    """
    names = FIELDS.get(kind, ())
    if read_field_line(kind, line) is None:
        return False
    items = filter(None, (read_item(line), _read_loose_item(line)))
    return any(_is_like_field(key, names) for key, _ in items)


def _is_like_field(key: str, known: Iterable[str]) -> bool:
    return any(_is_within_two_edits(key.lower(), name.lower()) for name in known)


def _is_within_two_edits(left: str, right: str) -> bool:
    """Edit distance of at most 2."""
    if abs(len(left) - len(right)) > 2:
        return False
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1] <= 2
