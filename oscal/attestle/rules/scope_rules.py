"""BND010-BND013: inventory, components and description show each category as 170.19 asks.

That is 32 CFR 170.19(c)(1); they also give the same counts and names.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..codes import make_finding
from ..findings import Finding, Severity
from ..lazy_patterns import make_pattern
from ..model.components import Component
from ..model.inventory import Asset
from ..model.system import System
from ..model.workspace import Work
from .inventory_facts import read_counts, read_named_ranges
from .narrative_texts import NarrativeText, walk_narratives
from .rule_input import Rule, RuleInput, grade_scope, has_claims, list_claimed, locate_file

# category -> what its assets are called
CALLED: Mapping[str, str] = MappingProxyType(
    {
        "cui": "CUI",
        "spa": "security protection",
        "crma": "contractor risk managed",
        "specialized": "specialized",
        "out-of-scope": "out-of-scope",
    }
)
_IN_SCOPE = tuple(category for category in CALLED if category != "out-of-scope")
_HOLDS_CUI = ("cui", "specialized")
# Types of component that are no thing which could stand in an inventory
_ON_PAPER = (
    "policy",
    "process-procedure",
    "plan",
    "guidance",
    "standard",
    "validation",
    "interconnection",
)
# Types that stand somewhere: an inventory without them is incomplete whatever their category is
_PHYSICAL = ("hardware", "physical")
# Where a category may be shown; a file of these that cannot be read may well show it
_SCOPE_FILES = ("boundary.md", "network.md", "data-flow.md", "components")
# Words of asset names that say nothing of the asset: any text about a system has them
_COMMON_WORDS = frozenset({
    "asset", "assets", "system", "systems", "service", "services", "server", "servers",
    "cloud", "office", "data", "with", "main", "other",
})  # fmt: skip
# A word of a name: shorter ones are articles, prepositions and abbreviations of any text
_NAME_WORD = make_pattern(r"[^\W\d_]{4,}")
# A message names so many assets and counts the others
_MOST_NAMED = 8


def incomplete_inventory(facts: RuleInput) -> Iterator[Finding]:
    """BND010: the inventory has what 170.19 asks of each category.

    A component that is a thing has an asset; what is in scope belongs to a component; what handles
    CUI stands somewhere.
    """
    for work in facts.workspace.works:
        if facts.is_unread(work, "inventory.csv") or not work.system.assets:
            continue
        yield from _report_missing_assets(work)
        assets = [asset for asset in work.system.assets if asset.category in _IN_SCOPE]
        yield from _report_assets(
            work,
            [asset for asset in assets if not asset.component],
            "in scope without a component, so the plan does not say how it is treated",
            "name the component of each",
        )
        yield from _report_assets(
            work,
            [asset for asset in assets if _has_no_location(asset)],
            work.baseline.put_term("handling CUI, but where it stands is not said"),
            "fill in location",
        )


def empty_inventory(facts: RuleInput) -> Iterator[Finding]:
    """BND019: an inventory that is claimed, or that something in the scope needs, has rows.

    Where nothing is claimed yet the thing is a warning, and without one it is a note.
    """
    for work in facts.workspace.works:
        if facts.is_unread(work, "inventory.csv") or work.system.assets:
            continue
        rule = work.baseline.framework.structure
        claims = list_claimed(work, rule.inventory if rule else ())
        why = f"{claims[0]} is claimed" if claims else _explain_need(work.system)
        yield make_finding(
            "BND019",
            locate_file(work, "inventory.csv"),
            f"the inventory is empty, though {why}" if why else "the inventory is empty",
            severity=_grade_empty(work, why),
            hint="add a row for each asset; attestle import inventory takes a sheet",
        )


def _explain_need(system: System) -> str:
    """What there is that belongs into an inventory, in words; "" for nothing."""
    for component in system.components:
        if _is_expected(component):
            return f"{component.title} is in the scope"
    for provider in system.providers:
        if provider.cui:
            return f"{provider.title} handles what the plan protects"
    return ""


def _grade_empty(work: Work, why: str) -> Severity | None:
    if not why:
        return Severity.NOTE
    return grade_scope(work) or (None if has_claims(work) else Severity.WARNING)


def _report_missing_assets(work: Work) -> Iterator[Finding]:
    """Components that are things and have no row."""
    system = work.system
    used = {asset.component for asset in system.assets if asset.component}
    if used - system.component_by_slug.keys():
        return  # REF002 tells of a misspelt component, which may be any of those without a row
    for component in system.components:
        if component.slug not in used and _is_expected(component):
            yield make_finding(
                "BND010",
                component.source.path,
                f"{component.title} is {_name_category(work, component.category)} asset, but no row"
                " of inventory.csv belongs to it",
                line=component.source.line,
                owner=component.owner,
                severity=grade_scope(work),
                hint=f"add its assets with component {component.slug}",
            )


def _is_expected(component: Component) -> bool:
    """A service or software that only protects may be listed by its provider alone."""
    if component.category == "out-of-scope" or component.type in _ON_PAPER:
        return False
    if component.status != "operational":
        return False
    return component.type in _PHYSICAL or component.category in (*_HOLDS_CUI, "crma")


def _has_no_location(asset: Asset) -> bool:
    return asset.category in _HOLDS_CUI and bool(asset.cui) and not asset.location


def _report_assets(work: Work, assets: list[Asset], message: str, hint: str) -> Iterator[Finding]:
    """One finding per owner, at the first of the rows: a CMDB may have hundreds of them."""
    by_owner: dict[str, list[Asset]] = {}
    for asset in assets:
        by_owner.setdefault(asset.owner, []).append(asset)
    for owned in by_owner.values():
        more = f" and {len(owned) - _MOST_NAMED} more" if len(owned) > _MOST_NAMED else ""
        ids = ", ".join(asset.id for asset in owned[:_MOST_NAMED])
        finding = _report_asset(owned[0], "BND010", f"{ids}{more}: {message}", hint)
        yield replace(finding, severity=grade_scope(work) or finding.severity)


def _report_asset(asset: Asset, code: str, message: str, hint: str) -> Finding:
    return make_finding(
        code, asset.source.path, message, line=asset.source.line, owner=asset.owner, hint=hint
    )


def contradicting_category(facts: RuleInput) -> Iterator[Finding]:
    """BND011: the category of an asset fits that of its component.

    No asset handles CUI under a component that does not, and nothing is out of scope and in it.
    Parts of a CUI component may be less.
    """
    for work in facts.workspace.works:
        components = work.system.component_by_slug
        for asset in work.system.assets:
            component = components.get(asset.component)
            if component is not None and _has_other_category(asset, component):
                yield _report_asset(
                    asset,
                    "BND011",
                    f"{asset.id} is {_name_category(work, asset.category)} asset, its component"
                    f" {component.slug} {_name_category(work, component.category)} one",
                    "correct one of the two, or name another component",
                )


def _has_other_category(asset: Asset, component: Component) -> bool:
    if asset.category not in CALLED or component.category == asset.category:
        return False
    if "out-of-scope" in (asset.category, component.category):
        return True
    return asset.category == "cui" and component.category not in _HOLDS_CUI


def _name_category(work: Work, category: str) -> str:
    """With its article."""
    word = CALLED[category]
    return work.baseline.put_term(f"{'an' if word[0] in 'aeiou' else 'a'} {word}")


def hidden_category(facts: RuleInput) -> Iterator[Finding]:
    """BND012: a category that the inventory has is shown in boundary, network or data flow.

    By its name, or by a thing of it.
    """
    for work in facts.workspace.works:
        boundary = work.system.boundary
        if boundary is None or any(facts.is_unread(work, name) for name in _SCOPE_FILES):
            continue
        for category, assets in _list_hidden_categories(work):
            ids = ", ".join(asset.id for asset in assets[:_MOST_NAMED])
            yield make_finding(
                "BND012",
                boundary.source.path,
                f"the inventory has {work.baseline.put_term(CALLED[category])} assets ({ids}), but"
                " neither boundary, network nor data flow speaks of them",
                line=1,
                severity=grade_scope(work),
                hint="say where they stand, in text and picture",
            )


def _list_hidden_categories(work: Work) -> Iterator[tuple[str, list[Asset]]]:
    """Categories in scope, with their assets, that no word of the description stands for."""
    system = work.system
    description = _join_descriptions(system)
    if not description:
        return  # BND003 tells of a description that is empty
    for category in _IN_SCOPE:
        assets = [asset for asset in system.assets if asset.category == category]
        if assets and not any(word in description for word in _list_names(work, assets)):
            yield category, assets


def _join_descriptions(system: System) -> str:
    """Texts and pictures' descriptions of what has a text, for comparing without case."""
    texts: list[str] = []
    for part in (system.boundary, system.network, system.data_flow):
        if part is not None and part.text.strip():
            texts += [part.text, *(picture.alt for picture in part.diagrams)]
    return "\n".join(texts).casefold()


def _list_names(work: Work, assets: list[Asset]) -> set[str]:
    """Words by which a text may speak of the category of these assets.

    Its own names, components, and the telling words of its assets.
    """
    category = assets[0].category
    called = work.baseline.put_term(CALLED[category])
    words = {called, called.replace(" ", "-")}
    # "cui" alone says nothing of assets: every text of such a system has it
    words.add(f"{work.baseline.term} asset" if category == "cui" else category)
    for asset in assets:
        names = [asset.name]
        component = work.system.component_by_slug.get(asset.component)
        if component is not None:
            names += [component.title, asset.component.replace("-", " ")]
        for name in filter(None, names):
            words |= {name, *_list_telling_words(name)}
    return {word.casefold() for word in words}


def _list_telling_words(name: str) -> Iterator[str]:
    return (word for word in _NAME_WORD.findall(name) if word.casefold() not in _COMMON_WORDS)


def contradicting_counts(facts: RuleInput) -> Iterator[Finding]:
    """BND013: prose counts and names what the inventory counts and names.

    Where a row counts (`NAME, 12`, `app-01 to app-04`), or a text names one of a row.
    """
    for work in facts.workspace.works:
        if not facts.is_unread(work, "inventory.csv"):
            yield from _compare_texts(work)


def _compare_texts(work: Work) -> Iterator[Finding]:
    counts = read_counts(work.system.assets)
    ranges = read_named_ranges(work.system.assets)
    descriptions = (
        NarrativeText(component.source.path, component.description, owner=component.owner)
        for component in work.system.components
    )
    for place in itertools.chain(descriptions, walk_narratives(work)):
        # an answer may speak of a sample, so what it counts is left alone
        is_answer = "/controls/" in place.path
        for fact in ranges if is_answer else (*counts, *ranges):
            for mismatch in fact.find_mismatches(place.text):
                yield make_finding(
                    "BND013",
                    place.path,
                    mismatch.message,
                    line=place.find_line(mismatch.offset),
                    owner=place.owner,
                    hint=mismatch.hint,
                )


RULES: tuple[Rule, ...] = (
    incomplete_inventory,
    empty_inventory,
    contradicting_category,
    hidden_category,
    contradicting_counts,
)
