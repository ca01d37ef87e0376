"""What `attestle start` asks, at the terminal or of a file of answers."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

import click

from ..errors import UsageError
from ..formats import yaml12
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.decisions import NOT_KNOWN
from ..nearest import suggest_words
from ..store import files, folders
from .output import emit

# A terminal of 80 columns, with a margin
_WIDTH = 76
_NOT_KNOWN_WORDS = ("", "?", NOT_KNOWN, "not known", "unknown", "don't know", "none", "-")
# What an answer turns into, or why it is none: a ValueError in words
Reader = Callable[[str], str]


@dataclass(slots=True)
class Questions:
    """Asks one thing after the other; `given` are the answers of a file, None at a terminal."""

    given: Mapping[str, str] | None = None
    number: int = field(default=0, init=False)

    def choose(self, key: str, text: str, answers: Mapping[str, str], default: str) -> str:
        """The id of one of the answers, by its number, its id or its first letters."""
        ids = list(answers)

        def read(word: str) -> str:
            return _match_choice(word, ids, default)

        lines = [f"{place}  {words}" for place, words in enumerate(answers.values(), 1)]
        shown = str(ids.index(default) + 1)
        return self._ask(key, text, read, lines, shown, default)

    def write(self, key: str, text: str, read: Reader | None = None, default: str = "") -> str:
        """A text; "" where it is not known."""

        def judge(word: str) -> str:
            if word.lower() in _NOT_KNOWN_WORDS:
                return default if word == "" else ""
            return read(word) if read else " ".join(word.split())

        return self._ask(key, text, judge, (), default or "not known", default)

    def _ask(
        self,
        key: str,
        text: str,
        read: Reader,
        lines: list[str] | tuple[()],
        shown: str,
        default: str,
    ) -> str:
        if self.given is not None:
            word = self.given.get(key)
            try:
                return default if word is None else read(word.strip())
            except ValueError as error:
                raise UsageError(f'answers: {key}: "{word}" {error}') from error
        self.number += 1
        emit()
        for line in textwrap.wrap(f"{self.number}. {text}", _WIDTH, subsequent_indent="   "):
            emit(line, style="bold")
        for line in lines:
            emit(textwrap.fill(line, _WIDTH, initial_indent="   ", subsequent_indent="      "))
        while True:
            word = str(click.prompt(f"   [{shown}]", default="", show_default=False))
            try:
                return read(word.strip())
            except ValueError as error:
                emit(f'   "{word}" {error}', err=True)


def _match_choice(word: str, ids: list[str], default: str) -> str:
    lowered = word.lower()
    if lowered == "":
        return default
    if lowered.isdigit() and 1 <= int(lowered) <= len(ids):
        return ids[int(lowered) - 1]
    if lowered in ids:
        return lowered
    if NOT_KNOWN in ids and lowered in _NOT_KNOWN_WORDS:
        return NOT_KNOWN
    found = [name for name in ids if name.startswith(lowered)]
    if len(found) == 1:
        return found[0]
    raise ValueError(f"is none of: {', '.join(ids)}")


def read_day(word: str) -> str:
    try:
        return dt.date.fromisoformat(word).isoformat()
    except ValueError:
        raise ValueError("is not a day; write YYYY-MM-DD") from None


def read_file_name(word: str) -> str:
    name = word.strip("\"'")
    if not folders.is_file(Path(name).expanduser()):
        raise ValueError("is no file that is there")
    return str(Path(name).expanduser())


def read_slug(word: str) -> str:
    """Words as the name of a folder: small letters joined by `-`."""
    slug = make_slug(word)
    if not slug:
        raise ValueError("has no letter a name could be made of")
    return slug


def make_slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).lstrip("-0123456789")[:60].strip("-")


def read_answers_file(path: Path, known: tuple[str, ...]) -> dict[str, str]:
    """The answers of a file, by question; raises UsageError for what is no question."""
    decoded = decode_text(files.read_outside(path))
    found = yaml12.read_yaml(decoded.text)
    if decoded.problems or found.problems or not isinstance(found.value, dict):
        raise UsageError(f"{path} is no file of answers: lines of KEY: ANSWER in YAML")
    answers = {}
    for key, value in found.value.items():
        if key not in known:
            hint = suggest_words(str(key), known) or f"the questions are: {', '.join(known)}"
            raise UsageError(f'{path}: "{key}" is no question; {hint}')
        answers[str(key)] = ", ".join(_list_words(value))
    return answers


def _list_words(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (word for item in value for word in _list_words(item))
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif value is not None:
        yield str(value)
