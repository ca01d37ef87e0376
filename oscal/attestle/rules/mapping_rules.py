"""MAP001-MAP008: a crosswalk names what exists, in legal words, and its figures, gaps and profile
agree with its maps.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any

from ..codes import make_finding
from ..conformance.schema import check_schema as check_schema
from ..findings import Finding
from ..formats import mapping_collection
from ..formats.resolution import Resolved, resolve, walk_controls
from ..formats.resolved_baseline import read_baseline as read_baseline
from ..model.baseline import Baseline
from ..model.crosswalk_maps import (
    GRADES,
    NO_RELATIONSHIP,
    RATIONALES,
    RELATIONSHIPS,
    ROLES,
    Crosswalk,
    Map,
    list_doubts,
)
from ..model.workspace import Document
from ..nearest import suggest_words
from .rule_input import Rule, RuleInput

_OSCAL = "http://csrc.nist.gov/ns/oscal"
_SPACE = "urn:attestle:oscal"
FROM = "source-crosswalk"  # the link of a profile to the crosswalk it is made from


class _Side:
    """A source or target resource, resolved: its controls by id, in order, and which control each
    of their parts belongs to.
    """

    def __init__(self, facts: RuleInput, href: str) -> None:
        self.href = href
        resolved: Resolved | None = None
        document = facts.workspace.by_path.get(href.removeprefix("trestle://"))
        if (
            document is not None
            and document.tree
            and not check_schema(document.model, document.tree)
        ):
            resolved = resolve(href, lambda other: _tree(facts, other))
        self.controls: dict[str, Mapping[str, Any]] = {
            control["id"]: control
            for _, control in walk_controls(resolved.groups if resolved else ())
        }
        self.parts = {
            part: identity
            for identity, control in self.controls.items()
            for part in _parts(control)
        }
        self.baseline: Baseline | None = read_baseline(href, resolved) if resolved else None

    def control_of(self, identity: str) -> str:
        """A map may also name a statement; it counts for the control it is part of."""
        return identity if identity in self.controls else self.parts.get(identity, identity)


def _parts(node: Mapping[str, Any]) -> Iterator[str]:
    for part in node.get("parts", ()):
        if "id" in part:
            yield part["id"]
        yield from _parts(part)


def _tree(facts: RuleInput, href: str) -> dict[str, Any] | None:
    document = facts.workspace.by_path.get(href.removeprefix("trestle://"))
    return dict(document.tree) if document and document.tree else None


def _crosswalks(facts: RuleInput) -> Iterator[tuple[Document, Crosswalk]]:
    """Every mapping of every schema-valid collection."""
    for document in facts.workspace.documents:
        if (
            document.model == "mapping-collection"
            and document.tree is not None
            and not check_schema(document.model, document.tree)
        ):
            for crosswalk in mapping_collection.read_crosswalks(
                document.name, document.path, document.tree
            ):
                yield document, crosswalk


def crosswalks(facts: RuleInput) -> Iterator[Finding]:
    """MAP001-MAP007 and REF008, in one pass over each mapping."""
    sides: dict[str, _Side] = {}
    for document, crosswalk in _crosswalks(facts):
        for href in (crosswalk.source_href, crosswalk.target_href):
            if href not in sides:
                sides[href] = _Side(facts, href)
        source, target = sides[crosswalk.source_href], sides[crosswalk.target_href]
        for side, name in ((source, "source-resource"), (target, "target-resource")):
            if (
                side.href.startswith("trestle://")
                and side.href.removeprefix("trestle://") not in facts.workspace.by_path
            ):
                yield make_finding(
                    "REF008",
                    document.path,
                    f'the {name} "{side.href}" leads to no document of the workspace',
                    pointer=f"{_pointer(crosswalk)}/{name}/href",
                )
        yield from _unknown(document, crosswalk, source, target)
        yield from _words(document, crosswalk)
        yield from _letters(document, crosswalk, target)
        yield from _gaps(document, crosswalk, source, target)
        yield from _left_out(document, crosswalk, source, target)
        yield from _judgement(document, crosswalk, target)
        yield from _doubles(document, crosswalk)


def _pointer(crosswalk: Crosswalk) -> str:
    """Of the mapping; a schema-valid one has a map."""
    return crosswalk.maps[0].source.pointer.rpartition("/maps/")[0]


def _unknown(
    document: Document, crosswalk: Crosswalk, source: _Side, target: _Side
) -> Iterator[Finding]:
    """MAP001."""
    for item in crosswalk.maps:
        for side, identity, name in (
            (source, item.criterion, "sources"),
            (target, item.requirement, "targets"),
        ):
            if side.controls and side.control_of(identity) not in side.controls:
                yield make_finding(
                    "MAP001",
                    document.path,
                    f'"{identity}" is not in {side.href}',
                    pointer=f"{item.source.pointer}/{name}",
                    hint=suggest_words(identity, side.controls),
                )
    for side, unmapped in (
        (source, crosswalk.unmapped_sources),
        (target, crosswalk.unmapped_targets),
    ):
        for gap in unmapped:
            if side.controls and gap.control not in side.controls:
                yield make_finding(
                    "MAP001",
                    document.path,
                    f'"{gap.control}" is not in {side.href}',
                    pointer=gap.source.pointer,
                    hint=suggest_words(gap.control, side.controls),
                )


def _words(document: Document, crosswalk: Crosswalk) -> Iterator[Finding]:
    """MAP002: the relationship is one of OSCAL's, which no schema holds, unless the map names
    another namespace; role and reuse are ours.
    """
    for item in crosswalk.maps:
        at = item.source.pointer
        foreign = _node(document, at).get("ns", _OSCAL) != _OSCAL
        for name, value, legal in (
            ("relationship", item.relationship, RELATIONSHIPS),
            ("matching-rationale", item.matching, RATIONALES),
        ):
            if value not in legal and not (foreign and name == "relationship"):
                yield make_finding(
                    "MAP002",
                    document.path,
                    f'"{value}" is no {name}',
                    pointer=f"{at}/{name}",
                    hint=suggest_words(value, legal),
                )
        for name, value, words in _own_words(document, item):
            if value not in words:
                yield make_finding(
                    "MAP002",
                    document.path,
                    f'"{value}" is no {name} of a map',
                    pointer=at,
                    hint=suggest_words(value, words),
                )


def _own_words(document: Document, item: Map) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for prop in _node(document, item.source.pointer).get("props", ()):
        if prop.get("ns") == _SPACE and prop["name"] == "role":
            yield "role", prop["value"], ROLES
        if prop.get("ns") == _SPACE and prop["name"] == "reuse":
            yield "reuse", prop["value"], tuple(GRADES)


def _node(document: Document, pointer: str) -> Mapping[str, Any]:
    node: Any = document.tree
    for token in pointer.split("/")[1:]:
        node = node[int(token)] if isinstance(node, list) else node[token]
    found: Mapping[str, Any] = node
    return found


def _letters(document: Document, crosswalk: Crosswalk, target: _Side) -> Iterator[Finding]:
    """MAP003: letters exist, each is named once, and coverage is their share."""
    baseline = target.baseline
    for item in crosswalk.maps if baseline else ():
        requirement = baseline.by_id.get(item.requirement) if baseline else None
        if requirement is None or not requirement.objectives or not item.role:
            continue
        known = [objective.letter for objective in requirement.objectives]
        hint = f"its letters are {', '.join(known)}"
        for letter in item.letters:
            if letter not in known:
                yield make_finding(
                    "MAP003",
                    document.path,
                    f'{requirement.label} has no objective "{letter}"',
                    pointer=item.source.pointer,
                    hint=hint,
                )
            elif item.letters.count(letter) > 1:
                yield make_finding(
                    "MAP003",
                    document.path,
                    f"{item.criterion} to {requirement.label} names [{letter}] twice",
                    pointer=item.source.pointer,
                )
        share = len(item.letters) / len(known)
        if item.coverage is None or abs(item.coverage - share) > 0.0001:
            stated = (
                "no coverage is stated for"
                if item.coverage is None
                else f"the coverage {item.coverage} is not"
            )
            yield make_finding(
                "MAP003",
                document.path,
                f"{item.criterion} to {requirement.label}: {stated} {len(item.letters)} of"
                f" {len(known)} objectives",
                pointer=(
                    f"{item.source.pointer}/coverage"
                    if item.coverage is not None
                    else item.source.pointer
                ),
                hint=f"write {round(share, 4)}",
            )


def _used(crosswalk: Crosswalk, source: _Side, target: _Side) -> tuple[set[str], set[str]]:
    """The controls of each side that a map reaches, itself or through a statement."""
    return {source.control_of(item.criterion) for item in crosswalk.maps}, {
        target.control_of(item.requirement) for item in crosswalk.maps
    }


def _gaps(
    document: Document, crosswalk: Crosswalk, source: _Side, target: _Side
) -> Iterator[Finding]:
    """MAP004: what is mapped is not in a gap-summary."""
    mapped = _used(crosswalk, source, target)
    for used, unmapped in zip(
        mapped, (crosswalk.unmapped_sources, crosswalk.unmapped_targets), strict=True
    ):
        for gap in unmapped:
            if gap.control in used:
                yield make_finding(
                    "MAP004",
                    document.path,
                    f'"{gap.control}" is mapped and listed as unmapped',
                    pointer=gap.source.pointer,
                    hint="take it out of the gap-summary",
                )


def _left_out(
    document: Document, crosswalk: Crosswalk, source: _Side, target: _Side
) -> Iterator[Finding]:
    """MAP005: only for a crosswalk that lists gaps at all; a team's own table need not be complete.

    Reasons are ours, OSCAL has no place for them.
    """
    mapped = _used(crosswalk, source, target)
    sides = (
        (source, mapped[0], crosswalk.unmapped_sources, "source"),
        (target, mapped[1], crosswalk.unmapped_targets, "target"),
    )
    for side, used, unmapped, name in sides:
        listed = {gap.control for gap in unmapped}
        patterns = _patterns(document, crosswalk, name)
        for identity in side.controls if listed or patterns else ():
            if (
                identity not in used
                and identity not in listed
                and not any(fnmatch.fnmatchcase(identity, pattern) for pattern in patterns)
            ):
                yield make_finding(
                    "MAP005",
                    document.path,
                    f'the {name} "{identity}" is neither mapped nor listed as unmapped',
                    pointer=f"{_pointer(crosswalk)}/{name}-gap-summary",
                    hint="map it, or list it with a reason",
                )
        for gap in unmapped if crosswalk.is_graded else ():
            if not gap.reason.strip():
                yield make_finding(
                    "MAP005",
                    document.path,
                    f'"{gap.control}" is listed as unmapped without a reason',
                    pointer=gap.source.pointer,
                    hint="say why nothing helps",
                )


def _patterns(document: Document, crosswalk: Crosswalk, name: str) -> list[str]:
    """A gap-summary may also list controls by pattern."""
    summary = _node(document, _pointer(crosswalk)).get(f"{name}-gap-summary", {})
    return [
        match["pattern"]
        for item in summary.get("unmapped-controls", ())
        for match in item.get("matching", ())
        if "pattern" in match
    ]


def _judgement(document: Document, crosswalk: Crosswalk, target: _Side) -> Iterator[Finding]:
    """MAP006: each judgement can be checked; never two leads, and one at least where the crosswalk
    means to be complete.
    """
    baseline = target.baseline
    leads: dict[str, list[str]] = {}
    for item in crosswalk.maps:
        if not item.role:
            continue
        mine = leads.setdefault(item.requirement, [])
        mine += [item.source.pointer] if item.role == "lead" else []
        sound = all(
            value in words for _, value, words in _own_words(document, item)
        )  # else MAP002 has it
        for problem in list_doubts(item) if sound else ():
            yield make_finding(
                "MAP006",
                document.path,
                f"{item.criterion} to {_label(baseline, item.requirement)}: {problem}",
                pointer=item.source.pointer,
            )
    complete = bool(crosswalk.unmapped_sources or crosswalk.unmapped_targets)
    for identity, places in leads.items():
        if len(places) > 1 or (complete and not places):
            yield make_finding(
                "MAP006",
                document.path,
                f"{_label(baseline, identity)} has {len(places) or 'no'} lead"
                f" map{'s' if len(places) > 1 else ''}",
                pointer=places[1] if len(places) > 1 else f"{_pointer(crosswalk)}/maps",
                hint="exactly one map of a requirement is the lead",
            )


def _label(baseline: Baseline | None, identity: str) -> str:
    return baseline.by_id[identity].label if baseline and identity in baseline.by_id else identity


def _doubles(document: Document, crosswalk: Crosswalk) -> Iterator[Finding]:
    """MAP007: one map for each pair."""
    seen: dict[tuple[str, str], str] = {}
    for item in crosswalk.maps:
        pair = (item.criterion, item.requirement)
        if pair in seen and seen[pair] != item.source.pointer:
            yield make_finding(
                "MAP007",
                document.path,
                f"a second map from {item.criterion} to {item.requirement}",
                pointer=item.source.pointer,
                hint=f"the first is at {seen[pair]}",
            )
        seen.setdefault(pair, item.source.pointer)


def both_views(facts: RuleInput) -> Iterator[Finding]:
    """MAP008: a profile that says which crosswalk it is made from has the links that the maps have,
    and no other.
    """
    made_from = [
        (
            document,
            {
                link["href"]
                for link in document.body.get("metadata", {}).get("links", ())
                if link.get("rel") == FROM
            },
        )
        for document in facts.workspace.documents
        if document.model == "profile"
        and document.tree is not None
        and not check_schema(document.model, document.tree)
    ]
    if not any(hrefs for _, hrefs in made_from):
        return
    pairs: dict[str, set[tuple[str, str]]] = {}
    for document, crosswalk in _crosswalks(facts):
        kept = {
            (item.requirement, item.criterion)
            for item in crosswalk.maps
            if item.relationship != NO_RELATIONSHIP
        }
        pairs.setdefault(f"trestle://{document.path}", set()).update(kept)
    for document, hrefs in made_from:
        known = [pairs[href] for href in sorted(hrefs) if href in pairs]
        if known:
            yield from _differences(document, set().union(*known), dict(_links(document)))


def _links(document: Document) -> Iterator[tuple[tuple[str, str], str]]:
    """Requirement and criterion of each link, with its pointer."""
    for index, alter in enumerate(document.body.get("modify", {}).get("alters", ())):
        for number, add in enumerate(alter.get("adds", ())):
            for place, link in enumerate(add.get("links", ())):
                if link.get("rel") == "related" and link["href"].startswith("#"):
                    yield (
                        (alter["control-id"], link["href"][1:]),
                        f"/profile/modify/alters/{index}/adds/{number}/links/{place}/href",
                    )


def _differences(
    document: Document, wanted: set[tuple[str, str]], links: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    for requirement, criterion in sorted(wanted - set(links)):
        yield make_finding(
            "MAP008",
            document.path,
            f"{requirement} has no link to {criterion}, which the crosswalk maps",
            pointer="/profile/modify",
            hint="build the profile again",
        )
    for pair in sorted(set(links) - wanted):
        yield make_finding(
            "MAP008",
            document.path,
            f"{pair[0]} links to {pair[1]}, which the crosswalk does not map",
            pointer=links[pair],
            hint="build the profile again",
        )


RULES: tuple[Rule, ...] = (crosswalks, both_views)
