"""Components of component-definitions: taken into a system, kept up to date, looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..authoring import definition_sections, scaffold
from ..authoring.definition_sections import Origin
from ..errors import UsageError, WorkspaceError
from ..formats import component_definitions as definitions
from ..formats import reference_section
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Requirement
from ..model.defined_components import ComponentDefinition, DefinedAnswer, DefinedComponent
from ..model.workspace import Work
from ..nearest import suggest_words
from ..store import files, layout, oscal_documents
from .sound_systems import load_sound, name_requirement_file

MODEL = "component-definition"
# Titles shown where none is near; more are looked up in the definition
_MOST_TITLES = 8


@dataclass(frozen=True, slots=True)
class TakenComponent:
    """What taking a component did.

    The files written, the labels of the requirements that got a section, and those that had one of
    their `own`, which stays.
    """

    written: tuple[str, ...]
    answered: tuple[str, ...]
    own: tuple[str, ...]


def find_origins(root: Path, work: Work) -> tuple[Origin, ...]:
    """What the components of a system are taken from.

    One whose definition is not there or cannot be read is left out, which `validate` tells.
    """
    origins = []
    for item in work.system.components:
        if not item.definition:
            continue
        name, title = definitions.split_reference(item.definition)
        definition = _read_definition(root, name)
        component = definition.component(title) if definition else None
        if component is not None:
            origins.append(
                definition_sections.find_origin(
                    item.slug, item.title, name, component, work.baseline
                )
            )
    return tuple(origins)


def _read_definition(root: Path, name: str) -> ComponentDefinition | None:
    path = layout.document_path(MODEL, name)
    if not layout.SLUG.match(name) or not files.exists(root, path):
        return None
    document, problems = oscal_documents.read_document(root, path)
    if document is None or document.tree is None or problems:
        return None
    try:
        return definitions.read_definition(name, path, document.tree)
    except (AttributeError, KeyError, TypeError, ValueError):
        # not of its schema's shape; OSC002 says so
        return None


def _find_component(root: Path, written: str) -> tuple[str, DefinedComponent]:
    """The name of the definition and its component that a user names as NAME or NAME/TITLE.

    Raises UsageError with what there is.
    """
    name, title = definitions.split_reference(written)
    known = files.list_names(root, layout.FOLDER_OF[MODEL])
    if name not in known:
        way_out = (
            suggest_words(name, known)
            or "put it under component-definitions/NAME/component-definition.json"
        )
        raise UsageError(f'there is no component-definition "{name}"; {way_out}')
    definition = _read_definition(root, name)
    if definition is None:
        raise WorkspaceError(
            f"{layout.document_path(MODEL, name)} cannot be used; see why with: attestle validate"
            f" {layout.FOLDER_OF[MODEL]}/{name}"
        )
    component = definition.component(title)
    if component is None:
        raise UsageError(_explain_no_component(definition, name, title))
    return name, component


def _explain_no_component(definition: ComponentDefinition, name: str, title: str) -> str:
    titles = [item.title for item in definition.components]
    if not titles:
        return f"{name} describes no component, only SOC 2 controls or nothing"
    if title:
        way_out = suggest_words(title, titles) or f"it has: {', '.join(titles[:_MOST_TITLES])}"
        return f'{name} has no component "{title}"; {way_out}'
    return f'{name} has {len(titles)} components; say which, such as --from "{name}/{titles[0]}"'


def take_component(
    root: Path,
    system: str,
    slug: str,
    written: str,
    given: Mapping[str, str | None],
    new_uuid: Callable[[], str],
) -> TakenComponent:
    """A component of a definition as a component of a system.

    Front matter, description, and a section in each requirement file it answers; `written` is the
    definition as NAME or NAME/TITLE, `given` goes before what it says.
    """
    # only a new component needs it; `generate` does without
    from .workspace_setup import write_new_files

    work = load_sound(root, system)
    name, component = _find_component(root, written)
    front, text = _fill_front_matter(written, component, given)
    path = f"{layout.system_folder_path(work.system.name)}/components/{slug}.md"
    made = write_new_files(
        root, {path: scaffold.write_titled_file(front, text, new_uuid)}, {path: "component"}
    )
    origin = definition_sections.find_origin(
        slug, str(front["title"]), name, component, work.baseline
    )
    outputs: dict[str, bytes | None] = {}
    own: list[str] = []
    answered: list[str] = []
    for requirement in work.baseline.requirements:
        if requirement.id not in origin.answers:
            continue
        file = name_requirement_file(work.system.name, requirement)
        before = _read_or_write_file(root, work, requirement, file)
        after = definition_sections.add_answers(before, requirement, (origin,))
        if after == before:
            own.append(requirement.label)
        else:
            answered.append(requirement.label)
            outputs[file] = after.encode()
    changed = files.save(root, outputs)
    return TakenComponent((*made, *changed), tuple(answered), tuple(own))


def _read_or_write_file(root: Path, work: Work, requirement: Requirement, path: str) -> str:
    """The text of a requirement's file, or of the one that it would get."""
    if files.exists(root, path):
        return decode_text(files.read(root, path)).text
    owner = work.system.family_owner(requirement.family)
    return reference_section.write_new_file(requirement, owner)


def _fill_front_matter(
    written: str, component: DefinedComponent, given: Mapping[str, str | None]
) -> tuple[dict[str, Any], str]:
    """The keys and the text of the new component, what is given before what is defined."""
    defined = {
        "title": component.title,
        "type": component.type,
        "category": component.category,
        "purpose": component.purpose,
        "vendor": component.vendor,
        "version": component.version,
    }
    front = {key: given.get(key) or " ".join(value.split()) for key, value in defined.items()}
    if not front["category"]:
        raise UsageError(
            f"{component.title} does not say what category of asset it is; say it with --category"
        )
    front["owner"] = given.get("owner") or ""
    front["provider"] = given.get("provider") or ""
    front["definition"] = written
    text = component.description.replace("\r\n", "\n").strip("\n")
    return front, given.get("description") or text


def add_taken_sections(
    root: Path, work: Work, outputs: Mapping[str, bytes | None]
) -> dict[str, bytes | None]:
    """The requirement files that `generate` will write, with the sections that components take.

    `outputs` are those that change anyway.
    """
    result = dict(outputs)
    origins = find_origins(root, work)
    for requirement in work.baseline.requirements if origins else ():
        path = name_requirement_file(work.system.name, requirement)
        data = result.get(path)
        if data is None and not files.exists(root, path):
            continue
        before = data.decode() if data is not None else decode_text(files.read(root, path)).text
        after = definition_sections.add_answers(before, requirement, origins)
        if after != before:
            result[path] = after.encode()
    return result


def find_answers(
    root: Path, control_id: str, baseline: Baseline
) -> list[tuple[str, str, DefinedAnswer]]:
    """Definition, component and answer for each component of the workspace that answers a control.

    A criterion has its answers nowhere else.
    """
    answers = []
    for name in files.list_names(root, layout.FOLDER_OF[MODEL]):
        definition = _read_definition(root, name)
        for component in definition.components if definition else ():
            answer = definitions.select_answers(component, baseline).get(control_id)
            if answer is not None:
                answers.append((name, component.title, answer))
    return answers
