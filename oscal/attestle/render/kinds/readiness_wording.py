"""The words that every document on readiness shares."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from ...assess.readiness_judgement import ReadinessReport
from ...model.readiness_points import JudgedPoint, ReadinessPlace, Verdict, count_verdicts
from ..document_parts import Mark, Shade
from ..name_lookup import NameLookup

NAME = "Readiness for Assessment"
WORDS = MappingProxyType(
    {Verdict.OK: "pass", Verdict.FAIL: "fail", Verdict.UNKNOWN: "cannot be judged"}
)
_SHADES: MappingProxyType[Verdict, Shade] = MappingProxyType(
    {Verdict.OK: "good", Verdict.FAIL: "bad", Verdict.UNKNOWN: "fair"}
)
NOTICE = (
    "What a lead assessor checks on the first day, judged from the files of the plan. A pass says"
    " that nothing was found that speaks against it; what nobody recorded cannot be judged."
)


def mark_verdict(verdict: Verdict) -> Mark:
    return Mark(WORDS[verdict], _SHADES[verdict], verdict)


def write_headline(report: ReadinessReport) -> str:
    """`ready: 12 of 31 pass, 14 fail, 5 cannot be judged`."""
    counts = count_verdicts(report.groups)
    begin = "ready" if report.is_ready else "not ready"
    return (
        f"{begin}: {counts[Verdict.OK]} of {sum(counts.values())} pass, {counts[Verdict.FAIL]}"
        f" fail, {counts[Verdict.UNKNOWN]} cannot be judged"
    )


def write_place(place: ReadinessPlace) -> str:
    """The file with its line."""
    return f"{place.path}:{place.line}" if place.line else place.path


def write_message(place: ReadinessPlace) -> str:
    """What is wrong, with the rule that found it and by whom it is set aside."""
    code = f" ({place.code})" if place.code else ""
    aside = f"; set aside: {place.set_aside}" if place.set_aside else ""
    return f"{place.message}{code}{aside}"


def find_way_out(item: JudgedPoint, place: ReadinessPlace) -> str:
    return place.way_out or item.point.way_out


def list_owners(names: NameLookup, item: JudgedPoint) -> Iterator[str]:
    """Who has something to do for a point, each once."""
    yield from dict.fromkeys(
        names.shorten_role(place.owner) for place in item.places if place.owner
    )
