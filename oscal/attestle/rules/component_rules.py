"""SYN002, REF008, REF012, CMP002: components taken from a component-definition, and products that
the prose names.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..formats.component_definitions import (
    is_untouched,
    make_taken_section,
    read_definition,
    read_mark,
    select_answers,
    split_reference,
)
from ..model.defined_components import DefinedAnswer, DefinedComponent
from ..model.system import Component, ComponentAnswer, RequirementAnswer, System
from ..model.workspace import Work, Workspace
from ..nearest import suggest_words
from .narrative_texts import walk_narratives
from .rule_input import Rule, RuleInput, find_owner

_SHOWN = 8
_MOST_WORDS = 2000
_LISTED = 6


def origins(facts: RuleInput) -> Iterator[Finding]:
    """REF008, REF012: the definition that a component is taken from is there, and holds it."""
    for work in facts.workspace.works:
        for item in work.system.components:
            found = _defined(facts.workspace, item)
            if isinstance(found, tuple):
                code, message, hint = found
                yield make_finding(
                    code,
                    item.source.path,
                    message,
                    pointer="/definition",
                    hint=hint,
                    owner=item.owner,
                )


def _defined(
    workspace: Workspace, item: Component
) -> DefinedComponent | tuple[str, str, str] | None:
    """What the component is taken from; code, message and hint if that is not there; None if it
    names none, or it cannot be read.
    """
    if not item.definition:
        return None
    name, wanted = split_reference(item.definition)
    path = f"component-definitions/{name}/component-definition.json"
    document = workspace.by_path.get(path)
    if document is None:
        known = [
            other.name for other in workspace.documents if other.model == "component-definition"
        ]
        return (
            "REF008",
            f'there is no component-definition "{name}"',
            suggest_words(name, known)
            or "put it under component-definitions/, or take the key away",
        )
    try:
        definition = read_definition(name, path, document.tree or {})
    except (AttributeError, KeyError, TypeError):  # not of its schema's shape; OSC002 says so
        return None
    found = definition.component(wanted)
    if found is not None:
        return found
    titles = [other.title for other in definition.components]
    if wanted:
        return (
            "REF012",
            f'{name} has no component "{wanted}"',
            suggest_words(wanted, titles) or f"it has: {', '.join(titles[:_LISTED])}",
        )
    return (
        "REF012",
        f"{name} has {len(titles)} components",
        f"say which, such as: definition: {name}/{titles[0]}" if titles else "",
    )


def moved_source(facts: RuleInput) -> Iterator[Finding]:
    """SYN002: a section that was taken over says what its source says now, or says that it is meant
    to differ.
    """
    for work in facts.workspace.works:
        for item in work.system.components:
            defined = _defined(facts.workspace, item)
            if isinstance(defined, DefinedComponent):
                yield from _moved(facts, work, item, defined)
            elif not item.definition:
                yield from _orphaned(work, item)


def _orphaned(work: Work, item: Component) -> Iterator[Finding]:
    """Sections that say where they are taken from, under a component that does not."""
    for answer in work.system.answers.values():
        for part in answer.components:
            if part.component == item.slug and part.taken_from:
                name = part.taken_from.partition(" ")[0]
                yield make_finding(
                    "SYN002",
                    part.source.path,
                    f"the section says that it is taken from {name}, but {item.source.path} names"
                    " no definition",
                    line=part.source.line,
                    owner=find_owner(work, answer),
                    hint=f"add to the component: definition: {name}; or delete the line Taken from",
                )


def _moved(
    facts: RuleInput, work: Work, item: Component, defined: DefinedComponent
) -> Iterator[Finding]:
    name = split_reference(item.definition or "")[0]
    sources = select_answers(defined, work.baseline)
    lacking = []
    for requirement in work.baseline.requirements:
        answer = work.system.answers.get(requirement.id)
        part = (
            next((part for part in answer.components if part.component == item.slug), None)
            if answer
            else None
        )
        if part is None:
            if requirement.id in sources and not facts.answer_is_unread(work, requirement):
                lacking.append(requirement.label)
            continue
        if answer is not None and part.taken_from:
            yield from _section(work, answer, part, name, sources.get(requirement.id))
    if lacking:
        more = f" and {len(lacking) - _LISTED} more" if len(lacking) > _LISTED else ""
        yield make_finding(
            "SYN002",
            item.source.path,
            f"{name} answers {', '.join(lacking[:_LISTED])}{more}, where {item.title} has no"
            " section yet",
            pointer="/definition",
            owner=item.owner,
            hint=f"run: attestle ssp generate {work.system.name}",
        )


def _section(
    work: Work,
    answer: RequirementAnswer,
    part: ComponentAnswer,
    name: str,
    source: DefinedAnswer | None,
) -> Iterator[Finding]:
    def told(message: str, hint: str) -> Finding:
        return make_finding(
            "SYN002",
            part.source.path,
            message,
            line=part.source.line,
            owner=find_owner(work, answer),
            hint=hint,
        )

    written = read_mark(part.taken_from, name)
    if written is None:
        way = (
            f"write: - Taken from: {name}"
            f" {make_taken_section(source, work.baseline.by_id[answer.control_id]).mark}"
            if source
            else "delete the line Taken from"
        )
        yield told(
            f'the section says that it is taken from "{part.taken_from}", but its component is'
            f" taken from {name}",
            way,
        )
        return
    untouched = is_untouched(part, written)
    generate = f"run: attestle ssp generate {work.system.name}"
    if source is None:
        way = generate if untouched else "delete the line Taken from to keep your text as your own"
        yield told(f"{answer.label}: {name} does not answer it any more", way)
        return
    now = make_taken_section(source, work.baseline.by_id[answer.control_id])
    if now.mark == written:
        return
    difference = _difference(part, now.letters, now.status, now.prose)
    if untouched:
        yield told(
            f"{answer.label}: {name} has changed since the section was taken over: {difference}",
            generate,
        )
    elif is_untouched(part, now.mark):
        yield told(
            f"{answer.label}: the section says what {name} says now, under an old mark",
            f"write: - Taken from: {name} {now.mark}",
        )
    else:
        hint = (
            f"to keep your text, write: - Taken from: {name} {now.mark}; to take the other, delete"
            f" the section and {generate}"
        )
        yield told(
            f"{answer.label}: the section was edited, and {name} has changed since it was taken"
            f" over: {difference}",
            hint,
        )


def _difference(part: ComponentAnswer, letters: tuple[str, ...], status: str, prose: str) -> str:
    """What the source says otherwise, in one line: the first changed words, or the fields."""
    if part.objectives != letters:
        return (
            f"objectives {', '.join(part.objectives) or 'none'} here,"
            f" {', '.join(letters) or 'none'} there"
        )
    if part.status != status:
        return f"status {part.status} here, {status} there"
    ours, others = part.prose.split()[:_MOST_WORDS], prose.split()[:_MOST_WORDS]
    for kind, start, end, low, high in difflib.SequenceMatcher(
        None, ours, others, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            return f'"{_words(ours, start, end)}" here, "{_words(others, low, high)}" there'
    return "only blanks and line breaks differ"


def _words(words: list[str], start: int, end: int) -> str:
    """The words with one before them, cut where a reader would stop."""
    shown = words[max(0, start - 1) : end]
    return " ".join(shown[:_SHOWN]) + (" ..." if len(shown) > _SHOWN else "")


def unknown_tool(facts: RuleInput) -> Iterator[Finding]:
    """CMP002: a product of the workspace's list `known-tools` that the prose names is a component,
    a provider or an asset.
    """
    for work in facts.workspace.works:
        if (
            facts.is_unread(work, "components")
            or facts.unread_in(work, "components")
            or not work.known_tools
        ):
            continue
        known = _named_things(work.system)
        wanted = [
            tool
            for tool in work.known_tools
            if not re.search(rf"(?<!\w){re.escape(tool.casefold())}(?!\w)", known)
        ]
        for tool in wanted:
            pattern = re.compile(rf"(?<!\w){re.escape(tool)}(?!\w)")
            told: set[str] = set()
            for place in walk_narratives(work):
                match = pattern.search(place.text) if place.path not in told else None
                if match is not None:
                    told.add(place.path)
                    yield make_finding(
                        "CMP002",
                        place.path,
                        f"{tool} is named here, but it is no component, provider or asset of the"
                        " system",
                        line=place.line_of(match.start()),
                        owner=place.owner,
                        hint=(
                            f"describe it: attestle new component {work.system.name} SLUG; or"
                            " correct the text"
                        ),
                    )


def _named_things(system: System) -> str:
    """Every name that a product can stand under, in one text."""
    words = [
        word
        for item in system.components
        for word in (
            item.slug,
            item.title,
            item.vendor or "",
            item.description,
            *(m.name for m in item.cryptographic_modules),
        )
    ]
    words += [word for item in system.providers for word in (item.slug, item.title, *item.services)]
    words += [asset.name for asset in system.assets]
    words += [item.title for item in system.characteristics.interconnections]
    return "\n".join(words).casefold()


RULES: tuple[Rule, ...] = (origins, moved_source, unknown_tool)
