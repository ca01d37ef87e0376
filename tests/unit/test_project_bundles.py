"""Every open objective in exactly one project, and projects in an order that can be worked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.api.catalog_lookup import read_profile_baseline
from attestle.api.gap_reports import report_gap
from attestle.assess.objectives import COVERED
from attestle.crosswalk.gap_analysis import analyse_gap
from attestle.crosswalk.gaps import GapReport
from attestle.crosswalk.project_bundles import BundledProject, bundle_projects
from attestle.crosswalk.projects import join_completions
from attestle.formats.project_table import build_project_rules, read_project_rules
from attestle.model.project_rules import BUDGETS, MOST_PROJECTS
from attestle.render.kinds.gap_budget import find_steps
from attestle.render.kinds.gap_wording import split_by_letter
from conftest import AS_OF, ROOT, examples


@pytest.fixture(scope="module")
def example() -> GapReport:
    return report_gap(ROOT, "example-enclave", as_of=AS_OF)


@pytest.fixture(scope="module", params=["cmmc-level-2", "cmmc-level-1", "soc2-security"])
def nothing_done(request: pytest.FixtureRequest) -> GapReport:
    """Before there is a plan or a control everything is open."""
    return analyse_gap(read_profile_baseline(ROOT, request.param), (), (), AS_OF)


def list_open(report: GapReport) -> list[str]:
    return sorted(
        entry.objective.label for item in report.requirements for entry in item.open_objectives
    )


def test_the_rule_has_each_of_the_320_objectives_once() -> None:
    rules = read_project_rules()
    baseline = read_profile_baseline(ROOT, "cmmc-level-2")
    for item in baseline.requirements:
        labels = {entry.label for entry in item.units}
        assert all(label in rules.by_label or item.label in rules.by_label for label in labels), (
            item.label
        )
    known = {item.label for item in baseline.requirements} | set(baseline.objective_labels)
    assert set(rules.by_label) <= known
    assert len(baseline.objective_labels) == 320


def test_every_open_objective_is_in_exactly_one_project(
    example: GapReport, nothing_done: GapReport
) -> None:
    for report in (example, nothing_done):
        projects = bundle_projects(report)
        labels = [entry.objective.label for item in projects for entry in item.objectives]
        assert sorted(labels) == list_open(report)
        assert 0 < len(projects) <= MOST_PROJECTS
        assert [item.order for item in projects] == list(range(1, len(projects) + 1))


def test_less_that_is_open_gives_fewer_projects(example: GapReport) -> None:
    whole = analyse_gap(example.baseline, (), (), AS_OF)
    assert len(bundle_projects(example)) < len(bundle_projects(whole)) / 2


def open_only(report: GapReport, labels: Collection[str]) -> GapReport:
    """The report as if only these objectives were open."""
    requirements = []
    for item in report.requirements:
        objectives = tuple(
            entry
            if entry.objective.label in labels
            else replace(entry, open_because="", rating=COVERED)
            for entry in item.objectives
        )
        made = replace(item, objectives=objectives)
        requirements.append(made if made.open_objectives else replace(made, project=None))
    return replace(report, requirements=tuple(requirements))


def list_near(project: BundledProject) -> set[str]:
    """The areas to which a project of one objective is related."""
    rules = read_project_rules()
    [share] = project.shares
    labels = (share.gap.requirement.label, *(unit.label for unit in share.gap.requirement.units))
    areas = {rules.by_label[label].area for label in labels if label in rules.by_label}
    return areas.union(*(rules.near[area] for area in areas))


WHOLE = analyse_gap(read_profile_baseline(ROOT, "cmmc-level-2"), (), (), AS_OF)


@settings(max_examples=examples(), deadline=None)
@given(st.sets(st.sampled_from(sorted(WHOLE.baseline.objective_labels)), min_size=1, max_size=40))
def test_whatever_is_open_no_project_has_one_objective_while_a_related_one_is_open(
    labels: set[str],
) -> None:
    areas = {item.id: item.area for item in read_project_rules().projects}
    projects = bundle_projects(open_only(WHOLE, labels))
    found = [entry.objective.label for item in projects for entry in item.objectives]
    assert sorted(found) == sorted(labels)
    assert len(projects) <= MOST_PROJECTS
    for item in projects:
        if len(item.objectives) == 1:
            assert not list_near(item) & {areas[other.id] for other in projects if other != item}
            assert item.shares[0].gap.requirement.label not in {
                share.gap.requirement.label
                for other in projects
                if other != item
                for share in other.shares
            }


@pytest.mark.parametrize(
    ("labels", "together"),
    [
        # a value and the setting that follows it
        (["3.5.6[a]", "3.5.6[b]", "3.4.1[a]", "3.4.1[b]"], ["3.5.6[a]", "3.5.6[b]"]),
        # the area of the rest of its requirement before one that is only near
        (
            ["3.5.6[a]", "3.5.3[b]", "3.5.3[c]", "3.6.3[a]", "3.6.1[a]"],
            ["3.5.3[b]", "3.5.3[c]", "3.5.6[a]"],
        ),
        (["3.5.6[a]", "3.6.1[a]", "3.6.3[a]"], ["3.5.6[a]", "3.6.1[a]", "3.6.3[a]"]),
    ],
)
def test_a_lone_value_of_a_policy_goes_where_it_is_kept(
    labels: list[str], together: list[str]
) -> None:
    projects = bundle_projects(open_only(WHOLE, labels))
    found = [sorted(entry.objective.label for entry in item.objectives) for item in projects]
    assert together in found


def test_no_project_of_the_example_has_one_objective(example: GapReport) -> None:
    assert min(len(item.objectives) for item in bundle_projects(example)) > 1


def test_nothing_comes_before_what_it_waits_for(nothing_done: GapReport) -> None:
    projects = bundle_projects(nothing_done)
    places = {item.id: item.order for item in projects}
    steps = find_steps(projects)
    for item in projects:
        assert all(places[name] < item.order for name in item.after), item.title
        assert steps[item.id] == 1 + max((steps[name] for name in item.after), default=0)


def test_points_of_a_requirement_count_once() -> None:
    report = analyse_gap(read_profile_baseline(ROOT, "cmmc-level-2"), (), (), AS_OF)
    projects = bundle_projects(report)
    assert sum(item.points for item in projects) == sum(
        item.requirement.points or 0 for item in report.requirements
    )
    assert [item.id for item in projects if item.opens_score] == ["security-plan"]
    assert {item.budget for item in projects} == set(BUDGETS)
    assert all(item.artifact and item.completion for item in projects)


def make_tree(**changes: object) -> dict[str, object]:
    project = {
        "id": "one", "title": "One", "area": "area", "budget": BUDGETS[0], "after": [],
        "covers": ["3.1.1"], "artifact": "a", "completion": "c", **changes,
    }  # fmt: skip
    return {"areas": {"area": "Area"}, "near": {}, "projects": [project], "habits": []}


def test_a_rule_that_cannot_bundle_is_refused() -> None:
    assert build_project_rules(make_tree()).by_label["3.1.1"].id == "one"
    for changes, words in (
        ({"covers": ["3.1.1", "3.1.1"]}, "3.1.1 stands in one"),
        ({"budget": "travel"}, "no budget category"),
        ({"after": ["two"]}, "waits for two"),
        ({"area": "elsewhere"}, "no area is called elsewhere"),
    ):
        with pytest.raises(ValueError, match=words):
            build_project_rules(make_tree(**changes))


def test_what_ends_alike_ends_once_and_letters_have_their_requirement() -> None:
    done = "described, and shown by final, current evidence that the plan cites."
    force = "in force, described in the plan, and shown by final, current evidence that it cites."
    told = join_completions(
        [
            ("3.1.1", f"[a] People are named. This is {done}"),
            ("3.6.3", "An exercise has taken place."),
            ("3.4.4", f"[a] Effects are worked out. [b] They are written down. Each is {done}"),
            ("3.8.8", f"[a] This one: each medium has an owner. This is {force}"),
        ]
    )
    assert told == (
        "An exercise has taken place. 3.1.1[a] People are named. 3.4.4[a] Effects are worked out."
        f" 3.4.4[b] They are written down. Each is {done} 3.8.8[a] This one: each medium has an owner."
        f" This is {force}"
    )
    assert [line.partition(" ")[0] for line in split_by_letter(told)] == [
        "An", "3.1.1[a]", "3.4.4[a]", "3.4.4[b]", "Each", "3.8.8[a]", "This",
    ]  # fmt: skip
