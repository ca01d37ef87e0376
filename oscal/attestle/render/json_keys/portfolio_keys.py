"""The keys of `portfolio --format json`, which a later run reads with `--since`."""

from __future__ import annotations

import datetime as dt

from ...assess.portfolio_trends import count_changes, name_change
from ...model.portfolio import (
    FigureChange,
    Portfolio,
    PortfolioFailure,
    PortfolioLine,
    PortfolioTrend,
    SystemFigures,
)


def list_portfolio_keys(portfolio: Portfolio) -> dict[str, object]:
    """Nothing of the machine, the moment or the way it was judged: the same state,
    the same bytes.
    """
    return {
        "as_of": portfolio.as_of.isoformat(),
        "tool": {"version": portfolio.tool, "rule_set": portfolio.rule_set},
        "marking": portfolio.marking or None,
        "marking_notes": list(portfolio.marking_words),
        "counts": {
            "workspaces": portfolio.workspaces,
            "systems": len(portfolio.lines),
            "not_judged": len(portfolio.failures),
        },
        "systems": [_list_line(item, portfolio.as_of) for item in portfolio.lines],
        "not_judged": [_list_failure(item) for item in portfolio.failures],
        "repeated": [{"workspace": label, "same_as": first} for label, first in portfolio.repeated],
        "since": _list_trend(portfolio, portfolio.trend) if portfolio.trend else None,
    }


def _list_line(line: PortfolioLine, day: dt.date) -> dict[str, object]:
    item = line.figures
    return {
        "workspace": line.workspace,
        "kind": line.kind,
        "revision": line.revision or None,
        "system": item.system,
        "uuid": item.uuid,
        "title": item.title,
        "organization": item.organization or None,
        "owner": item.owner or None,
        "marking": item.marking,
        "profile": item.profile,
        "basis": item.basis,
        "scores": {
            "implemented": item.implemented,
            "assessor_ready": item.assessor_ready,
            "maximum": item.maximum,
            "reason": item.score_reason or None,
        },
        "eligibility": {
            "implemented": item.eligible_implemented or None,
            "assessor_ready": item.eligible_ready or None,
        },
        "requirements": {"total": item.count("requirements"), "met": item.count("met")},
        "objectives": {"total": item.count("objectives"), "unanswered": item.count("unanswered")},
        **_list_clocks(item, day),
        "findings": {
            "error": item.count("errors"),
            "warning": item.count("warnings"),
            "note": item.count("notes"),
            "first_error": item.first_error or None,
        },
        "unread": item.unread or None,
        "last_change": _write_day(item.last_change),
        "needs": [
            {"key": need.key, "words": need.words, "amount": need.amount, "days": need.days}
            for need in line.needs
        ],
        "change": _list_changes(line),
    }


def _list_clocks(item: SystemFigures, day: dt.date) -> dict[str, object]:
    clock = None
    if item.clock_start and item.clock_end:
        clock = {"start": item.clock_start.isoformat(), **_write_end("end", item.clock_end, day)}
    return {
        "poam": {
            "open": item.count("poam_open"),
            "overdue": item.count("poam_overdue"),
            "milestones_overdue": item.count("milestones_overdue"),
            "next": _write_day(item.poam_next),
            "clock": clock,
        },
        "evidence": {
            "items": item.count("evidence"),
            "lapsed": item.count("lapsed"),
            "lapses_in_30": item.count("lapses_in_30"),
            "lapses_in_60": item.count("lapses_in_60"),
            "lapses_in_90": item.count("lapses_in_90"),
            "next": _write_day(item.lapse_next),
        },
        "status": {"held": item.status or None, **_write_end("ends", item.status_ends, day)},
        "affirmation": {
            "last": _write_day(item.affirmed),
            **_write_end("due", item.affirmation_due, day),
        },
    }


def _write_day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _write_end(name: str, end: dt.date | None, day: dt.date) -> dict[str, object]:
    return {name: _write_day(end), "days_left": (end - day).days if end else None}


def _list_changes(line: PortfolioLine) -> dict[str, object] | None:
    if line.changes is None:
        return None
    kind = "came" if line.came else name_change(line)
    return {"kind": kind, "figures": [_list_change(item) for item in line.changes]}


def _list_change(item: FigureChange) -> dict[str, object]:
    return {"name": item.name, "before": item.before, "after": item.after, "better": item.rose}


def _list_failure(item: PortfolioFailure) -> dict[str, object]:
    failure = item.failure
    return {
        "workspace": item.workspace,
        "system": failure.system or None,
        "kind": failure.kind,
        "place": failure.place or None,
        "reason": failure.words,
    }


def _list_trend(portfolio: Portfolio, trend: PortfolioTrend) -> dict[str, object]:
    return {
        "as_of": trend.since.isoformat(),
        **count_changes(portfolio.lines),
        "gone": [
            {"workspace": item.workspace, "system": item.system, "not_judged": item.is_unread}
            for item in trend.gone
        ],
    }
