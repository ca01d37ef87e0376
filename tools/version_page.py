"""The part of docs/conformance.md that lists what each OSCAL release changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from oscal_releases import (
    CURRENT,
    Release,
    list_judges,
    list_neighbours,
    rank_version,
    read_release,
)
from release_mends import LISTED

Tree = dict[str, Any]

BEGIN = "<!-- built by tools/build_versions.py from here -->\n"
END = "<!-- to here -->\n"


def write_page(page: str) -> str:
    """The page with its part about releases written anew."""
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}{''.join(_write_part())}{END}{rest.partition(END)[2]}"


def _write_part() -> Iterator[str]:
    versions = sorted((*list_neighbours(), CURRENT), key=rank_version)
    yield "\n| release | judged by | models | fields | vocabularies | other constraints |\n"
    yield "|---|---|---|---|---|---|\n"
    previous: Release | None = None
    for version, judge in list_judges().items():
        if version != judge:
            yield f"| {version} | {judge}, the nearest lower one with a table | | | | |\n"
            continue
        release = read_release(version)
        if previous is None:
            models = len(release.structure["roots"])
            yield f"| {version} | its own rules | {models} models | | | |\n"
        else:
            yield _write_row(_Step(previous, release))
        previous = release
    yield "\nRead otherwise than written, since a later release corrected the slip:\n\n"
    yield "| releases | what stands there | what is read |\n|---|---|---|\n"
    yield from (f"| {' | '.join(row)} |\n" for row in LISTED)
    for before, version in pairwise(versions):
        yield from _write_details(_Step(read_release(before), read_release(version)))


class _Step:
    """What a release changed against the one before."""

    def __init__(self, old: Release, new: Release) -> None:
        self.version = new.version
        self.models = sorted(new.structure["roots"].keys() - old.structure["roots"].keys())
        self.fields = _compare_fields(old, new)
        self.vocabularies = _compare_vocabularies(old, new)
        self.others = _compare_others(old, new)


def _write_row(step: _Step) -> str:
    cells = (
        ", ".join(step.models) and f"{', '.join(step.models)} came",
        _count(step.fields),
        _count(step.vocabularies),
        _count(step.others),
    )
    return f"| {step.version} | its own rules | {' | '.join(cells)} |\n"


def _count(lists: dict[str, list[str]]) -> str:
    return ", ".join(f"{len(items)} {what}" for what, items in lists.items() if items)


def _write_details(step: _Step) -> Iterator[str]:
    groups = (
        ("fields", step.fields),
        ("vocabularies", step.vocabularies),
        ("constraints", step.others),
    )
    if not any(items for _, lists in groups for items in lists.values()):
        return
    yield f"\n{step.version}\n"
    for name, lists in groups:
        for what, items in lists.items():
            if items:
                yield f"- {name} {what}: {', '.join(items)}\n"


def _compare_fields(old: Release, new: Release) -> dict[str, list[str]]:
    before, after = _list_fields(old), _list_fields(new)
    shared = [key for key in after if key in before]
    return {
        "came": _name_fields(after.keys() - before.keys(), old),
        "went": _name_fields(before.keys() - after.keys(), new),
        "must be there": _name_fields((k for k in shared if after[k][0] > before[k][0]), old),
        "may be left out": _name_fields((k for k in shared if after[k][0] < before[k][0]), old),
        "of another type": _name_fields((k for k in shared if after[k][1] != before[k][1]), old),
    }


def _list_fields(release: Release) -> dict[tuple[str, str], tuple[bool, str]]:
    """By definition and key: whether it must be there, and the type of a bare value."""
    definitions = release.structure["definitions"]
    fields = {}
    for name, definition in definitions.items():
        for flag in definition.get("flags", ()):
            kind = definitions[flag["def"]].get("as-type", "string")
            fields[name, flag["name"]] = (bool(flag["required"]), kind)
        for item in definition.get("model", ()):
            kind = definitions[item["def"]].get("as-type", "") if item["kind"] == "field" else ""
            must = item["min"] > 0 and "choice" not in item
            fields[name, item.get("group-as", item["name"])] = (must, kind)
    return fields


def _name_fields(keys: Iterable[tuple[str, str]], other: Release) -> list[str]:
    """Of definitions that both releases have: what a new thing consists of is no news."""
    known = other.structure["definitions"]
    return [f"`{key}` of `{name}`" for name, key in sorted(keys) if name in known]


def _compare_vocabularies(old: Release, new: Release) -> dict[str, list[str]]:
    before, after = _index(old, "allowed-values"), _index(new, "allowed-values")
    shared = sorted(after.keys() & before.keys())
    return {
        "closed": [
            *(key for key in shared if _is_open(before[key]) and not _is_open(after[key])),
            *sorted(key for key in after.keys() - before.keys() if not _is_open(after[key])),
        ],
        "opened": [
            *(key for key in shared if not _is_open(before[key]) and _is_open(after[key])),
            *sorted(key for key in before.keys() - after.keys() if not _is_open(before[key])),
        ],
        "with words that came": list(_list_words(shared, before, after)),
        "with words that went": list(_list_words(shared, after, before)),
    }


def _list_words(shared: list[str], less: dict[str, Tree], more: dict[str, Tree]) -> Iterator[str]:
    for key in shared:
        words = [word for word in more[key]["values"] if word not in less[key]["values"]]
        if words:
            yield f"{key} ({', '.join(words)})"


def _is_open(constraint: Tree) -> bool:
    return constraint.get("allow-other") == "yes"


def _compare_others(old: Release, new: Release) -> dict[str, list[str]]:
    before, after = _index(old, ""), _index(new, "")
    shared = sorted(after.keys() & before.keys())
    eased = [key for key in shared if _level(after[key]) == "WARNING" != _level(before[key])]
    return {
        "came": sorted(after.keys() - before.keys()),
        "went": sorted(before.keys() - after.keys()),
        "are warnings": eased,
        "changed": [key for key in shared if key not in eased and before[key] != after[key]],
    }


def _level(constraint: Tree) -> str:
    return str(constraint.get("level", "ERROR"))


def _index(release: Release, kind: str) -> dict[str, Tree]:
    """Constraints by their id, or by their owner and type: all of a kind,
    or all but vocabularies.
    """
    found: dict[str, Tree] = {}
    for item in release.constraints:
        if (item["type"] == "allowed-values") == (kind == "allowed-values"):
            name = item.get("id") or f"{item['owner']} {item['type']}"
            found.setdefault(name, item)
    return found
