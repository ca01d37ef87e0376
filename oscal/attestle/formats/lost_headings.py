"""Headings of sections that lost their form: the marker is whole, the `##` before it is not.

`### [b] <!-- @objective b -->` and `**[b]** <!-- @objective b -->` are what editors and word
processors make of a heading. Where the file has no other section of that marker, nothing else can
be meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..lazy_patterns import make_pattern

_FENCE = make_pattern(r" {0,3}(`{3,}|~{3,})")
# of sections with an answer: what the tool writes is not typed
_MARKER = make_pattern(
    r"<!--[ \t]*@(objective|component|statement)((?:[ \t]+[^\s<>]+){1,2})[ \t]*-->[ \t]*\Z"
)
_SIGNS = make_pattern(r"#{1,6}(?!#)[ \t]*")
_BOLD = make_pattern(r"(\*\*|__)(?P<title>[^*_]+)\1[ \t]*:?[ \t]*\Z")


def walk_text(lines: Sequence[str], first_line: int = 0) -> Iterator[tuple[int, str]]:
    """The lines outside fences, with their numbers."""
    fence = ""
    for number, line in enumerate(lines, first_line):
        mark = _FENCE.match(line)
        if mark and (not fence or _closes_fence(line, mark[1], fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            yield number, line


def _closes_fence(line: str, mark: str, fence: str) -> bool:
    """At least as long as the one that opened it, with nothing behind."""
    return mark.startswith(fence) and not line.strip().strip(fence[0])


def read_lost_heading(line: str) -> tuple[str, str] | None:
    """Title and words of the marker; None for a line that is no such heading,
    and for a whole one.
    """
    if line[:1] not in ("#", "*", "_", "[") or not line.rstrip(" \t").endswith("-->"):
        return None
    # what stands before the last marker of the line
    start = line.rfind("<!--")
    marker = _MARKER.match(line, start) if start > 0 else None
    if marker is None or line.startswith(("## ", "##\t")):
        return None
    before, words = line[:start], f"{marker[1]}{marker[2]}"
    signs, bold = _SIGNS.match(before), _BOLD.match(before)
    if signs:
        return before[signs.end() :].strip(" \t#*_"), words
    if bold:
        return bold["title"].strip(), words
    # `[b] ...`: the key itself, as the tool begins such a heading
    return (before.strip(), words) if before.startswith(f"[{marker[2].split()[0]}]") else None


def find_lost_sections(
    lines: Sequence[str], present: Collection[tuple[str, ...]]
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Index, title and words of each lost heading whose section the file does not have."""
    known = set(present)
    for index, line in walk_text(lines):
        found = read_lost_heading(line)
        if found is None:
            continue
        key = tuple(found[1].split())
        if key not in known:
            known.add(key)
            yield index, found
