"""`attestle new system`: a system with a file for each requirement, or the copy of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource

from ..api import catalog_lookup, first_steps, workspace_setup
from ..api.clock import make_uuid
from ..api.sound_systems import name_requirement_file
from ..authoring import scaffold
from ..errors import UsageError
from ..model.counted_names import name_some
from ..model.frameworks import SP_800_171_R2, TERM_NAMES
from ..store.layout import system_folder_path
from .new_questions import prompt_for, take_name
from .output import emit, emit_next, find_root

# Owners of controls that are named; of more there is only the number
_MOST_OWNERS = 3


def _name_information() -> str:
    """What the profile protects, written out."""
    ctx = click.get_current_context(silent=True)
    profile = str(ctx.params.get("profile", "")) if ctx else ""
    return TERM_NAMES[SP_800_171_R2.terms[SP_800_171_R2.find_target(profile)]]


@click.command(short_help="A system, with a file for each requirement.")
@take_name("name", "system")
@click.option(
    "--from",
    "other",
    metavar="OTHER",
    is_eager=True,
    help="Copy the authored files of the system OTHER; of the other options only --title is taken.",
)
@prompt_for("--title", "Name of the system")
@prompt_for("--description", "What the system is and does")
@prompt_for("--organization", "Organisation that is responsible for it")
@prompt_for(
    "--information-type",
    "A kind of information it holds",
    default=_name_information,
    show_default="Controlled Unclassified Information, at Level 1 Federal Contract Information",
)
@prompt_for("--information-description", "What that information is")
@prompt_for("--user", "A kind of user", default="System users", show_default=True)
@prompt_for(
    "--owner-role", "Id of the role that answers for it", default="system-owner", show_default=True
)
@prompt_for("--owner-title", "Title of that role", default="System Owner", show_default=True)
@click.option(
    "--profile",
    default=SP_800_171_R2.default_profile,
    show_default=True,
    is_eager=True,  # the default of --information-type follows it
    help="The profile the system answers.",
)
@click.pass_context
def system(ctx: click.Context, /, name: str, profile: str, other: str | None, **texts: str) -> None:
    """A new system NAME: its files, and a file for each requirement of the profile with a section
    for each objective.

    With --from a copy of another system with a name, an id and uuids of its own.
    """
    if other:
        _copy_system(ctx, name, other, texts["title"])
        return
    root = find_root(ctx)
    baseline = catalog_lookup.read_answerable_baseline(root, profile)
    facts = scaffold.NewSystem(name=name, profile=profile, today=dt.date.today(), **texts)
    outputs = scaffold.write_system(
        facts,
        baseline,
        partial(name_requirement_file, name),
        make_uuid,
    )
    folder = system_folder_path(name)
    kinds = {f"{folder}/system.md": "system", f"{folder}/people.yaml": "people"}
    written = workspace_setup.write_new_files(root, outputs, kinds)
    emit(
        f"wrote {len(written)} files under {folder}, {len(baseline.requirements)} of them"
        " requirement files without a state"
    )
    _tell_owners(root, name, facts.owner_title, first_steps.list_control_owners(root))
    emit_next(
        ctx, f"describe {folder}/boundary.md, answer {folder}/controls, then: attestle validate"
    )


def _tell_owners(root: Path, name: str, title: str, owners: Sequence[str]) -> None:
    """That one role stands for all requirements, where an inventory knows who does what."""
    others = [owner for owner in owners if owner.casefold() != title.casefold()]
    if not others:
        return
    emit(
        f"owners: {title} stands for every requirement until people.yaml says otherwise; the owners"
        f" of your controls ({name_some(others, _MOST_OWNERS)}) become roles with:"
        f" attestle new role {name} ID --title TITLE, and own a family under families in"
        f" {system_folder_path(name)}/people.yaml"
    )


def _copy_system(ctx: click.Context, name: str, other: str, title: str | None) -> None:
    """Write the copy, and say what in it is still about the other system."""
    given = [
        param.opts[0]
        for param in ctx.command.params
        if param.name not in ("name", "other", "title")
        and ctx.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise UsageError(f"with --from only --title is taken, not {', '.join(given)}")
    made = workspace_setup.copy_system(find_root(ctx), name, other, title)
    folder = system_folder_path(name)
    emit(
        f"wrote {len(made.written)} files under {folder}, a copy of {system_folder_path(other)}"
        f" with {made.identities} uuids of its own"
    )
    for path, why in made.unread:
        emit(f"not copied: {path} ({why})")
    emit_next(
        ctx,
        "answers, evidence, reviews and approvals are still those of the other system;"
        f" correct what differs in {folder}, then: attestle validate",
    )
