"""The forms that values of `attestle.toml` have: each reads one value and says what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ..codes import CODES
from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..nearest import suggest_words
from .path_globs import is_inside

SEVERITIES = ("error", "warning")
# A wrong word is repeated in a message up to so many characters
LONGEST_SHOWN = 60
# What a marking is for where it is for no audience in particular
ANY_AUDIENCE = "others"
_NAME = make_pattern(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
# A scheme of two letters or more, since one is a drive of Windows
_ADDRESS = make_pattern(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s#]+\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value; `value` is the one of a list that is."""

    message: str
    hint: str
    value: str = ""


Read = tuple[Any, tuple[Fault, ...]]


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """`words` says it in the table of the reference, `example` shows a value as TOML."""

    words: str
    example: str
    read_value: Callable[[str, object, str], Read]

    def read(self, key: str, value: object) -> Read:
        """The value as it is kept, None where nothing can be taken from it, and its faults."""
        return self.read_value(key, value, write_example(key, self))


def write_example(key: str, form: SettingsForm) -> str:
    return f"write: {key} = {form.example}"


def match_codes(words: Iterable[str]) -> tuple[str, ...]:
    """Codes, or beginnings of codes, as they are compared.

    Raises ValueError with the first that is none, and what may be meant.
    """
    wanted = tuple(word.strip().upper() for word in words)
    for word in wanted:
        if not word or not any(code.startswith(word) for code in CODES):
            raise ValueError(
                f'no code begins with "{word}"',
                suggest_words(word, CODES) or "list them with: attestle explain",
            )
    return wanted


def is_name(word: str) -> bool:
    """Whether a word may name an audience or a reference: no blanks, no sign at its beginning."""
    return len(word) <= LONGEST_SHOWN and bool(_NAME.match(word))


def is_address(word: str) -> bool:
    """Whether a word is an absolute address, in the place of which a file may stand."""
    return bool(_ADDRESS.match(word))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _read_words(key: str, value: object, example: str) -> Read:
    if not isinstance(value, list) or not all(map(_is_word, value)):
        return None, (Fault(f"{key} is no list of words", example),)
    return tuple(word.strip() for word in value), ()


def _read_codes(key: str, value: object, example: str) -> Read:
    words, faults = _read_words(key, value, example)
    codes: list[str] = []
    for word in words or ():
        try:
            codes += match_codes([word])
        except ValueError as error:
            message, hint = error.args
            faults = (*faults, Fault(f"{key}: {message}", hint, word))
    return tuple(codes), faults


def _read_code(key: str, value: object, example: str) -> Read:
    """One whole code: what begins like it would take in codes that nobody looked at."""
    code = value.strip().upper() if isinstance(value, str) else ""
    if code in CODES:
        return code, ()
    shown = str(value)[:LONGEST_SHOWN]
    return None, (Fault(f'{key}: "{shown}" is no code', suggest_words(shown, CODES) or example),)


def _read_chosen(words: tuple[str, ...], key: str, value: object, example: str) -> Read:
    if isinstance(value, str) and value in words:
        return value, ()
    return None, (Fault(_say_none_of(key, words), _suggest(value, words)),)


def _say_none_of(key: str, words: tuple[str, ...]) -> str:
    return f"{key} is neither {' nor '.join(words)}"


def _suggest(value: object, words: tuple[str, ...]) -> str:
    return suggest_words(str(value)[:LONGEST_SHOWN], words)


def _read_chosen_words(words: tuple[str, ...], key: str, value: object, example: str) -> Read:
    read, faults = _read_words(key, value, example)
    unknown = [word for word in read or () if word not in words]
    wrong = tuple(
        Fault(f'{key}: "{word[:LONGEST_SHOWN]}" is unknown', _suggest(word, words), word)
        for word in unknown
    )
    return read, (*faults, *wrong)


def _read_path(what: str, key: str, value: object, example: str) -> Read:
    if isinstance(value, str) and is_inside(value):
        return value, ()
    return None, (Fault(f"{key} is no {what} inside the workspace", example),)


def _read_path_list(key: str, value: object, example: str) -> Read:
    words, faults = _read_words(key, value, example)
    wrong = tuple(
        Fault(f"{key} is no list of paths inside the workspace", example, word)
        for word in words or ()
        if not is_inside(word)
    )
    return words, (*faults, *wrong)


def _read_text(key: str, value: object, example: str) -> Read:
    if isinstance(value, str) and value.strip():
        return value.strip(), ()
    return None, (Fault(f"{key} is no text", example),)


def _read_reference(key: str, value: object, example: str) -> Read:
    """A path in the workspace in the place of an address, a text by a name."""
    if is_address(key):
        return _read_path("path", key[:LONGEST_SHOWN], value, example)
    return _read_text(key, value, example)


def _read_switch(key: str, value: object, example: str) -> Read:
    if isinstance(value, bool):
        return value, ()
    return None, (Fault(f"{key} is neither true nor false", example),)


def _read_day(key: str, value: object, example: str) -> Read:
    """A day of TOML, or the same in quotes; never a time, of which the day depends on the zone."""
    day = read_iso_day(value) if isinstance(value, str) else value
    if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
        return day, ()
    return None, (Fault(f"{key} is no day written YYYY-MM-DD", example),)


def _read_marking(key: str, value: object, example: str) -> Read:
    """Pairs of an audience and its text."""
    texts: dict[str, Any] = value if isinstance(value, dict) else {ANY_AUDIENCE: value}
    wrong = [
        audience for audience, text in texts.items() if not (is_name(audience) and _is_word(text))
    ]
    if wrong or not texts:
        hint = f'{example}, or for one audience: {key}.NAME = "CUI"'
        return None, (Fault(f"{key} is neither a text nor texts by audience", hint, *wrong[:1]),)
    return tuple((audience, text.strip()) for audience, text in texts.items()), ()


def make_choice(*words: str) -> SettingsForm:
    """One of a few words."""
    shown = ", ".join(f"`{word}`" for word in words)
    return SettingsForm(shown, f'"{words[0]}"', partial(_read_chosen, words))


def make_choices(what: str, words: tuple[str, ...]) -> SettingsForm:
    """A list of words that are known."""
    return SettingsForm(what, f'["{words[0]}"]', partial(_read_chosen_words, words))


def make_words(example: str, what: str = "list of words") -> SettingsForm:
    return SettingsForm(what, example, _read_words)


def make_text(example: str) -> SettingsForm:
    return SettingsForm("text", f'"{example}"', _read_text)


def make_path(example: str, what: str = "path") -> SettingsForm:
    return SettingsForm(what, f'"{example}"', partial(_read_path, what))


CODE_LIST = SettingsForm("list of codes or beginnings of codes", '["SSP009", "EVD"]', _read_codes)
CODE = SettingsForm("code", '"EVD004"', _read_code)
PATH_LIST = SettingsForm("list of paths", '["fonts/plan.ttf"]', _read_path_list)
SWITCH = SettingsForm("`true`, `false`", "false", _read_switch)
DAY = SettingsForm("day", "2026-11-24", _read_day)
REFERENCE = SettingsForm("text, or a path", '"catalogs/acme/catalog.json"', _read_reference)
MARKING = SettingsForm("text, or a table of texts by audience", '"CUI"', _read_marking)
