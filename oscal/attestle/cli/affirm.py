"""`attestle affirm`: the dossier of an affirmation, what changed since, and a past score anew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import affirmations
from ..api.affirmations import MadeDossier, Replay
from ..errors import ExitCode, UsageError
from ..iso_days import read_iso_day
from ..render.forms.text import WIDTH
from ..render.kinds.compliance_lines import ComplianceContent
from ..store import files
from .documents import emit_document
from .options import full_option
from .output import day_option, emit, emit_json, find_root, format_option

_FILE = click.Path(path_type=Path)


class _Affirm(click.Group):
    """A first word that is no command is the system whose dossier is made."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h")):
            args = ["dossier", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Affirm)
def affirm() -> None:
    """Make the dossier of an affirmation: why this score stood on that day.

    attestle affirm [SYSTEM] writes small files under affirmations/: the statement to read, the
    score with its derivation, the hashes of the evidence, exceptions, what is set aside. It affirms
    nothing: that is a click in SPRS by the affirming official.
    """


@affirm.command()
@click.argument("system", required=False)
@click.option(
    "--package", type=_FILE, metavar="FILE.zip", help="The package that the affirmation rests on."
)
@day_option
@click.pass_context
def dossier(
    ctx: click.Context, system: str | None, package: Path | None, as_of: dt.datetime | None
) -> None:
    """Write the dossier of a day, from what is committed."""
    root = find_root(ctx)
    made = affirmations.make_dossier(root, system, as_of.date() if as_of else None, package)
    written = affirmations.save_dossier(root, made)
    _emit_dossier(made, written)


def _emit_dossier(made: MadeDossier, written: tuple[str, ...]) -> None:
    for path in written:
        emit(f"wrote {path}")
    if not written:
        emit(f"{made.folder} has all of it already")
    scores = made.status.scores
    emit(
        f"{made.facts.system} on {made.facts.as_of}, from {made.facts.revision}: score implemented"
        f" {_name_score(scores.implemented)}, assessor-ready {_name_score(scores.assessor_ready)};"
        f" {len(made.status.unmet)} requirements not met, {len(made.set_aside)} findings set aside"
    )
    emit("none of these figures is an SPRS result, and nothing is affirmed by these files")
    emit(f"next: read {made.folder}/statement.md; the affirmation is the official's, in SPRS")
    emit(
        "      then record the day under cmmc, affirmed, in engagement.yaml, and commit the dossier"
    )


def _name_score(score: int | None) -> str:
    return "none" if score is None else str(score)


@affirm.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@click.option("--system", metavar="SYSTEM", help="The system; the only one if not given.")
@format_option("text", "json", "md")
@full_option
@click.pass_context
def diff_days(
    ctx: click.Context, old: str, new: str | None, system: str | None, form: str, *, full: bool
) -> None:
    """What changed from the day OLD to the day NEW, or to what is committed: what may change
    compliance apart from the rest. It asks whether a change is significant, and decides nothing.
    """
    since = affirmations.compare_days(
        find_root(ctx), system, _read_day(old), _read_day(new) if new else None
    )
    if form == "json":
        emit_json(_list_changes(since))
        return
    content = ComplianceContent(
        since.system, since.before, since.after, since.revisions, since.changes
    )
    given: dict[str, object] = {"full": full} if form == "text" else {}
    emit_document("compliance-changes", form, content, width=WIDTH, frame=None, **given)


def _list_changes(since: affirmations.SinceAffirmation) -> dict[str, object]:
    return {
        "system": since.system,
        "before": {"day": since.before.isoformat(), "revision": since.revisions[0]},
        "after": {"day": since.after.isoformat(), "revision": since.revisions[1]},
        **{
            key: [{"about": item.about, "what": item.what} for item in notes]
            for key, notes in (
                ("may_change_compliance", since.changes.may_change),
                ("lapsed", since.changes.lapsed),
                ("rest", since.changes.rest),
            )
        },
    }


def _read_day(text: str) -> dt.date:
    day = read_iso_day(text)
    if day is None:
        raise UsageError(f'"{text}" is no day; write it as 2026-11-24')
    return day


@affirm.command()
@click.argument("day", required=False)
@click.option("--system", metavar="SYSTEM", help="The system; the only one if not given.")
@click.option("--from", "package", type=_FILE, metavar="FILE.zip", help="From a package, not git.")
@click.option("--out", type=_FILE, metavar="FILE", help="Write the record of the score to FILE.")
@format_option("text", "json")
@click.pass_context
def replay(
    ctx: click.Context,
    day: str | None,
    system: str | None,
    package: Path | None,
    out: Path | None,
    form: str,
) -> None:
    """Compute the score of a past DAY again, from git or from a package, and compare it with what
    was recorded.

    Exit 5 where the same rules lead to something else than they led to then; where the rules are
    newer ones, 0 and the list of what differs.
    """
    if (day is None) == (package is None):
        raise UsageError("give a day, or a package with --from")
    done = (
        affirmations.replay_package(package)
        if package is not None
        else affirmations.replay_day(find_root(ctx), system, _read_day(day or ""))
    )
    if out is not None:
        files.save_outside(out.absolute().parent, {out.name: done.data})
    if form == "json":
        emit_json(_list_replay(done))
    else:
        _emit_replay(done)
    if done.is_wrong:
        ctx.exit(int(ExitCode.VERIFICATION))


def _emit_replay(done: Replay) -> None:
    scores = done.status.scores
    emit(
        f"{done.system} on {done.day}, from {done.revision or 'the package'}: score implemented"
        f" {_name_score(scores.implemented)}, assessor-ready {_name_score(scores.assessor_ready)}"
    )
    for item in done.differences:
        emit(f"  {item}")
    if not done.recorded:
        emit("no score was recorded for that day, so there is nothing to compare with")
    elif not done.differences:
        rules = "" if done.same_rules else ", though by newer rules"
        emit(f"the same bytes as were recorded{rules}", style="green")
    elif done.same_rules:
        emit("the same rules lead to another score than was recorded", style="red")
    else:
        emit("judged by other rules than then; what differs is listed, nothing is wrong by itself")


def _list_replay(done: Replay) -> dict[str, object]:
    scores = done.status.scores
    return {
        "system": done.system,
        "day": done.day.isoformat(),
        "revision": done.revision or None,
        "scores": {
            "implemented": scores.implemented,
            "assessor_ready": scores.assessor_ready,
            "maximum": scores.maximum,
        },
        "recorded": done.recorded,
        "same_rules": done.same_rules,
        "differences": list(done.differences),
    }
