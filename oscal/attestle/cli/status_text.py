"""The words and figures of `attestle status`, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from ..assess.objectives import RATING_WORDS
from ..assess.scores import Unmet
from ..assess.system_status import RequirementResult, Status

Line = tuple[str, str | None]


def status_dict(status: Status) -> dict[str, object]:
    """The keys of `status --format json`."""
    scores = status.scores
    implemented, ready = status.conditional
    met = sum(item.met for item in status.results)
    return {
        "system": status.system.name,
        "profile": status.baseline.profile,
        "as_of": status.as_of.isoformat(),
        "basis": status.basis,
        "scores": {
            "implemented": scores.implemented,
            "assessor_ready": scores.assessor_ready,
            "maximum": scores.maximum,
        },
        "conditional_eligible": {"implemented": implemented, "assessor_ready": ready},
        "requirements": {
            "met": met,
            "not_met": len(status.results) - met,
            "not_applicable": sum(item.not_applicable for item in status.results),
        },
        "objectives": status.ratings,
        "blockers": [_blocker(status, item) for item in status.results if not item.met],
        "to_conditional": None if status.to_conditional is None else list(status.to_conditional),
        "to_final": list(status.to_final),
    }


def _blocker(status: Status, item: RequirementResult) -> dict[str, object]:
    unmet = Unmet(item.requirement, item.partial)
    return {
        "requirement": item.requirement.label,
        "objectives": [entry.objective.letter for entry in item.open_objectives],
        "points": unmet.points if status.scored else None,
        "rating": item.rating,
        "poam_allowed": status.scored and unmet.poam_allowed,
        "reason": reason(item),
    }


def reason(item: RequirementResult) -> str:
    """Why each open objective is open."""
    return "; ".join(
        f"[{entry.objective.letter}] {entry.reason or entry.state}"
        for entry in item.open_objectives
    )


def _owner(status: Status, item: RequirementResult) -> str:
    own = item.answer.owner if item.answer else ""
    return own or status.system.family_owner(item.requirement.family)


def _score(value: int | None) -> str:
    return "none" if value is None else str(value)


def lines(status: Status, owner: str | None = None) -> Iterator[Line]:
    """For the terminal."""
    facts = status.system.characteristics
    yield f"{facts.name} ({status.system.name}), {status.baseline.title}", "bold"
    basis = (
        "the author's claims"
        if status.basis == "author-claim"
        else "the organisation's self-assessment"
    )
    yield f"as of {status.as_of}, on {basis}; none of these figures is an SPRS result", None
    yield "", None
    yield from _figures(status)
    yield "", None
    yield from _ratings(status)
    yield "", None
    yield from _families(status, owner)
    yield "", None
    yield from _blockers(status, owner)
    yield from _unready(status, owner)
    yield "", None
    yield from _next(status)


def _figures(status: Status) -> Iterator[Line]:
    met = sum(item.met for item in status.results)
    ready = sum(item.ready for item in status.results)
    total = len(status.results)
    if not status.scored:
        yield (
            (
                f"requirements met      {met} of {total} implemented, {ready} of {total}"
                " assessor-ready (this profile has no score)"
            ),
            None,
        )
        return
    scores = status.scores
    yield "                      implemented   assessor-ready", None
    yield (
        (
            f"score (of {scores.maximum})        {_score(scores.implemented):>11}  "
            f" {_score(scores.assessor_ready):>14}"
        ),
        "bold",
    )
    yield f"requirements met      {f'{met} of {total}':>11}   {f'{ready} of {total}':>14}", None
    yield (
        (
            f"conditional possible  {_yes(status.conditional[0]):>11}  "
            f" {_yes(status.conditional[1]):>14}"
        ),
        None,
    )
    yield f"final possible        {_yes(status.final[0]):>11}   {_yes(status.final[1]):>14}", None
    if not status.plan_is_current:
        yield "no score: the plan is past its own review date (3.12.4)", "red"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _ratings(status: Status) -> Iterator[Line]:
    total = sum(status.ratings.values())
    yield f"objectives ({total})", "bold"
    for rating, number in status.ratings.items():
        bar = "#" * round(40 * number / total) if total else ""
        yield f"  {RATING_WORDS[rating]:<25} {number:>4}  {bar}", None


def _families(status: Status, owner: str | None) -> Iterator[Line]:
    """Met and ready requirements of each family, and the points that its open ones take off either
    score.
    """
    yield f"{'families':<42} {'met':>8} {'points':>7} {'ready':>9} {'points':>7}", "bold"
    for code, title in status.baseline.families:
        mine = [
            item
            for item in status.results
            if item.requirement.family == code and (owner is None or _owner(status, item) == owner)
        ]
        if not mine:
            continue
        met, ready = sum(item.met for item in mine), sum(item.ready for item in mine)
        lost, unready = (
            _cost(status, [item for item in mine if not done(item)])
            for done in (_is_met, _is_ready)
        )
        yield (
            (
                f"  {code} {title:<37} {f'{met}/{len(mine)}':>8} {lost:>7}"
                f" {f'{ready}/{len(mine)}':>9} {unready:>7}"
            ),
            None,
        )


def _is_met(item: RequirementResult) -> bool:
    return item.met


def _is_ready(item: RequirementResult) -> bool:
    return item.ready


def _cost(status: Status, items: list[RequirementResult]) -> str:
    """Points that these requirements take off a score; "no score" where the plan itself is among
    them.
    """
    if not status.scored or not items:
        return "-"
    points = [Unmet(item.requirement, item.partial).points for item in items]
    return "no score" if None in points else f"-{sum(point or 0 for point in points)}"


def _blockers(status: Status, owner: str | None) -> Iterator[Line]:
    shown = [
        item
        for item in status.results
        if not item.met and (owner is None or _owner(status, item) == owner)
    ]
    if not shown:
        yield f"no requirement{f' of {owner}' if owner else ''} is unmet", "green"
        return
    yield f"not met ({len(shown)}): points, requirement, owner, why", "bold"
    for item in shown:
        unmet = Unmet(item.requirement, item.partial)
        points = f"-{unmet.points}" if status.scored and unmet.points is not None else " -"
        stays = "may stay open" if status.scored and unmet.poam_allowed else "must close"
        yield (
            (
                f"  {points:>3}  {item.requirement.label:<8} {item.requirement.title}"
                f" ({_owner(status, item)}; {stays})"
            ),
            None,
        )
        for entry in item.open_objectives:
            yield f"         [{entry.objective.letter}] {entry.reason or entry.state}", None


def _unready(status: Status, owner: str | None) -> Iterator[Line]:
    shown = [
        item
        for item in status.results
        if item.met and not item.ready and (owner is None or _owner(status, item) == owner)
    ]
    if not shown:
        return
    yield (
        (
            f"met, but not assessor-ready ({len(shown)}): points of the assessor-ready score,"
            " objective, why"
        ),
        "bold",
    )
    for item in shown:
        cost = _cost(status, [item])
        for number, entry in enumerate(entry for entry in item.objectives if not entry.ready):
            yield (
                (
                    f"  {'' if number else cost:>3}  {entry.objective.label:<12}"
                    f" {RATING_WORDS[entry.rating]}: {entry.reason} ({_owner(status, item)})"
                ),
                None,
            )


def _next(status: Status) -> Iterator[Line]:
    if status.to_conditional:
        yield f"close first, for a conditional status: {', '.join(status.to_conditional)}", None
    if status.to_final:
        yield f"for a final status: {', '.join(status.to_final)}", None
    elif status.final[1]:
        yield "nothing is open", "green"


def markdown(status: Status, owner: str | None = None) -> Iterator[Line]:
    """For a pull request or a report."""
    data = status_dict(status)
    scores = status.scores
    yield f"## {status.system.characteristics.name}", None
    yield "", None
    yield (
        (
            f"{status.baseline.title}, as of {status.as_of}, basis: {data['basis']}. Not an SPRS"
            " result."
        ),
        None,
    )
    yield "", None
    yield "| | implemented | assessor-ready |", None
    yield "|---|---:|---:|", None
    if status.scored:
        yield (
            (
                f"| score (of {scores.maximum}) | {_score(scores.implemented)} |"
                f" {_score(scores.assessor_ready)} |"
            ),
            None,
        )
    met, ready, total = (
        sum(item.met for item in status.results),
        sum(item.ready for item in status.results),
        len(status.results),
    )
    yield f"| requirements met (of {total}) | {met} | {ready} |", None
    yield (
        (
            f"| conditional status possible | {_yes(status.conditional[0])} |"
            f" {_yes(status.conditional[1])} |"
        ),
        None,
    )
    yield "", None
    yield "| rating | objectives |", None
    yield "|---|---:|", None
    for rating, number in status.ratings.items():
        yield f"| {RATING_WORDS[rating]} | {number} |", None
    shown = [
        item
        for item in status.results
        if not item.met and (owner is None or _owner(status, item) == owner)
    ]
    if shown:
        yield "", None
        yield "| not met | points | owner | why |", None
        yield "|---|---:|---|---|", None
        for item in shown:
            why = reason(item).replace("|", "\\|")
            points = Unmet(item.requirement, item.partial).points
            yield (
                (
                    f"| {item.requirement.label} {item.requirement.title} |"
                    f" {'' if points is None else points} | {_owner(status, item)} | {why} |"
                ),
                None,
            )
