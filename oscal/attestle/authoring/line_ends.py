"""Edited text as bytes again, with the line ends that its file had."""

from __future__ import annotations

from ..text_difference import match_ends, match_entries


def keep_line_ends(data: bytes, edited: str) -> bytes:
    """`edited` (with LF) with the byte order mark and line ends of the file it comes from.

    Each line that was not edited keeps its own.
    """
    original = data.decode()
    mark = "\ufeff" if original.startswith("\ufeff") else ""
    if "\r\n" not in original:
        return (mark + edited).encode()
    before = original.removeprefix(mark).split("\n")
    plain = [line.removesuffix("\r") for line in before]
    # What stands after the last line end is no line that has one. Should it get one, it is the
    # usual one.
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in before[:-1]]
    ends.append(ends[0])
    after = edited.split("\n")
    lines: list[str] = []
    opcodes = match_entries(plain, after) or match_ends(plain, after)
    for kind, start, stop, first, last in opcodes:
        line_ends = ends[start:stop] if kind == "equal" else [ends[0]] * (last - first)
        lines += [line + end for line, end in zip(after[first:last], line_ends, strict=True)]
    lines[-1] = after[-1]
    return (mark + "".join(lines)).encode()
