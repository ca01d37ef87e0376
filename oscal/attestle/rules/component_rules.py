"""SYN002, REF008, REF012, CMP002: components taken from a definition, products the prose names."""

from __future__ import annotations

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
from ..lazy_dataclasses import dataclass
from ..model.components import Component
from ..model.defined_components import (
    ComponentDefinition,
    DefinedAnswer,
    DefinedComponent,
    TakenSection,
)
from ..model.objective_answers import ComponentAnswer, RequirementAnswer
from ..model.system import System
from ..model.workspace import Work, Workspace
from ..nearest import suggest_words
from ..text_difference import match_ends, match_entries
from .narrative_texts import walk_narratives
from .rule_input import Rule, RuleInput, find_owner

# A message shows so many words of a change, and names so many requirements or components
_MOST_WORDS_SHOWN = 8
_MOST_LISTED = 6
# Texts are compared up to here: what differs shows early
_MOST_WORDS_COMPARED = 2000


def missing_definition(facts: RuleInput) -> Iterator[Finding]:
    """REF008, REF012: the definition that a component is taken from is there, and holds it."""
    for work in facts.workspace.works:
        for component in work.system.components:
            source = _find_source(facts.workspace, component)
            if isinstance(source, _MissingSource):
                yield make_finding(
                    source.code,
                    component.source.path,
                    source.message,
                    pointer="/definition",
                    hint=source.hint,
                    owner=component.owner,
                )


@dataclass(frozen=True, slots=True)
class _MissingSource:
    """Why there is nothing where a component says that it is taken from."""

    code: str
    message: str
    hint: str


def _find_source(
    workspace: Workspace, component: Component
) -> DefinedComponent | _MissingSource | None:
    """What the component is taken from; None if it names none, or it cannot be read."""
    if not component.definition:
        return None
    name, title = split_reference(component.definition)
    path = f"component-definitions/{name}/component-definition.json"
    document = workspace.by_path.get(path)
    if document is None:
        names = [
            other.name for other in workspace.documents if other.model == "component-definition"
        ]
        hint = suggest_words(name, names)
        return _MissingSource(
            "REF008",
            f'there is no component-definition "{name}"',
            hint or "put it under component-definitions/, or take the key away",
        )
    try:
        definition = read_definition(name, path, document.tree or {})
    except (AttributeError, KeyError, TypeError):  # not of its schema's shape; OSC002 says so
        return None
    return definition.component(title) or _explain_missing(name, title, definition)


def _explain_missing(name: str, title: str, definition: ComponentDefinition) -> _MissingSource:
    """The definition has no component of that title, or several and none was named."""
    titles = [component.title for component in definition.components]
    if title:
        return _MissingSource(
            "REF012",
            f'{name} has no component "{title}"',
            suggest_words(title, titles) or f"it has: {', '.join(titles[:_MOST_LISTED])}",
        )
    return _MissingSource(
        "REF012",
        f"{name} has {len(titles)} components",
        f"say which, such as: definition: {name}/{titles[0]}" if titles else "",
    )


def moved_source(facts: RuleInput) -> Iterator[Finding]:
    """SYN002: a section that was taken over says what its source says now.

    Or it says that it is meant to differ.
    """
    for work in facts.workspace.works:
        for component in work.system.components:
            source = _find_source(facts.workspace, component)
            if isinstance(source, DefinedComponent):
                yield from _compare_sections(facts, work, component, source)
            elif not component.definition:
                yield from _report_orphans(work, component)


def _report_orphans(work: Work, component: Component) -> Iterator[Finding]:
    """Sections that say where they are taken from, under a component that does not."""
    for answer in work.system.answers.values():
        for section in answer.components:
            if section.component == component.slug and section.taken_from:
                name = section.taken_from.partition(" ")[0]
                yield _report_section(
                    work,
                    answer,
                    section,
                    f"the section says that it is taken from {name}, but {component.source.path}"
                    " names no definition",
                    f"add to the component: definition: {name}; or delete the line Taken from",
                )


def _report_section(
    work: Work, answer: RequirementAnswer, section: ComponentAnswer, message: str, hint: str
) -> Finding:
    return make_finding(
        "SYN002",
        section.source.path,
        message,
        line=section.source.line,
        owner=find_owner(work, answer),
        hint=hint,
    )


def _compare_sections(
    facts: RuleInput, work: Work, component: Component, source: DefinedComponent
) -> Iterator[Finding]:
    """Every section of the component with what its source answers, then what has no section."""
    name = split_reference(component.definition or "")[0]
    sources = select_answers(source, work.baseline)
    lacking = []
    for requirement in work.baseline.requirements:
        answer = work.system.answers.get(requirement.id)
        section = _find_section(answer, component)
        if answer is not None and section is not None:
            if section.taken_from:
                now = sources.get(requirement.id)
                yield from _Comparison(work, name, answer, section, now).report()
        elif requirement.id in sources and not facts.is_answer_unread(work, requirement):
            lacking.append(requirement.label)
    if lacking:
        yield _report_lacking(work, component, name, lacking)


def _find_section(answer: RequirementAnswer | None, component: Component) -> ComponentAnswer | None:
    for section in answer.components if answer else ():
        if section.component == component.slug:
            return section
    return None


def _report_lacking(work: Work, component: Component, name: str, labels: list[str]) -> Finding:
    more = f" and {len(labels) - _MOST_LISTED} more" if len(labels) > _MOST_LISTED else ""
    return make_finding(
        "SYN002",
        component.source.path,
        f"{name} answers {', '.join(labels[:_MOST_LISTED])}{more}, where {component.title} has no"
        " section yet",
        pointer="/definition",
        owner=component.owner,
        hint=(
            f"write ## {component.title} <!-- @component {component.slug} --> into the files of"
            f" these requirements, or run: attestle ssp generate {work.system.name}"
        ),
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A section that was taken over from a definition, beside what that answers now, if it does."""

    work: Work
    definition: str
    answer: RequirementAnswer
    section: ComponentAnswer
    source: DefinedAnswer | None

    def report(self) -> Iterator[Finding]:
        """At most one finding: nothing of a section can be told before its mark can be read."""
        mark = read_mark(self.section.taken_from, self.definition)
        if mark is None:
            yield self._report(
                f'the section says that it is taken from "{self.section.taken_from}", but its'
                f" component is taken from {self.definition}",
                self._suggest_mark() if self.source else "delete the line Taken from",
            )
        elif self.source is None:
            yield self._report(
                f"{self.answer.label}: {self.definition} does not answer it any more",
                f"delete the section, or {self._suggest_generate()}"
                if is_untouched(self.section, mark)
                else "delete the line Taken from to keep your text as your own",
            )
        else:
            yield from self._report_change(mark, self._take_section(self.source))

    def _report_change(self, mark: str, current: TakenSection) -> Iterator[Finding]:
        """The source has changed since the section was marked; whether the section has, decides."""
        if current.mark == mark:
            return
        name, label = self.definition, self.answer.label
        difference = _describe_difference(self.section, current)
        if is_untouched(self.section, mark):
            yield self._report(
                f"{label}: {name} has changed since the section was taken over: {difference}",
                f"write that here, or {self._suggest_generate()}",
            )
        elif is_untouched(self.section, current.mark):
            yield self._report(
                f"{label}: the section says what {name} says now, under an old mark",
                self._suggest_mark(),
            )
        else:
            yield self._report(
                f"{label}: the section was edited, and {name} has changed since it was taken over:"
                f" {difference}",
                f"to keep your text, write: - Taken from: {name} {current.mark}; to take the"
                f" other, delete the section and {self._suggest_generate()}",
            )

    def _report(self, message: str, hint: str) -> Finding:
        return _report_section(self.work, self.answer, self.section, message, hint)

    def _take_section(self, source: DefinedAnswer) -> TakenSection:
        return make_taken_section(source, self.work.baseline.by_id[self.answer.control_id])

    def _suggest_mark(self) -> str:
        mark = self._take_section(self.source).mark if self.source else ""
        return f"write: - Taken from: {self.definition} {mark}"

    def _suggest_generate(self) -> str:
        return f"run: attestle ssp generate {self.work.system.name}"


def _describe_difference(section: ComponentAnswer, current: TakenSection) -> str:
    """What the source says otherwise, in one line: the first changed words, or the fields."""
    if section.objectives != current.letters:
        return (
            f"objectives {', '.join(section.objectives) or 'none'} here,"
            f" {', '.join(current.letters) or 'none'} there"
        )
    if section.status != current.status:
        return f"status {section.status} here, {current.status} there"
    ours = section.prose.split()[:_MOST_WORDS_COMPARED]
    others = current.prose.split()[:_MOST_WORDS_COMPARED]
    opcodes = match_entries(ours, others) or match_ends(ours, others)
    for kind, start, end, low, high in opcodes:
        if kind != "equal":
            here, there = _cut_words(ours, start, end), _cut_words(others, low, high)
            return f'"{here}" here, "{there}" there'
    return "only blanks and line breaks differ"


def _cut_words(words: list[str], start: int, end: int) -> str:
    """The words with one before them, cut where a reader would stop."""
    shown = words[max(0, start - 1) : end]
    more = " ..." if len(shown) > _MOST_WORDS_SHOWN else ""
    return " ".join(shown[:_MOST_WORDS_SHOWN]) + more


def unknown_tool(facts: RuleInput) -> Iterator[Finding]:
    """CMP002: a listed product that the prose names is a component, a provider or an asset.

    The list is `known-tools` of the workspace's settings.
    """
    for work in facts.workspace.works:
        # a component that cannot be read may be the one that is missing
        unread = facts.is_unread(work, "components") or facts.list_unread(work, "components")
        if work.known_tools and not unread:
            for tool in _list_unlisted_tools(work):
                yield from _report_mentions(work, tool)


def _list_unlisted_tools(work: Work) -> Iterator[str]:
    names = _join_names(work.system)
    for tool in work.known_tools:
        if not re.search(rf"(?<!\w){re.escape(tool.casefold())}(?!\w)", names):
            yield tool


def _report_mentions(work: Work, tool: str) -> Iterator[Finding]:
    """The first mention in each file."""
    mention = re.compile(rf"(?<!\w){re.escape(tool)}(?!\w)")
    reported: set[str] = set()
    for place in walk_narratives(work):
        match = mention.search(place.text) if place.path not in reported else None
        if match is not None:
            reported.add(place.path)
            yield make_finding(
                "CMP002",
                place.path,
                f"{tool} is named here, but it is no component, provider or asset of the system",
                line=place.find_line(match.start()),
                owner=place.owner,
                hint=(
                    f"describe it: attestle new component {work.system.name} SLUG; or correct the"
                    " text"
                ),
            )


def _join_names(system: System) -> str:
    """Every name that a product can stand under, in one text, for comparing without case."""
    names: list[str] = []
    for component in system.components:
        names += [component.slug, component.title, component.vendor or "", component.description]
        names += [module.name for module in component.cryptographic_modules]
    for provider in system.providers:
        names += [provider.slug, provider.title, *provider.services]
    names += [asset.name for asset in system.assets]
    names += [item.title for item in system.characteristics.interconnections]
    return "\n".join(names).casefold()


RULES: tuple[Rule, ...] = (missing_definition, moved_source, unknown_tool)
