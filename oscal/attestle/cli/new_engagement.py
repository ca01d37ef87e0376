"""`attestle new engagement|acceptance`: the SOC 2 report, the CMMC aim, what customers accept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..api import workspace_setup
from ..api.clock import make_uuid
from ..authoring import engagement_text
from ..errors import UsageError
from .new_questions import prompt_for, write_new_file
from .output import find_root

_FILE = "engagement.yaml"
_SERIES = ("security", "availability", "confidentiality", "processing-integrity", "privacy")
_OPINIONS = ("unqualified", "qualified", "adverse", "disclaimer", "pending")
_NO_REPORT = "none"
# What a report must say; asked for where one is described
_ASKED = {
    "criteria": ("Criteria it covers, with commas between them", None),
    "opinion": ("Opinion", click.Choice(_OPINIONS)),
    "auditor": ("Auditor", None),
    "in_description": ("Is this system inside the report's description", click.BOOL),
}


def _split_pairs(names: tuple[str, str]) -> Callable[..., list[dict[str, str]]]:
    def split(
        _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
    ) -> list[dict[str, str]]:
        pairs = []
        for value in values:
            left, sign, right = (part.strip() for part in value.partition("="))
            if not (left and sign and right):
                shape = "=".join(name.upper() for name in names)
                raise click.BadParameter(f'"{value}" is not {shape}')
            pairs.append({"uuid": make_uuid(), names[0]: left, names[1]: right})
        return pairs

    return split


def _split_series(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> list[str]:
    words = [word.strip().lower() for value in values for word in value.split(",")]
    for word in words:
        if word not in _SERIES:
            raise click.BadParameter(f'"{word}" is none of: {", ".join(_SERIES)}')
    return list(dict.fromkeys(words))


@click.command(short_help="The SOC 2 report, the situation, the CMMC status aimed at.")
@click.argument("system", required=False)
@click.option("--situation", metavar="TEXT", help="Where the company stands.")
@click.option("--decided-by", metavar="NAME", help="Who said so.")
@click.option("--date", metavar="DATE", help="Day of it (YYYY-MM-DD).")
@click.option(
    "--report-type",
    type=click.Choice(["type-1", "type-2", _NO_REPORT]),
    help="Type of the SOC 2 report; asked for where nothing else is said.",
)
@click.option("--period-start", metavar="DATE", help="Type 2: first day of the period.")
@click.option("--period-end", metavar="DATE", help="Type 2: last day of the period.")
@click.option("--report-date", metavar="DATE", help="Type 1: day of the report.")
@click.option(
    "--criteria",
    multiple=True,
    callback=_split_series,
    metavar="NAME",
    help=f"Criteria it covers: {', '.join(_SERIES)}; may be repeated.",
)
@click.option("--opinion", type=click.Choice(_OPINIONS), help="Opinion of the auditor.")
@click.option("--auditor", metavar="NAME", help="Who signed it.")
@click.option(
    "--in-description/--not-in-description",
    default=None,
    help="Whether this system is inside the report's system description.",
)
@click.option(
    "--carve-out",
    "carve_outs",
    multiple=True,
    callback=_split_pairs(("provider", "services")),
    metavar="PROVIDER=SERVICES",
    help="A subservice organisation that the report leaves out; may be repeated.",
)
@click.option(
    "--deviation",
    "deviations",
    multiple=True,
    callback=_split_pairs(("criterion", "description")),
    metavar="CRITERION=TEXT",
    help="An exception that the auditor noted; may be repeated.",
)
@click.option(
    "--target-level", type=click.IntRange(1, 3), metavar="LEVEL", help="CMMC level aimed at."
)
@click.option(
    "--assessment-type",
    type=click.Choice(["self", "c3pao", "dibcac"]),
    help="Kind of CMMC assessment aimed at; belongs to --target-level.",
)
@click.pass_context
def engagement(ctx: click.Context, /, system: str | None, **given: Any) -> None:
    """What stands in engagement.yaml: the SOC 2 report, the situation, the CMMC status aimed at.

    What is there already stays, and only what lacks is added.
    """
    parts = {
        "situation": given["situation"],
        "decided-by": given["decided_by"],
        "date": given["date"],
        "soc2": _describe_report(given),
        "cmmc": _describe_aim(given),
    }
    parts = {key: value for key, value in parts.items() if value}
    if not parts:
        raise UsageError("nothing to record; see: attestle new engagement --help")
    text = workspace_setup.read_system_text(find_root(ctx), system, _FILE)
    data = engagement_text.add_parts(text, parts).encode()
    write_new_file(ctx, system, _FILE, data, "engagement")


def _describe_report(given: dict[str, Any]) -> dict[str, Any] | None:
    """The report; what it must say and nobody gave is asked for."""
    kind = given["report_type"]
    own = ("period_start", "period_end", "report_date", *_ASKED, "carve_outs", "deviations")
    is_begun = any(given[key] not in (None, [], ()) for key in own)
    if kind is None and (is_begun or not (given["situation"] or given["target_level"])):
        kind = click.prompt(
            "Type of the SOC 2 report", type=click.Choice(["type-1", "type-2", _NO_REPORT])
        )
    if kind in (None, _NO_REPORT):
        if is_begun:
            raise UsageError("without a report nothing of it can be said; give --report-type")
        return None
    said = {key: _ask(given, key) for key in _ASKED}
    period = {"start": given["period_start"], "end": given["period_end"]}
    if any(period.values()) and not all(period.values()):
        raise UsageError("a period has both --period-start and --period-end")
    report = {
        "uuid": make_uuid(),
        "report-type": kind,
        "period": period if all(period.values()) else None,
        "as-of": given["report_date"],
        "criteria": said["criteria"],
        "opinion": said["opinion"],
        "auditor": said["auditor"],
        "system-in-description": said["in_description"],
        "deviations": given["deviations"],
        "carve-outs": given["carve_outs"],
    }
    return {key: value for key, value in report.items() if value not in (None, [])}


def _ask(given: dict[str, Any], key: str) -> Any:
    if given[key] not in (None, []):
        return given[key]
    question, kind = _ASKED[key]
    if key != "criteria":
        return click.prompt(question, type=kind)
    return _split_series(
        click.get_current_context(), click.Option(["--criteria"]), _words(question)
    )


def _words(question: str) -> tuple[str, ...]:
    return (str(click.prompt(question, default="security")),)


def _describe_aim(given: dict[str, Any]) -> dict[str, Any] | None:
    level, kind = given["target_level"], given["assessment_type"]
    if (level is None) != (kind is None):
        raise UsageError("--target-level and --assessment-type belong together")
    if level is None:
        return None
    return {"uuid": make_uuid(), "target-level": level, "assessment-type": kind}


@click.command(short_help="A customer's written word that other evidence is enough for now.")
@click.argument("system", required=False)
@prompt_for("--customer", "Who accepts it")
@prompt_for("--accepts", "What is accepted, and instead of what")
@prompt_for("--date", "Day of the letter (YYYY-MM-DD)")
@click.option("--until", metavar="DATE", help="Day on which it ends.")
@click.option("--location", metavar="PLACE", help="Where the letter is kept.")
@click.pass_context
def acceptance(ctx: click.Context, /, system: str | None, **values: str | None) -> None:
    """A written acceptance in engagement.yaml; it is no substitute for a status."""
    item = {"uuid": make_uuid()} | {key: value for key, value in values.items() if value}
    text = workspace_setup.read_system_text(find_root(ctx), system, _FILE)
    data = engagement_text.add_acceptance(text, item).encode()
    write_new_file(ctx, system, _FILE, data, "engagement")
