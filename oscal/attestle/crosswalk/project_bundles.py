"""Open objectives bundled into the pieces of work that a team would run,
in the order to run them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..assess.system_status import find_score_rule
from ..formats.project_table import read_project_rules
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Requirement
from ..model.crosswalk_maps import Reuse
from ..model.project_rules import ProjectRule, ProjectRules
from .gap_figures import OpenWork, list_open_work
from .gaps import GapReport, ObjectiveGap, RequirementGap
from .projects import Project, find_most_common, join_completions

# How much more a class is than a small one, only to bring projects into an order
EFFORT_WEIGHTS: Mapping[str, int] = MappingProxyType({"small": 1, "medium": 2, "large": 4})
# So much work together is a large piece, and so little a small one
_LARGE_FROM, _SMALL_TO = 8, 1.5
# What takes the whole score away goes before every number of points
_WHOLE_SCORE = 1000
# The budget of work that no rule of ours bundles
_USUAL_BUDGET = "internal labour"
# Reuse with which what closes the objective serves the SOC 2 programme too
_SERVES_BOTH = (Reuse.STRONG, Reuse.PARTIAL)


@dataclass(frozen=True, slots=True)
class ProjectShare:
    """What of a requirement a project closes. `has_points` says that the points of the requirement
    are counted here and in no other project.
    """

    gap: RequirementGap
    objectives: tuple[ObjectiveGap, ...]
    work: OpenWork
    has_points: bool


@dataclass(frozen=True, slots=True)
class BundledProject:
    """A piece of work. `after` are ids of other open projects; `opens_score` says that without it
    there is no score; `points` are those that the open requirements counted here take off a score.
    """

    order: int
    id: str
    title: str
    budget: str
    after: tuple[str, ...]
    shares: tuple[ProjectShare, ...]
    opens_score: bool
    effort: str
    effort_because: str
    artifact: str
    completion: str

    @property
    def points(self) -> int:
        return sum(share.work.points or 0 for share in self.shares if share.has_points)

    @property
    def works(self) -> tuple[Project, ...]:
        """What it is made of, requirement by requirement."""
        return tuple(share.gap.project for share in self.shares if share.gap.project)

    @property
    def owner(self) -> str:
        return find_most_common(item.owner for item in self.works)

    @property
    def systems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for item in self.works for name in item.systems))

    @property
    def poam(self) -> tuple[str, ...]:
        """Slugs of the open items that plan something of it."""
        return tuple(dict.fromkeys(item.poam for item in self.works if item.poam))

    @property
    def objectives(self) -> tuple[ObjectiveGap, ...]:
        return tuple(entry for share in self.shares for entry in share.objectives)

    @property
    def serving_both(self) -> int:
        """Objectives that SOC 2 evidence reaches: what closes them serves that programme too."""
        return sum(entry.reuse in _SERVES_BOTH for entry in self.objectives)


@dataclass(slots=True)
class _Bundle:
    """A rule and what is open under it, while projects are still being joined."""

    rule: ProjectRule
    title: str
    entries: list[tuple[OpenWork, ObjectiveGap]]


def bundle_projects(report: GapReport, rules: ProjectRules | None = None) -> list[BundledProject]:
    """Every open objective in exactly one project; first what nothing else has to wait for and
    what gives most points for its effort.
    """
    table = rules or read_project_rules()
    bundles = _join_singles(_group_objectives(report, table), table)
    holders = _choose_holders(bundles)
    score = find_score_rule(report.baseline)
    plan = score.plan if score else ""
    made = {key: _make_project(item, plan, holders, bundles) for key, item in bundles.items()}
    return [_use_term(item, report.baseline) for item in _order_projects(made)]


def _use_term(item: BundledProject, baseline: Baseline) -> BundledProject:
    """The table speaks of CUI; a profile may be about other information."""
    return replace(
        item,
        title=baseline.put_term(item.title),
        artifact=baseline.put_term(item.artifact),
        completion=baseline.put_term(item.completion),
    )


def _group_objectives(report: GapReport, rules: ProjectRules) -> dict[str, _Bundle]:
    """By id of the rule, in the order of the table; families that it does not know behind it."""
    found: dict[str, _Bundle] = {}
    for work in sorted(list_open_work(report), key=lambda item: item.gap.requirement.sort_id):
        for entry in work.gap.open_objectives:
            rule = _find_rule(work.gap.requirement, entry, rules)
            bundle = found.setdefault(rule.id, _Bundle(rule, rule.title, []))
            bundle.entries.append((work, entry))
    places = {item.id: place for place, item in enumerate(rules.projects)}
    return dict(sorted(found.items(), key=lambda pair: places.get(pair[0], len(places))))


def _find_rule(requirement: Requirement, entry: ObjectiveGap, rules: ProjectRules) -> ProjectRule:
    """Its own rule, its requirement's, else one for the family of a framework without rules."""
    labels = (entry.objective.label, requirement.label)
    known = next((rules.by_label[label] for label in labels if label in rules.by_label), None)
    if known:
        return known
    title = requirement.family_title or requirement.family
    name = f"family-{requirement.family.lower()}"
    return ProjectRule(name, title, name, _USUAL_BUDGET, (), (), "", "")


def _join_singles(bundles: dict[str, _Bundle], rules: ProjectRules) -> dict[str, _Bundle]:
    """No project has one objective while a related one is open."""
    for key in [key for key, item in bundles.items() if len(item.entries) == 1]:
        single = bundles[key]
        if len(single.entries) > 1:  # another has joined it
            continue
        others = [item for other, item in bundles.items() if other != key]
        if target := _find_related(single, others, rules):
            target.entries += single.entries
            target.title = rules.areas.get(target.rule.area, target.title)
            del bundles[key]
    return bundles


def _find_related(
    single: _Bundle, others: Sequence[_Bundle], rules: ProjectRules
) -> _Bundle | None:
    """What has more of the requirement, else the largest of the most closely related area."""
    requirement = single.entries[0][0].gap.requirement
    same = [
        item
        for item in others
        if any(work.gap.requirement is requirement for work, _ in item.entries)
    ]
    found = [same] + [
        [item for item in others if item.rule.area == area]
        for area in _list_related_areas(single.rule, requirement, rules)
    ]
    related = next(filter(None, found), [])
    return max(related, key=lambda item: len(item.entries), default=None)


def _list_related_areas(
    rule: ProjectRule, requirement: Requirement, rules: ProjectRules
) -> Iterator[str]:
    """Its own area, where the rest of its requirement stands, and what is near to one of them."""
    labels = (requirement.label, *(unit.label for unit in requirement.units))
    areas = dict.fromkeys(
        (rule.area, *(rules.by_label[label].area for label in labels if label in rules.by_label))
    )
    yield from areas
    for area in areas:
        yield from rules.near.get(area, ())


def _choose_holders(bundles: Mapping[str, _Bundle]) -> dict[str, str]:
    """By requirement the project that counts its points: the one with most that is open of it,
    and of those the last, without which it is not closed.
    """
    counts: dict[str, dict[str, int]] = {}
    for key, item in bundles.items():
        for work, _ in item.entries:
            of_it = counts.setdefault(work.gap.requirement.label, {})
            of_it[key] = of_it.get(key, 0) + 1
    return {label: max(reversed(of_it), key=of_it.__getitem__) for label, of_it in counts.items()}


def _make_project(
    bundle: _Bundle, plan: str, holders: Mapping[str, str], bundles: Mapping[str, _Bundle]
) -> BundledProject:
    """`plan` is the requirement without which there is no score, "" where there is none."""
    key = bundle.rule.id
    shares = tuple(_list_shares(key, bundle, holders))
    effort, because = _weigh_effort(shares)
    artifact, completion = _describe_result(bundle, shares)
    return BundledProject(
        order=0,
        id=key,
        title=bundle.title,
        budget=bundle.rule.budget,
        after=tuple(name for name in bundle.rule.after if name in bundles),
        shares=shares,
        opens_score=any(
            share.has_points and share.gap.requirement.label == plan for share in shares
        ),
        effort=effort,
        effort_because=because,
        artifact=artifact,
        completion=completion,
    )


def _describe_result(bundle: _Bundle, shares: Sequence[ProjectShare]) -> tuple[str, str]:
    """Artifact and completion criteria: the rule's, or of what was joined those of each part."""
    if bundle.title == bundle.rule.title and bundle.rule.artifact:
        return bundle.rule.artifact, bundle.rule.completion
    works = [
        (share.gap.requirement.label, share.gap.project) for share in shares if share.gap.project
    ]
    artifacts = dict.fromkeys(item.artifact for _, item in works)
    return "; ".join(artifacts), join_completions((label, item.completion) for label, item in works)


def _list_shares(key: str, bundle: _Bundle, holders: Mapping[str, str]) -> Iterator[ProjectShare]:
    by_label: dict[str, list[tuple[OpenWork, ObjectiveGap]]] = {}
    for work, entry in bundle.entries:
        by_label.setdefault(work.gap.requirement.label, []).append((work, entry))
    for label, pairs in by_label.items():
        work = pairs[0][0]
        entries = tuple(entry for _, entry in pairs)
        yield ProjectShare(work.gap, entries, work, holders[label] == key)


def _weigh_effort(shares: Iterable[ProjectShare]) -> tuple[str, str]:
    """By the classes of its requirements, each as far as its objectives are here."""
    planned = [(share, share.gap.project) for share in shares if share.gap.project]
    total = sum(
        EFFORT_WEIGHTS[made.effort] * len(share.objectives) / len(share.gap.open_objectives)
        for share, made in planned
    )
    efforts = [made.effort for _, made in planned]
    counted = ", ".join(
        f"{efforts.count(name)} {name}" for name in EFFORT_WEIGHTS if name in efforts
    )
    because = f"{len(efforts)} requirement{'s' if len(efforts) != 1 else ''}: {counted}"
    if total >= _LARGE_FROM:
        return "large", because
    return ("small" if total <= _SMALL_TO else "medium"), because


def _order_projects(made: Mapping[str, BundledProject]) -> Iterator[BundledProject]:
    """Of those that wait for nothing any more the one with most points for its effort."""
    ranks = {key: _rank_project(item, made.values()) for key, item in made.items()}
    left = dict(made)
    while left:
        ready = [item for item in left.values() if not any(name in left for name in item.after)]
        # the sort is stable: of equals the first in the table
        chosen = max(ready or left.values(), key=lambda item: ranks[item.id])
        del left[chosen.id]
        yield replace(chosen, order=len(made) - len(left))


def _rank_project(item: BundledProject, projects: Iterable[BundledProject]) -> float:
    """Points for the effort, with those of the projects that wait for it."""
    together = [item, *(other for other in projects if item.id in other.after)]
    points = sum(other.points for other in together) + _WHOLE_SCORE * item.opens_score
    return points / sum(EFFORT_WEIGHTS[other.effort] for other in together)
