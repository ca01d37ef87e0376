"""Splits a markdown file into its YAML front matter and the text below it."""

from __future__ import annotations

import re

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from .problems import Problem

# The first key of a requirement file, right below a fence
_KEY_BELOW = make_pattern(r"^---[ \t]*\n(?:#[^\n]*\n)*\s*requirement:", re.M)
_FENCE = make_pattern(r"---[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class FrontMatterFile:
    """The two parts of a file.

    `yaml` starts in line 2 of the file; `body` is what follows the closing fence, from line
    `body_line`.
    """

    yaml: str
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


def split_front_matter(text: str) -> FrontMatterFile:
    """Front matter is required: every authored file has one. Lines end in LF only."""
    lines = text.split("\n")
    if not _FENCE.match(lines[0]):
        problem = Problem(
            "OSC010",
            "the file does not begin with front matter",
            1,
            1,
            "its first line must be `---`, then come the keys, then a second line `---`",
        )
        return FrontMatterFile("", text, 1, (problem,))
    for index in range(1, len(lines)):
        if _FENCE.match(lines[index]):
            return FrontMatterFile(
                "\n".join(lines[1:index]) + "\n", "\n".join(lines[index + 1 :]), index + 2
            )
    problem = Problem("OSC010", "the front matter is not closed", 1, 1, "end it with a line `---`")
    return FrontMatterFile("", "", 1, (problem,))


def lacks_front_matter(text: str) -> bool:
    """Whether a file begins with its heading and has no keys further down, which are in the wrong
    place only.
    """
    return text.startswith("# ") and _KEY_BELOW.search(text) is None


def write_body(body: str) -> str:
    """The prose of a file without sections.

    One blank line after the front matter and the final newline are the tool's.
    """
    return body.removeprefix("\n").removesuffix("\n")
