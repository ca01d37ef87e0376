"""Components taken from component-definitions: into a system, kept up to date in it, and looked up
by what they answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..authoring import definition_sections, scaffold
from ..authoring.definition_sections import Origin
from ..errors import UsageError, WorkspaceError
from ..formats import component_definitions as definitions
from ..formats import reference_section
from ..formats.text_file import decode_text
from ..model.baseline import Baseline
from ..model.defined_components import ComponentDefinition, DefinedAnswer, DefinedComponent
from ..model.workspace import Work
from ..nearest import suggest_words
from ..store import files, layout, oscal_documents
from .sound_systems import load_sound

MODEL = "component-definition"


@dataclass(frozen=True, slots=True)
class TakenComponent:
    """The files written, the labels of the requirements that got a section, and those that had one
    of their own, which stays.
    """

    written: tuple[str, ...]
    answered: tuple[str, ...]
    own: tuple[str, ...]


def find_origins(root: Path, work: Work) -> tuple[Origin, ...]:
    """What the components of a system are taken from; one whose definition is not there or cannot
    be read is left out, which `validate` tells.
    """
    found = []
    for item in work.system.components:
        if not item.definition:
            continue
        name, wanted = definitions.split_reference(item.definition)
        definition = _definition(root, name)
        component = definition.component(wanted) if definition else None
        if component is not None:
            found.append(
                definition_sections.find_origin(
                    item.slug, item.title, name, component, work.baseline
                )
            )
    return tuple(found)


def _definition(root: Path, name: str) -> ComponentDefinition | None:
    path = layout.document_path(MODEL, name)
    if not layout.SLUG.match(name) or not files.exists(root, path):
        return None
    document, found = oscal_documents.read_document(root, path)
    if document is None or document.tree is None or found:
        return None
    try:
        return definitions.read_definition(name, path, document.tree)
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ):  # not of its schema's shape; OSC002 says so
        return None


def _wanted(root: Path, written: str) -> tuple[str, DefinedComponent]:
    """The definition and its component that a user names; otherwise UsageError with what there is."""
    name, wanted = definitions.split_reference(written)
    known = files.list_names(root, layout.FOLDER_OF[MODEL])
    if name not in known:
        raise UsageError(
            f'there is no component-definition "{name}";'
            f" {suggest_words(name, known) or 'put it under component-definitions/NAME/component-definition.json'}"
        )
    definition = _definition(root, name)
    if definition is None:
        raise WorkspaceError(
            f"{layout.document_path(MODEL, name)} cannot be used; see why with: attestle validate"
            f" {layout.FOLDER_OF[MODEL]}/{name}"
        )
    component = definition.component(wanted)
    titles = [item.title for item in definition.components]
    if component is None and not titles:
        raise UsageError(f"{name} describes no component, only SOC 2 controls or nothing")
    if component is None and wanted:
        raise UsageError(
            f'{name} has no component "{wanted}";'
            f" {suggest_words(wanted, titles) or 'it has: ' + ', '.join(titles[:8])}"
        )
    if component is None:
        raise UsageError(
            f'{name} has {len(titles)} components; say which, such as --from "{name}/{titles[0]}"'
        )
    return name, component


def take_component(
    root: Path,
    system: str,
    slug: str,
    written: str,
    given: Mapping[str, str | None],
    new_uuid: Callable[[], str],
) -> TakenComponent:
    """A component of a definition as a component of a system: front matter, description, and a
    section in each requirement file it answers.
    """
    # only a new component needs it; `generate` does without
    from .workspace_setup import write_new_files

    work = load_sound(root, system)
    name, component = _wanted(root, written)
    front, text = _front(written, component, given)
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
        file = layout.requirement_file_path(
            work.system.name, requirement.family, requirement.label, requirement.id
        )
        before = (
            decode_text(files.read(root, file)).text
            if files.exists(root, file)
            else reference_section.write_new_file(
                requirement, work.system.family_owner(requirement.family)
            )
        )
        after = definition_sections.add_answers(before, requirement, (origin,))
        (own if after == before else answered).append(requirement.label)
        if after != before:
            outputs[file] = after.encode()
    return TakenComponent(
        (*made, *(files.save(root, outputs) if outputs else ())), tuple(answered), tuple(own)
    )


def _front(
    written: str, component: DefinedComponent, given: Mapping[str, str | None]
) -> tuple[dict[str, Any], str]:
    """The keys and the text of the new component: what is given goes before what the definition
    says.
    """
    said = {
        "title": component.title,
        "type": component.type,
        "category": component.category,
        "purpose": component.purpose,
        "vendor": component.vendor,
        "version": component.version,
    }
    front = {key: given.get(key) or " ".join(value.split()) for key, value in said.items()}
    if not front["category"]:
        raise UsageError(
            f"{component.title} does not say what category of asset it is; say it with --category"
        )
    front |= {
        "owner": given.get("owner") or "",
        "provider": given.get("provider") or "",
        "definition": written,
    }
    return front, given.get("description") or component.description.replace("\r\n", "\n").strip(
        "\n"
    )


def add_taken_sections(
    root: Path, work: Work, outputs: Mapping[str, bytes | None]
) -> dict[str, bytes | None]:
    """The requirement files that `generate` will write, with the sections that components take
    over; `outputs` are those that change anyway.
    """
    result = dict(outputs)
    taken = find_origins(root, work)
    for requirement in work.baseline.requirements if taken else ():
        path = layout.requirement_file_path(
            work.system.name, requirement.family, requirement.label, requirement.id
        )
        data = result.get(path)
        if data is None and not files.exists(root, path):
            continue
        before = data.decode() if data is not None else decode_text(files.read(root, path)).text
        after = definition_sections.add_answers(before, requirement, taken)
        if after != before:
            result[path] = after.encode()
    return result


def find_answers(
    root: Path, control_id: str, baseline: Baseline
) -> list[tuple[str, str, DefinedAnswer]]:
    """Definition, component and answer for each component of the workspace that answers a control;
    a criterion has its answers nowhere else.
    """
    found = []
    for name in files.list_names(root, layout.FOLDER_OF[MODEL]):
        definition = _definition(root, name)
        for component in definition.components if definition else ():
            answer = definitions.select_answers(component, baseline).get(control_id)
            if answer is not None:
                found.append((name, component.title, answer))
    return found
