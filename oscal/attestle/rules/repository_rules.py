"""BND023, BND024: a plan that tells how CUI or FCI is protected lives where it may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..codes import make_finding
from ..findings import Finding
from ..model.counted_names import MOST_NAMED, name_some
from ..model.repository_place import RepositoryPlace
from ..model.workspace import Work
from .rule_input import Rule, RuleInput

_SETTINGS = "attestle.toml"
# The information of which a scope is decided; FCI has none: all that a contract brings is FCI
_SCOPED = "CUI"


def unrecorded_repository(facts: RuleInput) -> Iterator[Finding]:
    """BND023: where the repository lives is recorded, once a plan in it has its scope.

    One note for the workspace, which is one repository.
    """
    names = [work.system.name for work in facts.workspace.works if find_term(work)]
    yield from report_unrecorded(facts.place, names)


def report_unrecorded(place: RepositoryPlace | None, names: Sequence[str]) -> Iterator[Finding]:
    """BND023 for the systems of these names, which protect something."""
    if names and place is not None and not place.is_recorded:
        yield make_finding(
            "BND023",
            _SETTINGS,
            "where this repository lives is not recorded, and it holds"
            f" {name_some(names, MOST_NAMED)}",
            hint="add [repository] with host, public, decided-by, date and why",
        )


def public_repository(facts: RuleInput) -> Iterator[Finding]:
    """BND024: nobody but those who may read the plan can read the repository."""
    if facts.place is None or not facts.place.is_public:
        return
    for work in facts.workspace.works:
        term = find_term(work)
        if term:
            source = work.system.characteristics.source
            yield make_finding(
                "BND024",
                source.path,
                f"a plan for {term} is in a repository that anybody can read"
                f" ({facts.place.public_by})",
                line=source.line,
                hint="make the repository private; if nothing in the plan is protected, write"
                " marking: none and marking-reason, or see: attestle explain BND024",
            )


def find_term(work: Work) -> str:
    """What the information is called that the plan protects, "" where it protects none yet.

    Not while the scope of CUI is open, nor where it was decided, with a reason, that the plan
    carries no marking.
    """
    facts = work.system.characteristics
    framework = work.baseline.framework
    term = framework.terms.get(framework.find_target(facts.profile), "")
    is_open = term == _SCOPED and facts.cui_scope != "decided"
    is_unmarked = facts.marking == "none" and bool(facts.marking_reason)
    return "" if is_open or is_unmarked else term


RULES: tuple[Rule, ...] = (unrecorded_repository, public_repository)
