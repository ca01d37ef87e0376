"""MAP001-MAP008: a crosswalk names what exists, in legal words, and its figures, gaps and profile agree with its maps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..codes import finding
from ..conformance.schema import check as check_schema
from ..findings import Finding
from ..formats import mapping
from ..formats.baseline import read as read_baseline
from ..formats.problems import nearest
from ..formats.resolution import Resolved, resolve, walk_controls
from ..model.catalog import Baseline
from ..model.crosswalk import GRADES, RATIONALES, RELATIONSHIPS, ROLES, Crosswalk, Map, Reuse
from ..model.workspace import Document
from .facts import Facts, Rule

# What SOC 2 never carries: DOMAIN "typical net-new work" by requirement; no map to them is graded above habit-only.
NET_NEW = (
    "3.1.3", "3.1.9", "3.1.21", "3.1.22", "3.7.2", "3.7.3", "3.7.4", "3.8.4", "3.8.5", "3.12.2", "3.12.4", "3.13.7", "3.13.11", "3.13.12", "3.13.13", "3.13.14",
)  # fmt: skip
_LETTER = re.compile(r"\[([a-z])\]")
_SPACE = "urn:attestle:oscal"


class _Side:
    """A source or target resource, resolved: its controls by id, in order."""

    def __init__(self, facts: Facts, href: str) -> None:
        self.href = href
        self.resolved: Resolved | None = None
        document = facts.workspace.by_path.get(href.removeprefix("trestle://"))
        if document is not None and document.tree and not check_schema(document.model, document.tree):
            self.resolved = resolve(href, lambda other: _tree(facts, other))
        groups = self.resolved.groups if self.resolved else ()
        self.controls: dict[str, Mapping[str, Any]] = {control["id"]: control for _, control in walk_controls(groups)}

    def baseline(self) -> Baseline | None:
        return read_baseline(self.href, self.resolved) if self.resolved else None


def _tree(facts: Facts, href: str) -> dict[str, Any] | None:
    document = facts.workspace.by_path.get(href.removeprefix("trestle://"))
    return dict(document.tree) if document and document.tree else None


def _crosswalks(facts: Facts) -> Iterator[tuple[Document, Crosswalk, _Side, _Side]]:
    """Every mapping of every schema-valid collection with its two sides."""
    for document in facts.workspace.documents:
        if document.model != "mapping-collection" or document.tree is None or check_schema(document.model, document.tree):
            continue
        for crosswalk in mapping.read(document.name, document.path, document.tree):
            yield document, crosswalk, _Side(facts, crosswalk.source_href), _Side(facts, crosswalk.target_href)


def crosswalks(facts: Facts) -> Iterator[Finding]:
    """MAP001-MAP007 and REF008, in one pass over each mapping."""
    for document, crosswalk, source, target in _crosswalks(facts):
        for side, name in ((source, "source-resource"), (target, "target-resource")):
            if side.href.startswith("trestle://") and side.href.removeprefix("trestle://") not in facts.workspace.by_path:
                yield finding(
                    "REF008", document.path, f'the {name} "{side.href}" leads to no document of the workspace', pointer="/mapping-collection/mappings"
                )
        yield from _unknown(document, crosswalk, source, target)
        yield from _words(document, crosswalk)
        yield from _letters(document, crosswalk, target)
        yield from _gaps(document, crosswalk)
        yield from _left_out(document, crosswalk, source, target)
        yield from _judgement(document, crosswalk, target)
        yield from _doubles(document, crosswalk)


def _unknown(document: Document, crosswalk: Crosswalk, source: _Side, target: _Side) -> Iterator[Finding]:
    """MAP001."""
    for item in crosswalk.maps:
        for side, identity, name in ((source, item.criterion, "sources"), (target, item.requirement, "targets")):
            if side.controls and identity not in side.controls and not _is_part(side, identity):
                yield finding(
                    "MAP001",
                    document.path,
                    f'"{identity}" is not in {side.href}',
                    pointer=f"{item.source.pointer}/{name}",
                    hint=nearest(identity, side.controls),
                )
    for side, unmapped in ((source, crosswalk.unmapped_sources), (target, crosswalk.unmapped_targets)):
        for gap in unmapped:
            if side.controls and gap.control not in side.controls:
                yield finding(
                    "MAP001", document.path, f'"{gap.control}" is not in {side.href}', pointer=gap.source.pointer, hint=nearest(gap.control, side.controls)
                )


def _is_part(side: _Side, identity: str) -> bool:
    """A map may also name a statement."""
    return any(identity == part.get("id") for control in side.controls.values() for part in control.get("parts", ()))


def _words(document: Document, crosswalk: Crosswalk) -> Iterator[Finding]:
    """MAP002: the relationship is one of OSCAL's, which no schema holds; role and reuse are ours."""
    for item in crosswalk.maps:
        for name, value, legal in (("relationship", item.relationship, RELATIONSHIPS), ("matching-rationale", item.matching, RATIONALES)):
            if value not in legal:
                yield finding("MAP002", document.path, f'"{value}" is no {name}', pointer=f"{item.source.pointer}/{name}", hint=nearest(value, legal))
        for name, value, words in _own_words(document, item):
            if value not in words:
                yield finding("MAP002", document.path, f'"{value}" is no {name} of a map', pointer=item.source.pointer, hint=nearest(value, words))


def _own_words(document: Document, item: Map) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for prop in _node(document, item).get("props", ()):
        if prop.get("ns") == _SPACE and prop["name"] == "role":
            yield "role", prop["value"], ROLES
        if prop.get("ns") == _SPACE and prop["name"] == "reuse":
            yield "reuse", prop["value"], tuple(GRADES)


def _node(document: Document, item: Map) -> Mapping[str, Any]:
    node: Any = document.tree
    for token in item.source.pointer.split("/")[1:]:
        node = node[int(token)] if isinstance(node, list) else node[token]
    found: Mapping[str, Any] = node
    return found


def _letters(document: Document, crosswalk: Crosswalk, target: _Side) -> Iterator[Finding]:
    """MAP003: letters exist, and coverage is their share."""
    baseline = target.baseline()
    for item in crosswalk.maps if baseline else ():
        requirement = baseline.by_id.get(item.requirement) if baseline else None
        if requirement is None or not requirement.objectives or not item.role:
            continue
        known = [objective.letter for objective in requirement.objectives]
        for letter in item.letters:
            if letter not in known:
                yield finding(
                    "MAP003",
                    document.path,
                    f'{requirement.label} has no objective "{letter}"',
                    pointer=item.source.pointer,
                    hint=f"its letters are {', '.join(known)}",
                )
        share = len(item.letters) / len(known)
        if item.coverage is None or abs(item.coverage - share) > 0.0001:
            yield finding("MAP003", document.path, f"{item.criterion} to {requirement.label}: the coverage {item.coverage} is not {len(item.letters)} of {len(known)} objectives",
                          pointer=f"{item.source.pointer}/coverage", hint=f"write {round(share, 4)}")  # fmt: skip


def _gaps(document: Document, crosswalk: Crosswalk) -> Iterator[Finding]:
    """MAP004: what is mapped is not in a gap-summary."""
    mapped = ({item.criterion for item in crosswalk.maps}, {item.requirement for item in crosswalk.maps})
    for used, unmapped in zip(mapped, (crosswalk.unmapped_sources, crosswalk.unmapped_targets), strict=True):
        for gap in unmapped:
            if gap.control in used:
                yield finding(
                    "MAP004",
                    document.path,
                    f'"{gap.control}" is mapped and listed as unmapped',
                    pointer=gap.source.pointer,
                    hint="take it out of the gap-summary",
                )


def _left_out(document: Document, crosswalk: Crosswalk, source: _Side, target: _Side) -> Iterator[Finding]:
    """MAP005: only for a crosswalk that lists gaps at all; a team's own table need not be complete."""
    mapped = ({item.criterion for item in crosswalk.maps}, {item.requirement for item in crosswalk.maps})
    sides = ((source, mapped[0], crosswalk.unmapped_sources, "source"), (target, mapped[1], crosswalk.unmapped_targets, "target"))
    for side, used, unmapped, name in sides:
        listed = {gap.control for gap in unmapped}
        for identity in side.controls if listed else ():
            if identity not in used and identity not in listed:
                yield finding("MAP005", document.path, f'the {name} "{identity}" is neither mapped nor listed as unmapped', pointer="/mapping-collection/mappings",
                              hint="map it, or list it with a reason")  # fmt: skip
        for gap in unmapped:
            if not gap.reason:
                yield finding(
                    "MAP005", document.path, f'"{gap.control}" is listed as unmapped without a reason', pointer=gap.source.pointer, hint="say why nothing helps"
                )


def _judgement(document: Document, crosswalk: Crosswalk, target: _Side) -> Iterator[Finding]:
    """MAP006: one lead, grades and letters fit together, the rationale can be checked, net-new work stays net-new."""
    baseline = target.baseline()
    leads: dict[str, int] = {}
    for item in crosswalk.maps:
        if not item.role:
            continue
        leads[item.requirement] = leads.get(item.requirement, 0) + (item.role == "lead")
        label = baseline.by_id[item.requirement].label if baseline and item.requirement in baseline.by_id else item.requirement
        for problem in _problems(item, label):
            yield finding("MAP006", document.path, f"{item.criterion} to {label}: {problem}", pointer=item.source.pointer)
    for identity, number in leads.items():
        if number != 1:
            yield finding(
                "MAP006",
                document.path,
                f"{identity} has {number} lead maps",
                pointer="/mapping-collection/mappings",
                hint="exactly one map of a requirement is the lead",
            )


def _problems(item: Map, label: str) -> Iterator[str]:
    if (item.reuse is Reuse.HABIT_ONLY) != (not item.letters):
        yield "habit-only satisfies no objective, and every other grade at least one"
    if not item.rationale.strip():
        yield "a map without a rationale cannot be judged"
    named = set(_LETTER.findall(item.rationale))
    if (item.role == "lead" or item.reuse is Reuse.STRONG) and (lacking := [letter for letter in item.letters if letter not in named]):
        yield f"the rationale does not say why [{lacking[0]}] is satisfied"
    if label in NET_NEW and item.reuse is not Reuse.HABIT_ONLY:
        yield f"{label} is work that SOC 2 does not ask for; its reuse is at most habit-only"


def _doubles(document: Document, crosswalk: Crosswalk) -> Iterator[Finding]:
    """MAP007: one map for each pair."""
    seen: dict[tuple[str, str], str] = {}
    for item in crosswalk.maps:
        pair = (item.criterion, item.requirement)
        if pair in seen and seen[pair] != item.source.pointer:
            yield finding(
                "MAP007",
                document.path,
                f"a second map from {item.criterion} to {item.requirement}",
                pointer=item.source.pointer,
                hint=f"the first is at {seen[pair]}",
            )
        seen.setdefault(pair, item.source.pointer)


def both_views(facts: Facts) -> Iterator[Finding]:
    """MAP008: a profile made from a crosswalk has the links that the maps have, and no other."""
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for _, crosswalk, _, _ in _crosswalks(facts):
        key = (crosswalk.source_href, crosswalk.target_href)
        pairs.setdefault(key, set()).update((item.requirement, item.criterion) for item in crosswalk.maps if item.role)
    for document in facts.workspace.documents:
        if document.model != "profile" or document.tree is None or check_schema(document.model, document.tree):
            continue
        hrefs = {item["href"] for item in document.body["imports"]}
        for key, wanted in pairs.items():
            links = dict(_links(document))
            if wanted and set(key) <= hrefs and links:
                yield from _differences(document, wanted, links)


def _links(document: Document) -> Iterator[tuple[tuple[str, str], str]]:
    """Requirement and criterion of each link, with its pointer."""
    for index, alter in enumerate(document.body.get("modify", {}).get("alters", ())):
        for number, add in enumerate(alter.get("adds", ())):
            for place, link in enumerate(add.get("links", ())):
                if link.get("rel") == "related" and link["href"].startswith("#"):
                    yield (alter["control-id"], link["href"][1:]), f"/profile/modify/alters/{index}/adds/{number}/links/{place}/href"


def _differences(document: Document, wanted: set[tuple[str, str]], links: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    for requirement, criterion in sorted(wanted - set(links)):
        yield finding(
            "MAP008",
            document.path,
            f"{requirement} has no link to {criterion}, which the crosswalk maps",
            pointer="/profile/modify",
            hint="build the profile again",
        )
    for pair in sorted(set(links) - wanted):
        yield finding(
            "MAP008", document.path, f"{pair[0]} links to {pair[1]}, which the crosswalk does not map", pointer=links[pair], hint="build the profile again"
        )


RULES: tuple[Rule, ...] = (crosswalks, both_views)
