"""`attestle catalog`: requirements and criteria to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from ..api import catalog_lookup, component_reuse, text_overlays
from ..crosswalk.shared_evidence import SharedEvidence
from ..formats.reference_section import write_heading
from ..model.baseline import Baseline, Requirement, StatementItem
from ..model.defined_components import DefinedAnswer
from ..model.shown_words import ShownWords
from .catalog_add import add
from .catalog_text import text
from .output import emit, emit_json, find_root, format_option


@click.group()
def catalog() -> None:
    """List and show requirements and criteria."""


catalog.add_command(text)
catalog.add_command(add)


@catalog.command(name="list")
@click.argument("name", required=False)
@format_option("text", "json")
@click.pass_context
def list_(ctx: click.Context, name: str | None, form: str) -> None:
    """List the catalogs and profiles of the workspace, or the controls of the one named."""
    root = find_root(ctx)
    if name is None:
        _emit_catalogs(catalog_lookup.list_catalogs(root), form)
    else:
        _emit_controls(name, catalog_lookup.read_controls_of(root, name), form)


def _emit_catalogs(rows: list[dict[str, object]], form: str) -> None:
    if form == "json":
        emit_json({"catalogs": rows})
        return
    for row in rows:
        emit(f"{row['kind']:<8} {row['name']:<44} {row['controls']:>4} controls  {row['title']}")


def _emit_controls(name: str, baseline: Baseline, form: str) -> None:
    if form == "json":
        controls = [_summarize_control(item) for item in baseline.requirements]
        emit_json({"name": name, "controls": controls})
        return
    for item in baseline.requirements:
        objectives = f"{len(item.objectives)} objectives" if item.objectives else ""
        emit(f"{item.label:<9} {item.title:<58} {objectives}")


@catalog.command()
@click.argument("control")
@click.option(
    "--catalog", "name", metavar="NAME", help="The catalog to look in, where the id is in several."
)
@click.option(
    "--guidance", is_flag=True, help="Only the guidance on it, which is in our own words."
)
@format_option("text", "json")
@click.pass_context
def show(ctx: click.Context, control: str, name: str | None, guidance: bool, form: str) -> None:
    """Show one requirement, objective or criterion: 3.1.1, AC.L2-3.1.1[a], 03.01.01, cc6.1.

    The publisher's words come first where they were laid down with: attestle catalog text FILE
    """
    root = find_root(ctx)
    baseline, item = text_overlays.find_worded_control(root, control, name)
    if guidance:
        _emit_guidance(item, form)
        return
    shared = catalog_lookup.find_shared_evidence(root, item.label) if not item.objectives else []
    answers = component_reuse.find_answers(root, item.id, baseline)
    if form == "json":
        emit_json(_describe_control(baseline, item, shared, answers))
        return
    for line, style in _write_page(baseline, item):
        emit(line, style=style)
    for row in (*_list_evidence(shared), *_list_answers(answers)):
        emit(row)


def _emit_guidance(item: Requirement, form: str) -> None:
    if form == "json":
        emit_json({"id": item.id, "label": item.label, "guidance": item.guidance})
        return
    emit(write_heading(item).removeprefix("# "), style="bold")
    emit(item.guidance or "The catalog has no guidance on it.")


def _describe_words(published: ShownWords | None) -> dict[str, object]:
    """Further keys of a text that the publisher's words were laid beside."""
    if published is None:
        return {}
    words = {
        "text": published.text,
        "source": published.source,
        "sha256": published.sha256,
        "proved": published.is_proved,
    }
    return {"published": words}


def _describe_control(
    baseline: Baseline,
    item: Requirement,
    shared: Iterable[tuple[str, SharedEvidence]],
    answers: Iterable[tuple[str, str, DefinedAnswer]],
) -> dict[str, object]:
    """The keys of `catalog show --format json`."""
    parts = [
        {
            "id": part.id,
            "label": part.label,
            "text": part.prose,
            **_describe_words(part.published),
        }
        for part in item.items
    ]
    return {
        **_summarize_control(item),
        **({"items": parts} if parts else {}),
        "catalog": baseline.profile,
        "statement": item.statement,
        **_describe_words(item.published),
        "guidance": item.guidance,
        "objectives": [
            {
                "id": entry.id,
                "label": entry.label,
                "text": entry.text,
                **_describe_words(entry.published),
            }
            for entry in item.objectives
        ],
        "evidence": [
            {
                "system": system,
                "items": [entry.id for entry in found.items],
                "objectives": list(found.objectives),
            }
            for system, found in shared
        ],
        "components": [
            {"definition": definition, "component": title, "text": found.text}
            for definition, title, found in answers
        ],
        "methods": {
            entry.name.lower(): [line.removeprefix("- ") for line in entry.objects.split("\n")]
            for entry in item.methods
        },
    }


def _list_evidence(shared: Iterable[tuple[str, SharedEvidence]]) -> Iterator[str]:
    """What is registered for a criterion, and where else it is cited."""
    for system, found in shared:
        yield f"evidence in {system}: {', '.join(entry.id for entry in found.items)}"
        yield f"  the same items are cited for {', '.join(found.objectives) or 'no objective'}"


def _list_answers(answers: Iterable[tuple[str, str, DefinedAnswer]]) -> Iterator[str]:
    """What the components of the workspace say they do for the control."""
    for definition, title, found in answers:
        letters = (
            f" for {', '.join(f'[{letter}]' for letter in found.letters)}" if found.letters else ""
        )
        yield f"{title} ({definition}){letters}: {' '.join(found.text.split())}"


def _summarize_control(item: Requirement) -> dict[str, object]:
    return {
        "id": item.id,
        "label": item.label,
        "cmmc": item.cmmc_label,
        "title": item.title,
        "family": item.family,
        "points": item.points,
        "points_partial": item.points_partial,
        "poam_class": item.poam_class,
        "level_1": list(item.level1),
        "summary": item.summarised,
    }


def _write_page(baseline: Baseline, item: Requirement) -> Iterator[tuple[str, str | None]]:
    yield write_heading(item).removeprefix("# "), "bold"
    yield f"{item.id} in {baseline.profile}", None
    yield "; ".join(_list_facts(item)) or item.family_title, None
    yield "", None
    yield from _write_both(item.published, item.statement)
    if item.objectives:
        yield "", None
        for entry in item.objectives:
            yield from _write_both(entry.published, entry.text, f"  {entry.label}  ")
    if item.items:
        yield "", None
        for part in item.items:
            yield from _write_both(part.published, part.prose, _lead_part(part))
    if item.guidance:
        yield "", None
        yield item.guidance, None
    for method in item.methods:
        objects = ", ".join(line.removeprefix("- ") for line in method.objects.split("\n"))
        yield f"{method.name.lower()}: {objects}", None
    yield from _explain_words(item)


def _write_both(
    published: ShownWords | None, own: str, lead: str = ""
) -> Iterator[tuple[str, str | None]]:
    """The publisher's words where they are known, ours below them."""
    if published is None:
        yield f"{lead}{own}", None
        return
    yield f"{lead}{published.text}", None
    if published.has_summary:
        yield f"{' ' * len(lead)}in short: {own}", None


def _explain_words(item: Requirement) -> Iterator[tuple[str, str | None]]:
    """Whose words all of it is in."""
    parts = (item.published, *(entry.published for entry in item.objectives))
    shown = [published for published in parts if published]
    if shown:
        sources = "; ".join(dict.fromkeys(published.source for published in shown))
        proved = all(published.is_proved for published in shown)
        how = "the digest of each agrees" if proved else "no digests ship for all of them"
        yield "", None
        yield f"{len(shown)} texts in the publisher's words, from {sources}: {how}.", None
    if item.summarised:
        which = "What is called in short, and the guidance, are" if shown else "The texts are"
        yield "", None
        yield f"{which} summaries, not the publisher's wording.", None


def _lead_part(part: StatementItem) -> str:
    """What stands before a part of the statement, indented as deep as it stands in it."""
    return f"{'  ' * (part.depth + 1)}{part.label or part.id}  "


def _list_facts(item: Requirement) -> Iterator[str]:
    if item.requirement_type:
        yield f"{item.requirement_type} requirement"
    if item.poam_class:
        yield f"POA&M: {item.poam_class}"
    if item.level1:
        yield f"Level 1: {', '.join(item.level1)}"
    if item.points_partial:
        yield f"{item.points_partial} points with partial credit"
