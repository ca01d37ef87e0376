"""`attestle import`: what teams have. Every row that cannot be placed is told by its number."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

import click

from ..api import import_files, plan_imports, sheet_imports
from ..api.sheet_imports import ImportChoices, ImportResult, SourceFile
from ..api.statuses import judge_status
from ..errors import ExitCode, UsageError
from ..store import folders
from .catalog_option import local_catalogs
from .import_options import SheetOptions, account_options, sheet_options
from .import_report import emit_files, emit_problems, emit_reading, emit_replaced, name_rows
from .output import emit, emit_next, find_root
from .standing import emit_scores

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_SYSTEM = click.option(
    "--system", metavar="SYSTEM", help="The system, where the workspace has several."
)


_REPLACE = click.option(
    "--replace",
    is_flag=True,
    help="Where a file says something else already, take what the source says; told line by line.",
)


class ImportGroup(click.Group):
    """A file in the place of a kind is looked at: which kind is it?"""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and folders.is_file(Path(args[0])):
            return "guess", self.commands["guess"], args
        return super().resolve_command(ctx, args)


@click.group(name="import", cls=ImportGroup)
def import_() -> None:
    """Take in a spreadsheet (CSV or xlsx); columns are found by their names, or named with
    --map.
    """


@import_.command()
@_FILE
@click.option(
    "--name", required=True, metavar="NAME", help="Name of the set of controls, such as acme-soc2."
)
@click.option("--title", metavar="TEXT", help="Its title.")
@click.option(
    "--instead-of",
    default="",
    metavar="NAME",
    help="An earlier set that goes, or the set itself: then controls go that the file has not.",
)
@click.option(
    "--criteria-from",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A spreadsheet that has the criteria of these controls, by id or title.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="With --instead-of: also where files of a system name a control.",
)
@sheet_options
@click.pass_context
def controls(
    ctx: click.Context,
    file: Path,
    name: str,
    title: str | None,
    instead_of: str,
    criteria_from: Path | None,
    replace: bool,
    asked: SheetOptions,
) -> None:
    """SOC 2 controls: id, description, criteria; also title, owner, frequency, evidence, result,
    status, system.

    Writes component-definitions/NAME. Importing a newer export updates the same controls in place.
    """
    choices = ImportChoices(
        name=name,
        title=title,
        instead_of=instead_of,
        criteria_from=_read_file(criteria_from) if criteria_from else None,
        replace=replace,
    )
    _import_sheet(ctx, "controls", file, choices, asked)


# Kinds that go into the files of one system -> what their command says of itself
_OF_A_SYSTEM: Mapping[str, str] = MappingProxyType({
    "states": """States of objectives: objective, state; also requirement, letter, missing, rationale,
    approved-by, approved-on, owner, evidence, provider, implementation, note.

    Writes the fields into the requirement files. Prose that is there is never touched; evidence is
    added to; other fields that say something else stay, unless --replace.
    """,
    "evidence": """Artifacts: title, location; also id, owner, collected, period, cadence, status, hash,
    objectives, criteria, note.

    Adds to the system's evidence.yaml, and completes items with the same id, with --replace changes
    them; comments there stay.
    """,
    "inventory": """Assets: id, name, category; also component, owner, location, cui, justification.

    Adds to the system's inventory.csv, and completes assets with the same id, with --replace
    changes them.
    """,
    "poam": """A plan of action: weakness, objectives (or requirement); also title, owner, resources,
    scheduled completion, milestones, changes, how identified, status, tickets.

    Writes poam/*.md. What is said to be complete stays open unless its evidence is registered.
    """,
    "people": """People and teams: name; also role, title, email, phone, families they answer for.

    Adds parties and roles to the system's people.yaml, and completes those that are there.
    """,
})  # fmt: skip


def _add_command(kind: str, text: str) -> None:
    """The command of a kind that needs no more than a system to go into."""

    @import_.command(name=kind, help=text)
    @_FILE
    @_SYSTEM
    @_REPLACE
    @sheet_options
    @click.pass_context
    def run(
        ctx: click.Context, file: Path, system: str | None, replace: bool, asked: SheetOptions
    ) -> None:
        choices = ImportChoices(system=system, replace=replace)
        _import_sheet(ctx, kind, file, choices, asked)


for _kind, _text in _OF_A_SYSTEM.items():
    _add_command(_kind, _text)


@import_.command()
@click.argument("source", metavar="FILE|DIR", type=click.Path(path_type=Path))
@click.option(
    "--name", required=True, metavar="NAME", help="Name of the system, such as example-enclave."
)
@click.option(
    "--profile",
    metavar="PROFILE",
    help="The profile that the plan answers, where it does not name one of the workspace.",
)
@click.option(
    "--poam",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan of action that attestle wrote for this plan, where it is not in the workspace.",
)
@local_catalogs
@click.pass_context
def ssp(
    ctx: click.Context,
    source: Path,
    name: str,
    profile: str | None,
    poam: Path | None,
    addresses: dict[str, Path],
) -> None:
    """A System Security Plan: OSCAL (JSON, YAML or XML) of any tool, or a folder of SSP markdown
    as compliance-trestle writes it.

    Writes ssp/NAME. A document is kept as JSON in system-security-plans/NAME: what the files do not
    show stays there.
    """
    root, loud = find_root(ctx), ctx.obj["verbose"]
    if folders.is_folder(source):
        if poam is not None:
            raise UsageError("a folder of markdown has no plan of action; leave out --poam")
        done = plan_imports.import_trestle_ssp(root, name, source, profile, addresses=addresses)
    else:
        data = sheet_imports.read_outside(source)
        action = (poam.name, sheet_imports.read_outside(poam)) if poam else None
        done = plan_imports.import_ssp(
            root, name, source.name, data, profile, poam=action, addresses=addresses
        )
    emit(
        f"wrote {len(done.written)} files of the system {name}; {done.answered} requirements have"
        " an answer"
    )
    for words in done.chosen:
        emit(f"chosen, please check: {words}")
    _emit_places(
        [f"{place}: {why}" for place, why in done.unplaced], "places stand in no file", loud
    )
    _emit_places(done.dropped, "places that trestle's own reader drops are kept", loud)
    emit_next(ctx, f"attestle validate ssp/{name}, then attestle ssp assemble {name}")


_PROVIDER = click.option(
    "--provider",
    required=True,
    metavar="SLUG",
    help="The provider under providers/ whose matrix it is.",
)


@import_.command()
@_FILE
@_PROVIDER
@_SYSTEM
@_REPLACE
@sheet_options
@click.pass_context
def matrix(
    ctx: click.Context,
    file: Path,
    provider: str,
    system: str | None,
    replace: bool,
    asked: SheetOptions,
) -> None:
    """A provider's responsibility matrix: objective (or requirement), responsibility; also
    provider-does, organisation-does, evidence, date.

    Writes providers/SLUG.csv. A row for a whole requirement is spread over its objectives.
    """
    choices = ImportChoices(system=system, provider=provider, replace=replace)
    _import_sheet(ctx, "matrix", file, choices, asked)


@import_.command()
@_FILE
@_PROVIDER
@_SYSTEM
@_REPLACE
@account_options
@click.pass_context
def leveraged(
    ctx: click.Context,
    file: Path,
    provider: str,
    system: str | None,
    replace: bool,
    dry_run: bool,
    every: bool,
    report: Path | None,
) -> None:
    """What the OSCAL plan (JSON, YAML or XML) of a leveraged system exports: provided and left to
    you, into providers/SLUG.csv.
    """
    choices = ImportChoices(system=system, provider=provider, replace=replace, dry_run=dry_run)
    root, plan = find_root(ctx), _read_file(file)
    if report is not None:
        import_files.check_report_name(report)
    result = sheet_imports.import_leveraged(root, plan, choices)
    if report is not None:
        import_files.save_report(report, result.fates)
    _report(ctx, file, result, every=every, following="attestle validate")


# kind -> the option without which nobody knows where it goes
_NEEDED: Mapping[str, str] = MappingProxyType({"controls": "name", "matrix": "provider"})
# kind -> what to do when it is in
_NEXT: Mapping[str, str] = MappingProxyType({
    "controls": "attestle gap",
    "states": "attestle status",
    "evidence": "attestle evidence check",
    "inventory": "attestle validate",
    "matrix": "attestle validate",
    "poam": "attestle poam list",
    "people": "attestle validate",
})  # fmt: skip


@import_.command(name="guess", hidden=True)
@_FILE
@click.option("--name", default="", metavar="NAME", help="For controls: name of the set.")
@click.option("--provider", default="", metavar="SLUG", help="For a matrix: whose it is.")
@_SYSTEM
@_REPLACE
@sheet_options
@click.pass_context
def guess(
    ctx: click.Context,
    file: Path,
    name: str,
    provider: str,
    system: str | None,
    replace: bool,
    asked: SheetOptions,
) -> None:
    """A file of any kind: which one is told, and it is taken in as far as that needs no word."""
    kind, reading, is_only = import_files.guess_kind(_read_file(file, asked))
    fields = ", ".join(dict.fromkeys(column.field for column in reading.columns))
    emit(f"{file.name} looks like {kind}: it has {fields}")
    needed = _NEEDED.get(kind, "")
    if needed and not {"name": name, "provider": provider}[needed]:
        emit_reading(file.name, reading)
        emit(f"to take it in: attestle import {kind} {file} --{needed} {needed.upper()}")
        return
    if not is_only and not asked.dry_run:
        emit(
            f"it fits other kinds too, so this is a trial; to do it: attestle import {kind} {file}"
        )
        asked = dataclasses.replace(asked, dry_run=True)
    choices = ImportChoices(system=system, provider=provider, name=name, replace=replace)
    _import_sheet(ctx, kind, file, choices, asked)


def _read_file(file: Path, asked: SheetOptions | None = None) -> SourceFile:
    data = sheet_imports.read_outside(file)
    if asked is None:
        return SourceFile(file.name, data)
    return SourceFile(file.name, data, asked.sheets, asked.given, asked.header_row)


def _import_sheet(
    ctx: click.Context, kind: str, file: Path, choices: ImportChoices, asked: SheetOptions
) -> None:
    """Any kind: the file as it is asked for, and what is kept besides."""
    root, source = find_root(ctx), _read_file(file, asked)
    if asked.report is not None:
        import_files.check_report_name(asked.report)
    if asked.like:
        source = import_files.apply_map(root, asked.like, kind, source)
    choices = dataclasses.replace(choices, dry_run=asked.dry_run)
    result = sheet_imports.import_sheet(root, kind, source, choices)
    if asked.report is not None:
        import_files.save_report(asked.report, result.fates)
    if asked.save_map and not asked.dry_run:
        kept = import_files.save_map(root, asked.save_map, kind, result.reading)
        result = dataclasses.replace(result, written=(*result.written, *kept))
    # what a sheet of states is taken in for
    is_end = kind == "states" and not ctx.obj["is_step"]
    show = partial(_show_scores, root, choices.system) if is_end else None
    _report(ctx, file, result, every=asked.every, following=_NEXT.get(kind, ""), show=show)


def _emit_end(ctx: click.Context, following: str, show: Callable[[], None] | None) -> None:
    """What the workspace comes to now, and what to do next."""
    if show:
        show()
    if following:
        emit_next(ctx, following)


def _show_scores(root: Path, system: str | None) -> None:
    emit_scores(judge_status(root, system)[0])


def _emit_places(entries: Sequence[str], what: str, loud: bool) -> None:
    """How many there are; each of them with -v."""
    if entries:
        emit(f"{len(entries)} {what}{'' if loud else '; list them with -v'}")
    for entry in entries if loud else ():
        emit(f"  {entry}")


def _report(
    ctx: click.Context,
    file: Path,
    result: ImportResult,
    *,
    every: bool = False,
    following: str = "",
    show: Callable[[], None] | None = None,
) -> None:
    """What was understood and made, then every kind of message with its rows, then the files."""
    emit_reading(file.name, result.reading)
    would = "would be " if result.is_dry else ""
    emit(f"{would}{result.made} {result.things} from {result.rows} rows of {file.name}")
    emit_problems(result.problems, every=every)
    emit_replaced(result.replaced, every=every)
    emit_files(result.written, is_dry=result.is_dry, loud=ctx.obj["verbose"])
    if not result.written:
        emit("nothing to change")
    for text in result.words:
        emit(text)
    if result.unused and not result.reading.columns:
        emit(f"columns not used: {', '.join(result.unused)}")
    if result.is_dry:
        emit("nothing was written; leave out --dry-run to do it")
    elif result.written:
        _emit_end(ctx, following, show)
    if result.not_taken:
        emit(f"{result.not_taken} rows were not taken{name_rows(result.problems)}", err=True)
        ctx.exit(int(ExitCode.FINDINGS))
