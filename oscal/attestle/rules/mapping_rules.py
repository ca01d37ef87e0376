"""MAP001-MAP008: a crosswalk names what exists, in legal words; figures, gaps and profile agree."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping

from ..codes import make_finding
from ..findings import Finding
from ..model.baseline import Requirement
from ..model.crosswalk_maps import (
    GRADES,
    NO_RELATIONSHIP,
    RATIONALES,
    RELATIONSHIPS,
    ROLES,
    Map,
    list_doubts,
)
from ..model.workspace import Document
from ..nearest import suggest_words
from .mapped_resources import (
    MappedResource,
    MappingSide,
    ResolvedMapping,
    is_valid,
    walk_crosswalks,
    walk_mappings,
)
from .resolved_sources import doubt_reference, find_document, find_reference, is_kind, report_doubt
from .rule_input import Rule, RuleInput

# Name, value and legal values
_Word = tuple[str, str, tuple[str, ...]]
_OSCAL = "http://csrc.nist.gov/ns/oscal"
_SPACE = "urn:attestle:oscal"
FROM = "source-crosswalk"  # the link of a profile to the crosswalk it is made from
# Coverage is written with four decimals
_SMALLEST_DIFFERENCE = 0.0001


def inconsistent_crosswalk(facts: RuleInput) -> Iterator[Finding]:
    """MAP001-MAP007 and REF008, in one pass over each mapping."""
    for mapping in walk_mappings(facts):
        yield from _check_resources(facts, mapping)
        yield from _check_ids(mapping)
        yield from _check_words(mapping)
        yield from _check_objectives(mapping)
        yield from _check_gaps(mapping)
        yield from _check_completeness(mapping)
        yield from _check_doubts(mapping)
        yield from _check_leads(mapping)
        yield from _check_doubles(mapping)


def _check_resources(facts: RuleInput, mapping: ResolvedMapping) -> Iterator[Finding]:
    """REF008: what is mapped from and to is there, and is a catalog or a profile."""
    for side in mapping.sides:
        href = side.resource.href
        pointer = f"{mapping.pointer}/{side.name}-resource/href"
        doubt = doubt_reference(facts.workspace, href, mapping.document)
        if doubt is not None:
            yield report_doubt(mapping.document, doubt, pointer)
            continue
        other = find_document(facts.workspace, href, mapping.document)
        if other is None:
            what = "leads to no document of the workspace"
        elif not is_kind(other, "profile"):
            what = f"leads to a {other.model}, not to a catalog or profile"
        else:
            continue
        yield make_finding(
            "REF008",
            mapping.document.path,
            f'the {side.name}-resource "{href}" {what}',
            pointer=pointer,
        )


def _check_ids(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP001: maps and gap-summaries name controls of the resources."""
    for pair in mapping.crosswalk.maps:
        for side, identity in (
            (mapping.source, pair.criterion),
            (mapping.target, pair.requirement),
        ):
            if side.resource.find_control(identity) not in side.resource.controls:
                pointer = f"{pair.source.pointer}/{side.name}s"
                yield from _report_unknown(mapping, side.resource, identity, pointer)
    for side in mapping.sides:
        for gap in side.unmapped:
            if gap.control not in side.resource.controls:
                yield from _report_unknown(mapping, side.resource, gap.control, gap.source.pointer)


def _report_unknown(
    mapping: ResolvedMapping, resource: MappedResource, identity: str, pointer: str
) -> Iterator[Finding]:
    """Nothing, where the resource is not at hand."""
    if resource.controls:
        yield make_finding(
            "MAP001",
            mapping.document.path,
            f'"{identity}" is not in {resource.href}',
            pointer=pointer,
            hint=suggest_words(identity, resource.controls),
        )


def _check_words(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP002: relationship and rationale are words of OSCAL, which no schema holds.

    Role and reuse are words of ours. A map that names another namespace has relationships of its
    own.
    """
    for pair in mapping.crosswalk.maps:
        pointer = pair.source.pointer
        words: list[_Word] = [("matching-rationale", pair.matching, RATIONALES)]
        if mapping.read_node(pair).get("ns", _OSCAL) == _OSCAL:
            words.insert(0, ("relationship", pair.relationship, RELATIONSHIPS))
        for name, value, legal in words:
            if value not in legal:
                yield make_finding(
                    "MAP002",
                    mapping.document.path,
                    f'"{value}" is no {name}',
                    pointer=f"{pointer}/{name}",
                    hint=suggest_words(value, legal),
                )
        for name, value, legal in _walk_own_words(mapping, pair):
            if value not in legal:
                yield make_finding(
                    "MAP002",
                    mapping.document.path,
                    f'"{value}" is no {name} of a map',
                    pointer=pointer,
                    hint=suggest_words(value, legal),
                )


def _walk_own_words(mapping: ResolvedMapping, pair: Map) -> Iterator[_Word]:
    """Those of the props of our namespace."""
    for prop in mapping.read_node(pair).get("props", ()):
        if prop.get("ns") == _SPACE and prop["name"] == "role":
            yield "role", prop["value"], ROLES
        if prop.get("ns") == _SPACE and prop["name"] == "reuse":
            yield "reuse", prop["value"], tuple(GRADES)


def _check_objectives(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP003: letters exist, each is named once, and coverage is their share."""
    baseline = mapping.target.resource.baseline
    if baseline is None:
        return
    for pair in mapping.crosswalk.maps:
        requirement = baseline.by_id.get(pair.requirement)
        # what has no role is a map of another tool, which names no letters
        if requirement is not None and requirement.objectives and pair.role:
            yield from _check_letters(mapping, pair, requirement)
            yield from _check_coverage(mapping, pair, requirement)


def _check_letters(
    mapping: ResolvedMapping, pair: Map, requirement: Requirement
) -> Iterator[Finding]:
    known = [objective.letter for objective in requirement.objectives]
    named = (*pair.letters, *pair.contributes)
    for letter in named:
        if letter not in known:
            yield make_finding(
                "MAP003",
                mapping.document.path,
                f'{requirement.label} has no objective "{letter}"',
                pointer=pair.source.pointer,
                hint=f"its letters are {', '.join(known)}",
            )
        elif max(pair.letters.count(letter), pair.contributes.count(letter)) > 1:
            yield make_finding(
                "MAP003",
                mapping.document.path,
                f"{pair.criterion} to {requirement.label} names [{letter}] twice",
                pointer=pair.source.pointer,
            )


def _check_coverage(
    mapping: ResolvedMapping, pair: Map, requirement: Requirement
) -> Iterator[Finding]:
    total = len(requirement.objectives)
    share = len(pair.letters) / total
    if pair.coverage is None:
        stated, pointer = "no coverage is stated for", pair.source.pointer
    elif abs(pair.coverage - share) > _SMALLEST_DIFFERENCE:
        stated = f"the coverage {pair.coverage} is not"
        pointer = f"{pair.source.pointer}/coverage"
    else:
        return
    yield make_finding(
        "MAP003",
        mapping.document.path,
        f"{pair.criterion} to {requirement.label}: {stated} {len(pair.letters)} of {total}"
        " objectives",
        pointer=pointer,
        hint=f"write {round(share, 4)}",
    )


def _check_gaps(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP004: what is mapped is not in a gap-summary."""
    for side in mapping.sides:
        used = side.list_used()
        for gap in side.unmapped:
            if gap.control in used:
                yield make_finding(
                    "MAP004",
                    mapping.document.path,
                    f'"{gap.control}" is mapped and listed as unmapped',
                    pointer=gap.source.pointer,
                    hint="take it out of the gap-summary",
                )


def _check_completeness(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP005: only for a crosswalk that lists gaps at all.

    A team's own table need not be complete. Reasons are ours, OSCAL has no place for them.
    """
    for side in mapping.sides:
        for identity in _list_left_out(mapping, side):
            yield make_finding(
                "MAP005",
                mapping.document.path,
                f'the {side.name} "{identity}" is neither mapped nor listed as unmapped',
                pointer=f"{mapping.pointer}/{side.name}-gap-summary",
                hint="map it, or list it with a reason",
            )
        for gap in side.unmapped if mapping.crosswalk.is_graded else ():
            if not gap.reason.strip():
                yield make_finding(
                    "MAP005",
                    mapping.document.path,
                    f'"{gap.control}" is listed as unmapped without a reason',
                    pointer=gap.source.pointer,
                    hint="say why nothing helps",
                )


def _list_left_out(mapping: ResolvedMapping, side: MappingSide) -> list[str]:
    """Controls that are neither mapped nor in the gap-summary, if there is one."""
    listed = {gap.control for gap in side.unmapped}
    patterns = mapping.list_gap_patterns(side)
    if not listed and not patterns:
        return []
    accounted = listed | side.list_used()
    return [
        identity
        for identity in side.resource.controls
        if identity not in accounted
        and not any(fnmatch.fnmatchcase(identity, pattern) for pattern in patterns)
    ]


def _check_doubts(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP006: each judgement can be checked."""
    for pair in mapping.crosswalk.maps:
        # a map of another tool judges nothing; of an illegal word MAP002 has told
        legal = all(value in words for _, value, words in _walk_own_words(mapping, pair))
        for problem in list_doubts(pair) if pair.role and legal else ():
            label = mapping.target.resource.find_label(pair.requirement)
            yield make_finding(
                "MAP006",
                mapping.document.path,
                f"{pair.criterion} to {label}: {problem}",
                pointer=pair.source.pointer,
            )


def _check_leads(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP006: never two leads, and one at least where the crosswalk means to be complete."""
    leads: dict[str, list[str]] = {}
    for pair in mapping.crosswalk.maps:
        if pair.role:
            pointers = leads.setdefault(pair.requirement, [])
            pointers += [pair.source.pointer] if pair.role == "lead" else []
    complete = bool(mapping.source.unmapped or mapping.target.unmapped)
    for identity, pointers in leads.items():
        label = mapping.target.resource.find_label(identity)
        if len(pointers) > 1:
            message, pointer = f"{label} has {len(pointers)} lead maps", pointers[1]
        elif complete and not pointers:
            message, pointer = f"{label} has no lead map", f"{mapping.pointer}/maps"
        else:
            continue
        yield make_finding(
            "MAP006",
            mapping.document.path,
            message,
            pointer=pointer,
            hint="exactly one map of a requirement is the lead",
        )


def _check_doubles(mapping: ResolvedMapping) -> Iterator[Finding]:
    """MAP007: one map for each pair."""
    seen: dict[tuple[str, str], str] = {}
    for pair in mapping.crosswalk.maps:
        # a map of several sources and targets is read as several, which have one place
        first = seen.setdefault((pair.criterion, pair.requirement), pair.source.pointer)
        if first != pair.source.pointer:
            yield make_finding(
                "MAP007",
                mapping.document.path,
                f"a second map from {pair.criterion} to {pair.requirement}",
                pointer=pair.source.pointer,
                hint=f"the first is at {first}",
            )


_Pair = tuple[str, str]  # requirement and criterion


def differing_profile_links(facts: RuleInput) -> Iterator[Finding]:
    """MAP008: a profile that is made from a crosswalk has the links that the maps have.

    And no other. It says itself which one it is made from.
    """
    profiles = [
        (document, _list_crosswalk_paths(facts, document))
        for document in facts.workspace.documents
        if is_valid(document, "profile")
    ]
    if not any(paths for _, paths in profiles):
        return
    pairs = _list_pairs(facts)
    for document, paths in profiles:
        known = [pairs[path] for path in sorted(paths) if path in pairs]
        if known:
            yield from _compare_links(document, set().union(*known), dict(_walk_links(document)))


def _list_crosswalk_paths(facts: RuleInput, document: Document) -> set[str]:
    links = document.body.get("metadata", {}).get("links", ())
    hrefs = [link["href"] for link in links if link.get("rel") == FROM]
    paths = (find_reference(facts.workspace, href, document).path for href in hrefs)
    return {path for path in paths if path is not None}


def _list_pairs(facts: RuleInput) -> dict[str, set[_Pair]]:
    """What each crosswalk, by its path, relates to each other."""
    pairs: dict[str, set[_Pair]] = {}
    for document, crosswalk in walk_crosswalks(facts):
        related = pairs.setdefault(document.path, set())
        for pair in crosswalk.maps:
            if pair.relationship != NO_RELATIONSHIP:
                related.add((pair.requirement, pair.criterion))
    return pairs


def _walk_links(document: Document) -> Iterator[tuple[_Pair, str]]:
    """Requirement and criterion of each link, with its pointer."""
    for index, alter in enumerate(document.body.get("modify", {}).get("alters", ())):
        for number, add in enumerate(alter.get("adds", ())):
            for place, link in enumerate(add.get("links", ())):
                if link.get("rel") == "related" and link["href"].startswith("#"):
                    yield (
                        (alter.get("control-id", ""), link["href"][1:]),
                        f"/profile/modify/alters/{index}/adds/{number}/links/{place}/href",
                    )


def _compare_links(
    document: Document, wanted: set[_Pair], links: Mapping[_Pair, str]
) -> Iterator[Finding]:
    for requirement, criterion in sorted(wanted - links.keys()):
        yield make_finding(
            "MAP008",
            document.path,
            f"{requirement} has no link to {criterion}, which the crosswalk maps",
            pointer="/profile/modify",
            hint="build the profile again",
        )
    for link in sorted(links.keys() - wanted):
        yield make_finding(
            "MAP008",
            document.path,
            f"{link[0]} links to {link[1]}, which the crosswalk does not map",
            pointer=links[link],
            hint="build the profile again",
        )


RULES: tuple[Rule, ...] = (inconsistent_crosswalk, differing_profile_links)
