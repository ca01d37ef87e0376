"""Fingerprints of findings, and the baseline file: findings that are known and not told again.

A fingerprint rests on the rule, the file and what the finding is about, never on a line: what moves
stays known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..trees import unescape_token
from . import strict_json
from .counted_messages import is_within, name_place
from .problems import Problem

# Limits far above a baseline of thousands of findings, against files that are none
MOST_BYTES = 16 * 1024 * 1024
_MOST_ENTRIES = 100_000
_MOST_COUNTED = 1_000_000
# Wrong entries that are reported: the file is written by the tool, so one is mostly like the next
_MOST_REPORTED = 20
# Raised when entries written before can no longer be read
VERSION = 1
_REWRITE = "write it anew with: attestle validate --write-baseline FILE"
_IDENTITIES = ("uuid", "id", "control-id", "statement-id", "component-uuid", "param-id", "name")
_FINGERPRINT = make_pattern(r"[0-9a-f]{32}\Z")
_QUOTED = make_pattern(r'"([^"\n]*)"')
# Numbers that grow from day to day, not those of requirements and objectives
_COUNTED = make_pattern(r"\b\d+(?= (?:days?|weeks?|months?|times|of|more)\b)|\b\d{4}-\d\d-\d\d\b")


def fingerprint_finding(item: Finding, tree: Any = None) -> str:
    """What the finding is known by: 32 hexadecimal digits.

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
    names = []
    for token in pointer.split("/")[1:]:
        if isinstance(tree, list):
            tree = _get_item(tree, token)
            names.append(f"[{_read_identity(tree) or token}]")
        else:
            tree = tree.get(unescape_token(token)) if isinstance(tree, dict) else None
            names.append(token)
    return "/".join(names)


def _get_item(items: list[Any], token: str) -> Any:
    """The item of a list that a token of a pointer names, None if there is none."""
    # int() refuses texts of thousands of digits, and no list has a billion items
    is_index = token.isdecimal() and len(token) < 10
    return items[int(token)] if is_index and int(token) < len(items) else None


def _read_identity(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next((item[key] for key in _IDENTITIES if isinstance(item.get(key), str)), "")


def fingerprint_findings(
    findings: Sequence[Finding], tree_of: Callable[[str], Any]
) -> tuple[str, ...]:
    """One for each finding.

    `tree_of` parses a file, and is asked once for each that has a pointer.
    """
    paths = dict.fromkeys(finding.path for finding in findings if finding.pointer)
    trees = {path: tree_of(path) for path in paths}
    return tuple(fingerprint_finding(finding, trees.get(finding.path)) for finding in findings)


def number_fingerprints(prints: Iterable[str]) -> tuple[str, ...]:
    """For those who ask for unique ones: the second of the same gets another."""
    counts: dict[str, int] = {}
    unique = []
    for one in prints:
        number = counts[one] = counts.get(one, 0) + 1
        if number > 1:
            one = hashlib.sha256(f"{one} {number}".encode()).hexdigest()[:32]
        unique.append(one)
    return tuple(unique)


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
    """Findings by what a baseline says of them.

    `known` is the number of those that it has; `stale` are entries of which something is gone.
    """

    new: tuple[Finding, ...]
    known: int
    stale: tuple[KnownFinding, ...]


def split_findings(
    findings: Sequence[Finding], prints: Sequence[str], baseline: Sequence[KnownFinding]
) -> BaselineSplit:
    """Of several findings with one fingerprint as many are known as the baseline counts; one that
    counts or lists no more than an entry of the same words is known too.
    """
    remaining = {entry.fingerprint: entry.count for entry in baseline}
    unmatched = []
    for finding, one in zip(findings, prints, strict=True):
        if remaining.get(one, 0):
            remaining[one] -= 1
        else:
            unmatched.append(finding)
    spare = [entry for entry in baseline if remaining[entry.fingerprint]]
    new = []
    for finding in unmatched:
        entry = next((one for one in spare if _has_shrunk(finding, one)), None)
        if entry is None:
            new.append(finding)
        else:
            remaining[entry.fingerprint] -= 1
            spare = [one for one in spare if remaining[one.fingerprint]]
    stale = tuple(entry for entry in baseline if remaining[entry.fingerprint])
    return BaselineSplit(tuple(new), len(findings) - len(new), stale)


def _has_shrunk(finding: Finding, entry: KnownFinding) -> bool:
    """Whether a finding about a whole file is what is left of an entry."""
    if finding.pointer or finding.code != entry.code:
        return False
    place = name_place(finding.path, finding.message)
    return place == name_place(entry.path, entry.message) and is_within(
        finding.message, entry.message
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
    refusal = _check_shape(tree)
    if refusal:
        return (), (Problem("OSC011", refusal, 1, 1, _REWRITE),)
    entries = [_read_entry(item) for item in tree["findings"]]
    wrong = _check_entries(entries)
    if wrong:
        return (), tuple(wrong[:_MOST_REPORTED])
    return tuple(entry for entry in entries if entry is not None), ()


def _check_entries(entries: Sequence[KnownFinding | None]) -> list[Problem]:
    """Those that could not be read (None), and fingerprints that stand twice."""
    wrong = [
        _report_entry("an entry that is no known finding", f"/findings/{number}")
        for number, entry in enumerate(entries)
        if entry is None
    ]
    prints = [entry.fingerprint for entry in entries if entry is not None]
    if len(set(prints)) != len(prints):
        wrong.append(_report_entry("two entries have the same fingerprint", "/findings"))
    return wrong


def _check_shape(tree: Any) -> str:
    """Why the tree is no baseline, "" if it is one."""
    if (
        not isinstance(tree, dict)
        or tree.get("version") != VERSION
        or not isinstance(tree.get("findings"), list)
    ):
        return (
            f'the file is no baseline of version {VERSION}: "version" and "findings" are asked for'
        )
    if len(tree["findings"]) > _MOST_ENTRIES:
        return f"more than {_MOST_ENTRIES} entries"
    return ""


def _report_entry(message: str, pointer: str) -> Problem:
    return Problem("OSC011", message, None, None, _REWRITE, pointer)


def _read_entry(item: Any) -> KnownFinding | None:
    if not isinstance(item, dict):
        return None
    fingerprint, code, path, message = (
        _read_text(item, key) for key in ("fingerprint", "code", "path", "message")
    )
    if fingerprint is None or code is None or path is None or message is None:
        return None
    count = item.get("count")
    # type(), because True is an int
    if type(count) is not int or not 0 < count <= _MOST_COUNTED:
        return None
    if not _FINGERPRINT.match(fingerprint):
        return None
    return KnownFinding(fingerprint, code, path, message, count)


def _read_text(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) else None
