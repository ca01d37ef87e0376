"""The rule that bundles open objectives into pieces of work, and the habits that carry over."""

from __future__ import annotations

from collections.abc import Mapping

from ..lazy_dataclasses import dataclass

# What a team budgets for; each project costs mostly one of them
BUDGETS = (
    "readiness work",
    "technology changes",
    "internal labour",
    "external validation",
    "remediation reserve",
)
# More pieces of work than this are a list, and nobody runs them
MOST_PROJECTS = 25


@dataclass(frozen=True, slots=True)
class ProjectRule:
    """One piece of work. `covers` are labels of requirements and of objectives, `after` the ids of
    what has to be done before it; projects of one `area` are related.
    """

    id: str
    title: str
    area: str
    budget: str
    after: tuple[str, ...]
    covers: tuple[str, ...]
    artifact: str
    completion: str


@dataclass(frozen=True, slots=True)
class HabitRule:
    """A habit: words in the title of its artifacts, objectives that such artifacts show, and the
    topic of the controls that are the habit.
    """

    id: str
    title: str
    words: tuple[str, ...]
    objectives: tuple[str, ...]
    topic: str


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """In the order of the table; `by_label` leads from a requirement or objective to its project,
    `areas` from an area to its title, `near` to the areas whose work is most like its own.
    """

    areas: Mapping[str, str]
    near: Mapping[str, tuple[str, ...]]
    projects: tuple[ProjectRule, ...]
    habits: tuple[HabitRule, ...]
    by_label: Mapping[str, ProjectRule]
