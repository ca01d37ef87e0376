"""The requirements a system answers: what a resolved profile says, without its JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .frameworks import GENERAL, PROTECTED, WHOLE, Framework, find_framework, put_term
from .parameters import Parameter, Values, has_inserts, insert_parameters, list_unset
from .shown_words import ShownWords


@dataclass(frozen=True, slots=True)
class Objective:
    """What is judged in a requirement: an assessment objective, or a part of its statement.

    `letter` is its key: `a`..`o`, `a[01]`, `a.1` of a statement part, `whole`; `label` is the
    printed id, such as `3.1.1[a]`. `kind` is the kind of section that answers it. `demand` is
    `define` or `operate` where the catalog tells (something is to be laid down, or to happen), and
    `evidence_standard` what assessors usually want to see. `defined_by` are the ids of the
    objectives that lay down what this one speaks of: it cannot hold before they do.
    """

    id: str
    letter: str
    label: str
    text: str
    kind: str = "objective"
    demand: str = ""
    evidence_standard: str = ""
    defined_by: tuple[str, ...] = ()
    # the publisher's words, where they were laid beside for a document
    published: ShownWords | None = field(default=None, compare=False)

    @property
    def section_id(self) -> str:
        """What the marker of its section names it by."""
        return self.letter if self.kind == "objective" else self.id


@dataclass(frozen=True, slots=True)
class Method:
    """An assessment method (EXAMINE, INTERVIEW, TEST) with the kinds of objects it looks at."""

    name: str
    objects: str


@dataclass(frozen=True, slots=True)
class StatementItem:
    """A lettered part of a statement, in catalogs that have them.

    `depth` is 0 right below the statement. An item that others stand below introduces these.
    """

    id: str
    label: str
    prose: str
    depth: int = 0
    published: ShownWords | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class HelpingCriterion:
    """A criterion of another framework whose evidence helps with a requirement, by a crosswalk of
    the workspace: `letters` it satisfies, `contributes` it carries part of the way.
    """

    label: str
    title: str
    role: str
    reuse: str
    letters: tuple[str, ...]
    contributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One control of the baseline.

    `points` is None where the catalog gives none (3.12.4); `points_partial` is the deduction with
    partial credit; `poam_class` is `eligible`, `conditional` or `never` (32 CFR 170.21); `term` is
    what its texts call the information protected, where they name it; `helps` come from the
    workspace's crosswalks.
    """

    id: str
    label: str
    cmmc_label: str
    title: str
    family: str
    family_title: str
    sort_id: str
    statement: str
    guidance: str
    objectives: tuple[Objective, ...]
    methods: tuple[Method, ...] = ()
    items: tuple[StatementItem, ...] = ()
    points: int | None = None
    points_partial: int | None = None
    poam_class: str = ""
    level1: tuple[str, ...] = ()
    requirement_type: str = ""
    summarised: bool = False
    term: str = ""
    helps: tuple[HelpingCriterion, ...] = ()
    parameters: Mapping[str, Parameter] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    # the texts as the catalog has them, where parameters are inserted into them
    template: Requirement | None = None
    published: ShownWords | None = field(default=None, compare=False)
    units: tuple[Objective, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", self.objectives or tuple(_list_statement_units(self)))

    @property
    def framework(self) -> Framework:
        return find_framework(self.id)

    @property
    def statement_id(self) -> str:
        """The id that NIST's catalogs give the statement itself."""
        return f"{self.id}_smt"

    def objective(self, letter: str) -> Objective | None:
        return next((item for item in self.objectives if item.letter == letter), None)

    def unit(self, key: str) -> Objective | None:
        """What is judged under that key."""
        return next((item for item in self.units if item.letter == key), None)

    def list_unset_parameters(self, values: Values) -> tuple[Parameter, ...]:
        """Parameters of its texts that neither a profile nor `values` fill in."""
        if self.template is None:
            return ()
        return list_unset(tuple(list_texts(self.template)), self.parameters, values)


def _list_statement_units(requirement: Requirement) -> Iterator[Objective]:
    """The lettered parts of a statement, or the statement as a whole where it has none."""
    path: list[str] = []
    used: set[str] = set()
    items = requirement.items
    if not all(item.id for item in items):
        items = ()  # a part without an id cannot be answered by itself
    for number, item in enumerate(items):
        name = "".join(item.label.split()).strip(".()[]") or item.id.rpartition(".")[2] or item.id
        path = [*path[: item.depth], name]
        if number + 1 < len(items) and items[number + 1].depth > item.depth:
            continue
        key = ".".join(path)
        # two parts with one label are told apart by their ids
        key = item.id if key in used else key
        used.add(key)
        label = f"{requirement.label}[{key}]"
        yield Objective(item.id, key, label, item.prose, "statement", published=item.published)
    if not items:
        yield Objective(
            requirement.statement_id,
            WHOLE,
            requirement.label,
            requirement.statement,
            "statement",
            published=requirement.published,
        )


def list_texts(requirement: Requirement) -> Iterator[str]:
    """Every text of a requirement that can insert a parameter, the guidance last."""
    yield requirement.statement
    yield from (item.prose for item in requirement.items)
    yield from (item.text for item in requirement.objectives)
    yield requirement.guidance


def fill_parameters(requirement: Requirement, values: Values) -> Requirement:
    """The requirement with the values of its parameters in its texts; `values` are a plan's own."""
    template = requirement.template or requirement
    named = (template.title, *(item.objects for item in template.methods))
    if not any(map(has_inserts, (*list_texts(template), *named))):
        return requirement

    def fill(text: str) -> str:
        return insert_parameters(text, requirement.parameters, values)

    return replace(
        requirement,
        title=fill(template.title),
        methods=tuple(replace(item, objects=fill(item.objects)) for item in template.methods),
        statement=fill(template.statement),
        guidance=fill(template.guidance),
        objectives=tuple(replace(item, text=fill(item.text)) for item in template.objectives),
        items=tuple(replace(item, prose=fill(item.prose)) for item in template.items),
        template=template,
    )


@dataclass(frozen=True, slots=True)
class Baseline:
    """The resolved profile of a system, requirements by sort-id.

    `by_label` is for display; ids that people type are looked up by their normal form.
    """

    profile: str
    title: str
    requirements: tuple[Requirement, ...]
    frameworks: tuple[Framework, ...] = (GENERAL,)
    by_label: Mapping[str, Requirement] = field(default_factory=lambda: MappingProxyType({}))
    by_id: Mapping[str, Requirement] = field(default_factory=lambda: MappingProxyType({}))
    objective_labels: Mapping[str, tuple[Requirement, Objective]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    by_normal: Mapping[str, Requirement] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )
    units_by_normal: Mapping[str, tuple[Requirement, Objective]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    @property
    def framework(self) -> Framework:
        """The one whose rules hold: the one with a score, where a profile takes from several."""
        return next((item for item in self.frameworks if item.score), self.frameworks[0])

    @property
    def families(self) -> tuple[tuple[str, str], ...]:
        """Family code and title, in order."""
        return tuple(dict.fromkeys((item.family, item.family_title) for item in self.requirements))

    @property
    def has_objectives(self) -> bool:
        """Whether any requirement has assessment objectives of its own."""
        return any(item.objectives for item in self.requirements)

    @property
    def unit_words(self) -> tuple[str, str]:
        """What is judged here as people call it: one, and several."""
        if self.has_objectives:
            return self.framework.objective_words
        return self.framework.statement_words

    @property
    def short_unit_words(self) -> tuple[str, str]:
        """The same where the number of them stands beside: `320 objectives`, `33 criteria`."""
        if self.framework.has_numbered_families:
            return "objective", "objectives"
        return self.unit_words

    @property
    def term(self) -> str:
        """What the information protected is called: as the requirements say,
        else by the profile.
        """
        named = next((item.term for item in self.requirements if item.term), "")
        return named or self.framework.terms.get(
            self.framework.find_target(self.profile), PROTECTED
        )

    def put_term(self, text: str) -> str:
        """Our own words with the term of the profile in place of CUI."""
        return put_term(text, self.term)

    def find_requirement(self, text: str) -> Requirement | None:
        """The requirement that a spelling names."""
        found = self.by_id.get(text.strip())
        spellings = (framework.normalize_label(text) for framework in self.frameworks)
        return found or next(filter(None, map(self.by_normal.get, spellings)), None)

    def find_unit(self, text: str) -> tuple[Requirement, Objective] | None:
        """What the spelling of an objective, criterion or statement part names."""
        spellings = (framework.normalize_unit(text) for framework in self.frameworks)
        return next(filter(None, map(self.units_by_normal.get, spellings)), None)

    def find_requirement_of(self, label: str) -> Requirement | None:
        """The requirement that a printed label is about, its own or that of a unit of it."""
        pair = self.objective_labels.get(label)
        return pair[0] if pair else self.find_requirement(label)


def make_baseline(profile: str, title: str, requirements: tuple[Requirement, ...]) -> Baseline:
    """Put requirements in order and index them."""
    items = tuple(sorted(requirements, key=lambda item: (item.sort_id, item.id)))
    framework_of = {item.id: find_framework(item.id) for item in items}
    pairs = [(item, unit) for item in items for unit in item.units]
    return Baseline(
        profile=profile,
        title=title,
        requirements=items,
        frameworks=tuple(dict.fromkeys(framework_of.values())) or (GENERAL,),
        by_label=MappingProxyType({item.label: item for item in items}),
        by_id=MappingProxyType({item.id: item for item in items}),
        objective_labels=MappingProxyType({unit.label: (item, unit) for item, unit in pairs}),
        by_normal=MappingProxyType(
            {framework_of[item.id].normalize_label(item.label): item for item in items}
        ),
        units_by_normal=MappingProxyType(_index_units(pairs)),
    )


def _index_units(
    pairs: list[tuple[Requirement, Objective]],
) -> dict[str, tuple[Requirement, Objective]]:
    """Units by every normal form of their ids."""
    index: dict[str, tuple[Requirement, Objective]] = {}
    for item, unit in pairs:
        spellings = item.framework.list_spellings(item.label, unit.letter, unit.label)
        index |= dict.fromkeys(spellings, (item, unit))
    return index


def fill_baseline(baseline: Baseline, values: Mapping[str, Values]) -> Baseline:
    """The baseline with the values that a plan gives parameters, by control id."""
    if not any(item.template and values.get(item.id) for item in baseline.requirements):
        return baseline
    filled = (fill_parameters(item, values.get(item.id, {})) for item in baseline.requirements)
    return make_baseline(baseline.profile, baseline.title, tuple(filled))
