"""`attestle new`: one thing with its uuid.

What its format demands is asked for, or taken by option.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from ..api import catalog_lookup, component_reuse, workspace_setup
from ..api.sound_systems import find_system_folder, make_uuid, name_requirement_file
from ..api.validation.workspace_checks import find_problems
from ..authoring import scaffold
from ..model.frameworks import SP_800_171_R2, TERM_NAMES
from ..model.system import ASSET_CATEGORIES, THIS_SYSTEM
from ..store.layout import check_slug, system_folder_path
from .output import emit, emit_findings, find_root

CATEGORIES = click.Choice(ASSET_CATEGORIES)
TYPES = click.Choice(
    [
        "software",
        "hardware",
        "service",
        "policy",
        "physical",
        "network",
        "process-procedure",
        "plan",
        "standard",
        "system",
    ]
)
POAM_KINDS = click.Choice(["poam", "operational", "remediation"])
EXCEPTION_KINDS = click.Choice(
    ["accepted-risk", "temporary-deficiency", "enduring-exception", "dod-cio-adjudication"]
)
Command = Callable[..., Any]


class _PromptedOption(click.Option):
    """Asked for; in a script whose input has ended what has a default takes it."""

    def prompt_for_value(self, ctx: click.Context) -> Any:
        try:
            return super().prompt_for_value(ctx)
        except click.Abort:
            default = self.get_default(ctx)
            if sys.stdin.isatty() or not isinstance(default, str | bool):
                raise
            return self.process_value(ctx, default)


def _prompt_for(name: str, text: str, **kwargs: Any) -> Callable[[Command], Command]:
    """An option that is asked for when it is not given."""
    return click.option(name, prompt=text, help=f"{text}.", cls=_PromptedOption, **kwargs)


def _prompt_unless_taken(name: str, text: str, **kwargs: Any) -> Callable[[Command], Command]:
    """An option that is asked for when it is not given.

    Not where a component-definition says it.
    """

    def ask(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is not None or ctx.params.get("origin") or ctx.resilient_parsing:
            return value
        answer: str = click.prompt(text, type=param.type)
        return answer

    return click.option(name, help=f"{text}.", callback=ask, **kwargs)


def _take_name(argument: str, what: str) -> Callable[[Command], Command]:
    """An argument that becomes a file or folder name; judged before anything is asked."""

    def judge(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
        return check_slug(value, what)

    return click.argument(argument, is_eager=True, callback=judge)


def _write_new_file(
    ctx: click.Context,
    system: str,
    path: str,
    data: bytes,
    kind: str,
    more: dict[str, bytes] | None = None,
) -> None:
    """Write a file of a system, and what stands beside it; then say what is wrong with it.

    `kind` is its schema. What it names may still have to be made, so errors stop nothing.
    """
    root = find_root(ctx)
    folder = find_system_folder(root, system)
    main = f"{folder}/{path}"
    beside = {f"{folder}/{name}": content for name, content in (more or {}).items()}
    written = workspace_setup.write_new_files(root, {main: data, **beside}, {main: kind})
    for name in written:
        emit(f"wrote {name}")
    errors = [item for item in find_problems(root, written) if item.is_error]
    if errors:
        emit("what it names is not there yet; correct the file:", err=True)
        emit_findings(errors, err=True)


def _name_information() -> str:
    """What the profile protects, written out."""
    ctx = click.get_current_context(silent=True)
    profile = str(ctx.params.get("profile", "")) if ctx else ""
    return TERM_NAMES[SP_800_171_R2.terms[SP_800_171_R2.find_target(profile)]]


@click.group()
def new() -> None:
    """Scaffold one thing with its uuid."""


@new.command(short_help="A system, with a file for each requirement.")
@_take_name("name", "system")
@_prompt_for("--title", "Name of the system")
@_prompt_for("--description", "What the system is and does")
@_prompt_for("--organization", "Organisation that is responsible for it")
@_prompt_for(
    "--information-type",
    "A kind of information it holds",
    default=_name_information,
    show_default="Controlled Unclassified Information, at Level 1 Federal Contract Information",
)
@_prompt_for("--information-description", "What that information is")
@_prompt_for("--user", "A kind of user", default="System users", show_default=True)
@_prompt_for(
    "--owner-role", "Id of the role that answers for it", default="system-owner", show_default=True
)
@_prompt_for("--owner-title", "Title of that role", default="System Owner", show_default=True)
@click.option(
    "--profile",
    default=SP_800_171_R2.default_profile,
    show_default=True,
    is_eager=True,  # the default of --information-type follows it
    help="The profile the system answers.",
)
@click.pass_context
def system(ctx: click.Context, /, name: str, profile: str, **texts: str) -> None:
    """A new system NAME: its files, and a file for each requirement of the profile with a section
    for each objective.
    """
    root = find_root(ctx)
    baseline = catalog_lookup.read_profile_baseline(root, profile)
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
    emit(f"next: describe {folder}/boundary.md, answer {folder}/controls, then: attestle validate")


@new.command(short_help="A product, service, policy set or facility.")
@click.argument("system")
@_take_name("slug", "component")
@click.option(
    "--from",
    "origin",
    metavar="NAME",
    is_eager=True,
    help="Take it from component-definitions/NAME; NAME/TITLE where that has several.",
)
@_prompt_unless_taken("--title", "Name of the component")
@_prompt_unless_taken("--type", "Type", type=TYPES)
@_prompt_unless_taken("--category", "Asset category", type=CATEGORIES)
@_prompt_for("--owner", "Role that answers for it")
@_prompt_unless_taken("--description", "What it is and does")
@click.option("--provider", help="Provider that runs it.")
@click.pass_context
def component(
    ctx: click.Context,
    /,
    system: str,
    slug: str,
    origin: str | None,
    description: str | None,
    **values: str | None,
) -> None:
    """A product, service, policy set or facility: described here, or taken from a
    component-definition with its answers.
    """
    if origin is None:
        _write_new_file(
            ctx,
            system,
            f"components/{slug}.md",
            scaffold.write_titled_file(values, description or "", make_uuid),
            "component",
        )
        return
    taken = component_reuse.take_component(
        find_root(ctx), system, slug, origin, {**values, "description": description}, make_uuid
    )
    for name in taken.written:
        emit(f"wrote {name}")
    emit(
        f"{len(taken.answered)} answers taken over; the objectives still need their states and"
        " evidence"
    )
    if taken.own:
        emit(f"kept as they were, with a section of their own: {', '.join(taken.own)}")


@new.command(short_help="An external service provider and its matrix.")
@click.argument("system")
@_take_name("slug", "provider")
@_prompt_for("--title", "Name of the provider")
@_prompt_for("--cloud/--no-cloud", "Is it a cloud service provider", default=False)
@_prompt_for("--service", "A service it gives", multiple=False)
@_prompt_for("--owner", "Role that answers for the relationship")
@_prompt_for("--description", "What the relationship is")
@click.pass_context
def provider(
    ctx: click.Context, /, system: str, slug: str, description: str, service: str, **values: Any
) -> None:
    """An external service provider, with an empty responsibility matrix."""
    data = scaffold.write_titled_file({**values, "services": [service]}, description, make_uuid)
    _write_new_file(
        ctx,
        system,
        f"providers/{slug}.md",
        data,
        "provider",
        {f"providers/{slug}.csv": scaffold.write_empty_matrix()},
    )


@new.command()
@click.argument("system")
@click.argument("identity", metavar="ID")
@_prompt_for("--title", "What the artifact is")
@_prompt_for("--owner", "Role that owns it")
@_prompt_for("--location", "Where it is: evidence/FILE, a link, or a place")
@click.option("--collected", metavar="DATE", help="Day it was collected.")
@click.option(
    "--cadence",
    type=int,
    metavar="DAYS",
    help="Days after which it is due again; 365 if not given.",
)
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    metavar="ID",
    help="An objective it serves; may be repeated.",
)
@click.option(
    "--criterion",
    "criteria",
    multiple=True,
    metavar="ID",
    help="A criterion it serves; may be repeated.",
)
@click.pass_context
def evidence(
    ctx: click.Context,
    /,
    system: str,
    identity: str,
    objectives: tuple[str, ...],
    criteria: tuple[str, ...],
    **values: Any,
) -> None:
    """One item at the end of the evidence register."""
    register = workspace_setup.read_evidence_register(find_root(ctx), system)
    item = {"id": identity, **values, "objectives": list(objectives), "criteria": list(criteria)}
    _write_new_file(
        ctx,
        system,
        "evidence.yaml",
        scaffold.write_evidence_item(register, item, make_uuid),
        "evidence",
    )


@new.command()
@click.argument("system")
@_take_name("slug", "POA&M item")
@_prompt_for("--title", "Title of the item")
@_prompt_for("--kind", "Kind", type=POAM_KINDS)
@_prompt_for("--weakness", "What the weakness is")
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    required=True,
    metavar="ID",
    help="An objective it is about; may be repeated.",
)
@_prompt_for("--owner", "Responsible role")
@click.option(
    "--affects",
    "affected",
    multiple=True,
    default=(THIS_SYSTEM,),
    show_default=True,
    metavar="COMPONENT",
    help="May be repeated.",
)
@_prompt_for("--resource-estimate", "Resources it takes")
@_prompt_for("--how-identified", "How it was found")
@_prompt_for("--required-artifact", "Artifact that shows it is done")
@_prompt_for("--completion-criteria", "When it is done")
@_prompt_for("--scheduled-completion", "Day it is scheduled for (YYYY-MM-DD)")
@click.option(
    "--implemented-before",
    metavar="DATE",
    help="Operational items: when it was implemented before.",
)
@click.pass_context
def poam(
    ctx: click.Context,
    /,
    system: str,
    slug: str,
    objectives: tuple[str, ...],
    affected: tuple[str, ...],
    **values: Any,
) -> None:
    """An item of the plan of action."""
    front = {name.replace("_", "-"): value for name, value in values.items()}
    front |= {
        "objectives": list(objectives),
        "systems-affected": list(affected),
        "identified": dt.date.today(),
    }
    _write_new_file(
        ctx, system, f"poam/{slug}.md", scaffold.write_titled_file(front, "", make_uuid), "poam"
    )


@new.command(name="exception", short_help="A documented exception.")
@click.argument("system")
@_take_name("slug", "exception")
@_prompt_for("--title", "Title of the exception")
@_prompt_for("--kind", "Kind", type=EXCEPTION_KINDS)
@click.option(
    "--scope",
    multiple=True,
    required=True,
    metavar="ID",
    help="A requirement or objective; may be repeated.",
)
@_prompt_for("--rationale", "Why it is needed")
@click.option("--mitigations", help="What is done instead.")
@click.option("--approver", help="Role that approved it.")
@click.option("--date", metavar="DATE", help="Day of the approval.")
@click.option("--review-date", metavar="DATE", help="Day of the next review.")
@click.option(
    "--implemented-before",
    metavar="DATE",
    help="Temporary deficiency: when it was implemented before.",
)
@click.option(
    "--operational-item", metavar="SLUG", help="Temporary deficiency: its operational item."
)
@click.pass_context
def exception_(
    ctx: click.Context, /, system: str, slug: str, scope: tuple[str, ...], **values: Any
) -> None:
    """A documented exception; it excuses only when approved and while its review is not past."""
    front = {name.replace("_", "-"): value for name, value in values.items()}
    _write_new_file(
        ctx,
        system,
        f"exceptions/{slug}.md",
        scaffold.write_titled_file({**front, "scope": list(scope)}, "", make_uuid),
        "exception",
    )
