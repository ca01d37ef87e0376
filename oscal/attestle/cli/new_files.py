"""`attestle new component|provider|evidence|poam|exception`: one file, or one item, of a system."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from ..api import component_reuse, workspace_setup
from ..api.clock import make_uuid
from ..authoring import scaffold
from ..model.components import ASSET_CATEGORIES, THIS_SYSTEM
from .new_questions import prompt_for, prompt_unless_taken, take_name, write_new_file
from .output import emit, find_root
from .system_first import SystemFirst

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


@click.command(cls=SystemFirst, short_help="A product, service, policy set or facility.")
@click.argument("system", metavar="[SYSTEM]")
@take_name("slug", "component")
@click.option(
    "--from",
    "origin",
    metavar="NAME",
    is_eager=True,
    help="Take it from component-definitions/NAME; NAME/TITLE where that has several.",
)
@prompt_unless_taken("--title", "Name of the component")
@prompt_unless_taken("--type", "Type", type=TYPES)
@prompt_unless_taken("--category", "Asset category", type=CATEGORIES)
@prompt_for("--owner", "Role that answers for it")
@prompt_unless_taken("--description", "What it is and does")
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
        write_new_file(
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


@click.command(cls=SystemFirst, short_help="An external service provider and its matrix.")
@click.argument("system", metavar="[SYSTEM]")
@take_name("slug", "provider")
@prompt_for("--title", "Name of the provider")
@prompt_for("--cloud/--no-cloud", "Is it a cloud service provider", default=False)
@prompt_for("--service", "A service it gives", multiple=False)
@prompt_for("--owner", "Role that answers for the relationship")
@prompt_for("--description", "What the relationship is")
@click.pass_context
def provider(
    ctx: click.Context, /, system: str, slug: str, description: str, service: str, **values: Any
) -> None:
    """An external service provider, with an empty responsibility matrix."""
    data = scaffold.write_titled_file({**values, "services": [service]}, description, make_uuid)
    write_new_file(
        ctx,
        system,
        f"providers/{slug}.md",
        data,
        "provider",
        {f"providers/{slug}.csv": scaffold.write_empty_matrix()},
    )


@click.command(cls=SystemFirst)
@click.argument("system", metavar="[SYSTEM]")
@click.argument("identity", metavar="ID")
@prompt_for("--title", "What the artifact is")
@prompt_for("--owner", "Role that owns it")
@prompt_for("--location", "Where it is: evidence/FILE, a link, or a place")
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
    write_new_file(
        ctx,
        system,
        "evidence.yaml",
        scaffold.write_evidence_item(register, item, make_uuid),
        "evidence",
    )


@click.command(cls=SystemFirst)
@click.argument("system", metavar="[SYSTEM]")
@take_name("slug", "POA&M item")
@prompt_for("--title", "Title of the item")
@prompt_for("--kind", "Kind", type=POAM_KINDS)
@prompt_for("--weakness", "What the weakness is")
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    required=True,
    metavar="ID",
    help="An objective it is about; may be repeated.",
)
@prompt_for("--owner", "Responsible role")
@click.option(
    "--affects",
    "affected",
    multiple=True,
    default=(THIS_SYSTEM,),
    show_default=True,
    metavar="COMPONENT",
    help="May be repeated.",
)
@prompt_for("--resource-estimate", "Resources it takes")
@prompt_for("--how-identified", "How it was found")
@prompt_for("--required-artifact", "Artifact that shows it is done")
@prompt_for("--completion-criteria", "When it is done")
@prompt_for("--scheduled-completion", "Day it is scheduled for (YYYY-MM-DD)")
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
    write_new_file(
        ctx, system, f"poam/{slug}.md", scaffold.write_titled_file(front, "", make_uuid), "poam"
    )


@click.command(cls=SystemFirst, name="exception", short_help="A documented exception.")
@click.argument("system", metavar="[SYSTEM]")
@take_name("slug", "exception")
@prompt_for("--title", "Title of the exception")
@prompt_for("--kind", "Kind", type=EXCEPTION_KINDS)
@click.option(
    "--scope",
    multiple=True,
    required=True,
    metavar="ID",
    help="A requirement or objective; may be repeated.",
)
@prompt_for("--rationale", "Why it is needed")
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
    "--limited-subset",
    metavar="TEXT",
    help="Temporary deficiency from roll-out: what it has not reached yet.",
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
    write_new_file(
        ctx,
        system,
        f"exceptions/{slug}.md",
        scaffold.write_titled_file({**front, "scope": list(scope)}, "", make_uuid),
        "exception",
    )
