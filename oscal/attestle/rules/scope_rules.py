"""BND010-BND013: inventory, components and description show each asset category as 170.19 asks,
with the same counts and names.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..codes import make_finding
from ..findings import Finding
from ..model.system import Asset, Component, System
from ..model.workspace import Work
from .component_rules import prose_of
from .rule_input import Rule, RuleInput

# category -> what its assets are called
CALLED: Mapping[str, str] = MappingProxyType({
    "cui": "CUI", "spa": "security protection", "crma": "contractor risk managed", "specialized": "specialized", "out-of-scope": "out-of-scope",
})  # fmt: skip
# what is no thing that could stand in an inventory
_ON_PAPER = (
    "policy",
    "process-procedure",
    "plan",
    "guidance",
    "standard",
    "validation",
    "interconnection",
)
# what stands somewhere: an inventory without it is incomplete whatever its category is
_PHYSICAL = ("hardware", "physical")
_HOLDS_CUI = ("cui", "specialized")
_COMMON = frozenset(
    {
        "asset",
        "assets",
        "system",
        "systems",
        "service",
        "services",
        "server",
        "servers",
        "cloud",
        "office",
        "data",
        "with",
        "main",
        "other",
    }
)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
          "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_COUNTED = re.compile(r"(?P<name>[^,(]*?\w)\s*,\s*(?P<number>\d{1,5})\s*\Z")
_RANGE = re.compile(
    r"(?<![\w-])(?P<stem>[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)-(?P<first>\d{1,4}) to"
    r" (?P=stem)-(?P<last>\d{1,4})(?!\w)"
)
_ASSET_ID = re.compile(r"(?P<stem>[A-Z]{2,}(?:-[A-Z]+)*-)(?P<number>\d{2,})\Z")
_MOST = 8


def incomplete_inventory(facts: RuleInput) -> Iterator[Finding]:
    """BND010: a component that is a thing has an asset; what is in scope belongs to a component;
    what handles CUI stands somewhere.
    """
    for work in facts.workspace.works:
        if facts.is_unread(work, "inventory.csv") or not work.system.assets:
            continue
        used = {item.component for item in work.system.assets if item.component}
        misspelt = (
            used - work.system.component_by_slug.keys()
        )  # REF002 tells; it may mean any of them
        for item in work.system.components if not misspelt else ():
            if item.slug not in used and _is_expected(item):
                yield make_finding(
                    "BND010",
                    item.source.path,
                    f"{item.title} is a {CALLED[item.category]} asset, but no row of inventory.csv"
                    " belongs to it",
                    line=item.source.line,
                    owner=item.owner,
                    hint=f"add its assets with component {item.slug}",
                )
        scoped = [
            asset
            for asset in work.system.assets
            if asset.category in CALLED and asset.category != "out-of-scope"
        ]
        unplaced = [asset for asset in scoped if not asset.component]
        yield from _together(
            unplaced,
            "in scope without a component, so the plan does not say how it is treated",
            "name the component of each",
        )
        lost = [
            asset
            for asset in scoped
            if asset.category in _HOLDS_CUI and asset.cui and not asset.location
        ]
        yield from _together(
            lost, "handling CUI, but where it stands is not said", "fill in location"
        )


def _together(assets: list[Asset], message: str, hint: str) -> Iterator[Finding]:
    """One finding per owner, at the first of the rows: an inventory from a CMDB may have hundreds."""
    by_owner: dict[str, list[Asset]] = {}
    for asset in assets:
        by_owner.setdefault(asset.owner, []).append(asset)
    for mine in by_owner.values():
        more = f" and {len(mine) - _MOST} more" if len(mine) > _MOST else ""
        yield _asset(
            mine[0],
            "BND010",
            f"{', '.join(asset.id for asset in mine[:_MOST])}{more}: {message}",
            hint,
        )


def _is_expected(item: Component) -> bool:
    """A service or software that only protects may be listed by its provider alone."""
    if item.category == "out-of-scope" or item.type in _ON_PAPER or item.status != "operational":
        return False
    return item.type in _PHYSICAL or item.category in (*_HOLDS_CUI, "crma")


def _asset(asset: Asset, code: str, message: str, hint: str) -> Finding:
    return make_finding(
        code, asset.source.path, message, line=asset.source.line, owner=asset.owner, hint=hint
    )


def other_category(facts: RuleInput) -> Iterator[Finding]:
    """BND011: no asset handles CUI under a component that does not, and nothing is out of scope and
    in it. Parts of a CUI component may be less.
    """
    for work in facts.workspace.works:
        known = work.system.component_by_slug
        for asset in work.system.assets:
            component = known.get(asset.component)
            if (
                component is None
                or asset.category not in CALLED
                or component.category == asset.category
            ):
                continue
            holds = asset.category == "cui" and component.category not in _HOLDS_CUI
            if holds or "out-of-scope" in (asset.category, component.category):
                message = (
                    f"{asset.id} is {_article(asset.category)} asset, its component"
                    f" {component.slug} {_article(component.category)} one"
                )
                yield _asset(
                    asset, "BND011", message, "correct one of the two, or name another component"
                )


def _article(category: str) -> str:
    word = CALLED[category]
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def hidden_category(facts: RuleInput) -> Iterator[Finding]:
    """BND012: a category that the inventory has is somewhere in boundary, network or data flow: by
    its name, or by a thing of it.
    """
    for work in facts.workspace.works:
        system = work.system
        parts = [
            part
            for part in (system.boundary, system.network, system.data_flow)
            if part is not None and part.text.strip()
        ]
        if (
            system.boundary is None
            or not parts
            or any(
                facts.is_unread(work, name)
                for name in ("boundary.md", "network.md", "data-flow.md", "components")
            )
        ):
            continue
        told = "\n".join(
            text
            for part in parts
            for text in (part.text, *(picture.alt for picture in part.diagrams))
        ).casefold()
        for category in [name for name in CALLED if name != "out-of-scope"]:
            mine = [asset for asset in system.assets if asset.category == category]
            if mine and not any(word in told for word in _names(system, category, mine)):
                ids = ", ".join(asset.id for asset in mine[:_MOST])
                message = (
                    f"the inventory has {CALLED[category]} assets ({ids}), but neither boundary,"
                    " network nor data flow speaks of them"
                )
                yield make_finding(
                    "BND012",
                    system.boundary.source.path,
                    message,
                    line=1,
                    hint="say where they stand, in text and picture",
                )


def _names(system: System, category: str, assets: list[Asset]) -> set[str]:
    """Words by which a text may speak of a category: its own names, components, and the telling
    words of its assets.
    """
    words = {
        CALLED[category],
        CALLED[category].replace(" ", "-"),
        category if category != "cui" else "cui asset",
    }
    components = system.component_by_slug
    for asset in assets:
        names = [asset.name] + (
            [components[asset.component].title, asset.component.replace("-", " ")]
            if asset.component in components
            else []
        )
        words |= {name for name in names if name}
        words |= {
            word
            for name in names
            for word in re.findall(r"[^\W\d_]{4,}", name)
            if word.casefold() not in _COMMON
        }
    return {word.casefold() for word in words}


def other_counts(facts: RuleInput) -> Iterator[Finding]:
    """BND013: where prose counts what an inventory row counts (`NAME, 12`, `app-01 to app-04`), or
    names one of a row, it says the same.
    """
    for work in facts.workspace.works:
        if facts.is_unread(work, "inventory.csv"):
            continue
        assets = work.system.assets
        counted = _counted(assets)
        ranges = {
            match["stem"]: (int(match["first"]), int(match["last"]))
            for asset in assets
            for match in _RANGE.finditer(asset.name)
        }
        yield from _told(work, counted, ranges, _ids(assets))


def _counted(assets: tuple[Asset, ...]) -> dict[str, list[int]]:
    """The last two words of each counted name, such as `container hosts`, with the counts that rows
    give.
    """
    found: dict[str, list[int]] = {}
    for asset in assets:
        number = _COUNTED.match(asset.name)
        span = _RANGE.search(asset.name)
        if number:
            name, count = number["name"], int(number["number"])
        elif span:
            name, count = asset.name[: span.start()], int(span["last"]) - int(span["first"]) + 1
        else:
            continue
        words = re.split(r" (?:of|for|in|with|at|on|under|from|without) ", name.strip().casefold())[
            0
        ].split()
        if len(words) >= 2 and words[-1].endswith("s"):
            found.setdefault(" ".join(words[-2:]), []).append(count)
    return found


def _ids(assets: tuple[Asset, ...]) -> dict[str, set[str]]:
    """Ids by their letters, where at least three rows have the same."""
    found: dict[str, set[str]] = {}
    for asset in assets:
        match = _ASSET_ID.match(asset.id)
        if match:
            found.setdefault(match["stem"], set()).add(asset.id)
    return {stem: ids for stem, ids in found.items() if len(ids) >= 3}


def _told(
    work: Work,
    counted: Mapping[str, list[int]],
    ranges: Mapping[str, tuple[int, int]],
    ids: Mapping[str, set[str]],
) -> Iterator[Finding]:
    searches = [
        (
            re.compile(
                rf"(?<![\w.,-])({'|'.join(_WORDS)}|\d{{1,5}}) {re.escape(name)}(?!\w)", re.I
            ),
            name,
            _sums(counts),
        )
        for name, counts in counted.items()
    ]
    hosts = [
        (re.compile(rf"(?<![\w-]){re.escape(stem)}-(\d{{1,4}})(?![\w-])"), stem, *span)
        for stem, span in ranges.items()
    ]
    marks = [
        (re.compile(rf"(?<![\w-]){re.escape(stem)}\d{{2,}}(?![\w-])"), known)
        for stem, known in ids.items()
    ]
    descriptions = [
        (item.source.path, item.description, None, item.owner) for item in work.system.components
    ]
    places = [(place.path, place.text, place, place.owner) for place in prose_of(work)]
    for path, text, place, owner in itertools.chain(descriptions, places):
        said: list[tuple[int, str, str]] = []
        for pattern, name, allowed in (
            searches if "/controls/" not in path else ()
        ):  # an answer may speak of a sample
            for match in pattern.finditer(text):
                number = _number(match[1])
                if number not in allowed:
                    said.append(
                        (
                            match.start(),
                            f'"{match[0]}", but the inventory counts {_some(counted[name])}',
                            "correct the text or the row",
                        )
                    )
        for pattern, stem, first, last in hosts:
            said += [
                (
                    match.start(),
                    (
                        f"{match[0]} is named, but the inventory has {stem}-{first:02} to"
                        f" {stem}-{last:02}"
                    ),
                    "correct the text or the row",
                )
                for match in pattern.finditer(text)
                if not first <= int(match[1]) <= last
            ]
        for pattern, known in marks:
            said += [
                (
                    match.start(),
                    f"{match[0]} is named, but no row of the inventory has that id",
                    "correct the id, or add the asset",
                )
                for match in pattern.finditer(text)
                if match[0] not in known
            ]
        for offset, message, hint in said:
            yield make_finding(
                "BND013",
                path,
                message,
                line=place.line_of(offset) if place else None,
                owner=owner,
                hint=hint,
            )


def _sums(counts: list[int]) -> set[int]:
    """Every count that some of the rows add up to: a text may speak of all of them or of a few."""
    counts = counts[:_MOST]
    return {
        sum(some)
        for size in range(1, len(counts) + 1)
        for some in itertools.combinations(counts, size)
    }


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.index(word.lower())


def _some(counts: list[int]) -> str:
    return " and ".join(str(count) for count in counts[:_MOST])


RULES: tuple[Rule, ...] = (incomplete_inventory, other_category, hidden_category, other_counts)
