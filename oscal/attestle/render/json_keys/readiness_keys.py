"""The keys of `ready --format json`."""

from __future__ import annotations

from ...assess.readiness_judgement import ReadinessReport
from ...model.readiness_points import JudgedPoint, ReadinessPlace, Verdict, count_verdicts
from ..kinds.readiness_wording import find_way_out


def list_readiness_keys(report: ReadinessReport) -> dict[str, object]:
    status = report.status
    counts = count_verdicts(report.groups)
    return {
        "system": status.system.name,
        "profile": status.baseline.profile,
        "as_of": status.as_of.isoformat(),
        "ready": report.is_ready,
        "counts": {str(verdict): counts[verdict] for verdict in Verdict},
        "points": [
            {"group": group.title, **_list_point(item)}
            for group in report.groups
            for item in group.points
        ],
    }


def _list_point(item: JudgedPoint) -> dict[str, object]:
    return {
        "id": item.point.id,
        "title": item.point.title,
        "source": item.point.source,
        "verdict": str(item.verdict),
        "places": [_list_place(item, place) for place in item.places],
    }


def _list_place(item: JudgedPoint, place: ReadinessPlace) -> dict[str, object]:
    return {
        "message": place.message,
        "path": place.path or None,
        "line": place.line,
        "owner": place.owner or None,
        "code": place.code or None,
        "set_aside": place.set_aside or None,
        "cannot_be_judged": place.is_unknown,
        "way_out": find_way_out(item, place),
    }
