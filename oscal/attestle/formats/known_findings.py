"""Fingerprints of findings, and the baseline file: findings that are known and not told again.

A fingerprint rests on the rule, the file and what the finding is about, never on a line: what moves
stays known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..findings import Finding
from ..trees import unescape_token
from . import strict_json
from .problems import Problem

MOST_BYTES = 16 * 1024 * 1024
VERSION = 1
_MOST_ENTRIES = 100_000
_IDENTITIES = ("uuid", "id", "control-id", "statement-id", "component-uuid", "param-id", "name")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}\Z")
_QUOTED = re.compile(r'"([^"\n]*)"')
# Numbers that grow from day to day, not those of requirements and objectives
_COUNTED = re.compile(r"\b\d+(?= (?:days?|weeks?|months?|times|of|more)\b)|\b\d{4}-\d\d-\d\d\b")


def fingerprint_finding(item: Finding, tree: Any = None) -> str:
    """32 hexadecimal digits.

    `tree` is the parsed file, in which list items are named by their uuid or id rather than by
    number.
    """
    if item.pointer:
        first = _QUOTED.search(item.message)
        about = f"{name_subject(tree, item.pointer)}\n{first[1] if first else ''}"
    else:
        about = _COUNTED.sub("#", item.message)
    return hashlib.sha256(
        "\n".join((item.code, item.path, about)).encode("utf-8", "surrogatepass")
    ).hexdigest()[:32]


def name_subject(tree: Any, pointer: str) -> str:
    """A pointer whose list indexes are replaced by what names the item."""
    found = []
    for token in pointer.split("/")[1:]:
        if isinstance(tree, list):
            tree = (
                tree[int(token)]
                if token.isdecimal() and len(token) < 10 and int(token) < len(tree)
                else None
            )
            name = (
                next((tree[key] for key in _IDENTITIES if isinstance(tree.get(key), str)), "")
                if isinstance(tree, dict)
                else ""
            )
            found.append(f"[{name or token}]")
        else:
            key = unescape_token(token)
            tree = tree.get(key) if isinstance(tree, dict) else None
            found.append(token)
    return "/".join(found)


def fingerprint_findings(
    findings: Sequence[Finding], tree_of: Callable[[str], Any]
) -> tuple[str, ...]:
    """One for each finding; `tree_of` parses a file, and is asked once for each that has a pointer."""
    trees = {
        path: tree_of(path)
        for path in dict.fromkeys(item.path for item in findings if item.pointer)
    }
    return tuple(fingerprint_finding(item, trees.get(item.path)) for item in findings)


def number_fingerprints(prints: Iterable[str]) -> tuple[str, ...]:
    """For those who ask for unique ones: the second of the same gets another."""
    seen: dict[str, int] = {}
    found = []
    for one in prints:
        number = seen[one] = seen.get(one, 0) + 1
        found.append(
            one if number == 1 else hashlib.sha256(f"{one} {number}".encode()).hexdigest()[:32]
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """An entry of a baseline: so many findings of one fingerprint.

    Code, path and message are for people.
    """

    fingerprint: str
    code: str
    path: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class BaselineSplit:
    """Findings by what a baseline says of them: those that are new, how many are known, entries of
    which something is gone.
    """

    new: tuple[Finding, ...]
    known: int
    stale: tuple[KnownFinding, ...]


def split_findings(
    findings: Sequence[Finding], prints: Sequence[str], baseline: Sequence[KnownFinding]
) -> BaselineSplit:
    """Of several findings with one fingerprint as many are known as the baseline counts."""
    left = {entry.fingerprint: entry.count for entry in baseline}
    new = []
    for item, one in zip(findings, prints, strict=True):
        if left.get(one, 0):
            left[one] -= 1
        else:
            new.append(item)
    return BaselineSplit(
        tuple(new),
        len(findings) - len(new),
        tuple(entry for entry in baseline if left[entry.fingerprint]),
    )


def write_known_findings(findings: Sequence[Finding], prints: Sequence[str]) -> bytes:
    """The baseline that knows these findings; the same bytes for the same findings."""
    entries: dict[str, dict[str, Any]] = {}
    for item, one in zip(findings, prints, strict=True):
        entry = entries.setdefault(
            one,
            {
                "fingerprint": one,
                "code": item.code,
                "path": item.path,
                "message": item.message,
                "count": 0,
            },
        )
        entry["count"] += 1
    ranked = sorted(
        entries.values(), key=lambda entry: (entry["path"], entry["code"], entry["fingerprint"])
    )
    return strict_json.write_json({"version": VERSION, "findings": ranked})


def read_known_findings(data: bytes) -> tuple[tuple[KnownFinding, ...], tuple[Problem, ...]]:
    """The entries, or none and what is wrong; problems in the tree have a pointer."""
    if len(data) > MOST_BYTES:
        return (), (
            Problem(
                "OSC006", f"larger than {MOST_BYTES // (1024 * 1024)} MB, which no baseline is", 1
            ),
        )
    tree, problems = strict_json.read_json(data)
    if problems:
        return (), problems
    hint = "write it anew with: attestle validate --write-baseline FILE"
    if (
        not isinstance(tree, dict)
        or tree.get("version") != VERSION
        or not isinstance(tree.get("findings"), list)
    ):
        return (), (
            Problem(
                "OSC011",
                f'the file is no baseline of version {VERSION}: "version" and "findings" are'
                " asked for",
                1,
                1,
                hint,
            ),
        )
    if len(tree["findings"]) > _MOST_ENTRIES:
        return (), (Problem("OSC011", f"more than {_MOST_ENTRIES} entries", 1, 1, hint),)
    entries = [_entry(item) for item in tree["findings"]]
    wrong = [
        Problem(
            "OSC011", "an entry that is no known finding", None, None, hint, f"/findings/{number}"
        )
        for number, item in enumerate(entries)
        if item is None
    ]
    known = tuple(item for item in entries if item is not None)
    seen = {item.fingerprint for item in known}
    if len(seen) != len(known):
        wrong.append(
            Problem(
                "OSC011", "two entries have the same fingerprint", None, None, hint, "/findings"
            )
        )
    return (() if wrong else known), tuple(wrong[:20])


def _entry(item: Any) -> KnownFinding | None:
    if not isinstance(item, dict):
        return None
    mark, code, path, message, count = (
        item.get(key) for key in ("fingerprint", "code", "path", "message", "count")
    )
    if (
        not isinstance(mark, str)
        or not _FINGERPRINT.match(mark)
        or type(count) is not int
        or not 0 < count <= 1_000_000
    ):
        return None
    if not isinstance(code, str) or not isinstance(path, str) or not isinstance(message, str):
        return None
    return KnownFinding(mark, code, path, message, count)
