"""Readiness of the scope: inventory, connections, services that protect, providers,
cryptography.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model.answers import CLAIMS
from ..model.authored_texts import walk_authored_texts
from ..model.authored_values import is_stated_none
from ..model.counted_names import name_some
from ..model.prose_gaps import is_placeholder
from ..model.providers import Provider
from ..model.readiness_points import ProtectingService, ReadinessPlace, ReadinessPoint
from ..model.system import System
from .cryptography import find_unvalidated, walk_protecting_modules
from .readiness_input import ReadinessInput, place_plan, place_requirement

# So many requirements have to name a service before it is one of several
SEVERAL = 2


# Labels that one finding names
_MOST_NAMED = 5


def judge_scope(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    decided = facts.system.characteristics.cui_scope
    if decided is None:
        yield place_plan(
            facts, "nobody recorded whether it is decided (cui-scope)", is_unknown=True
        )
    elif decided != "decided":
        yield place_plan(facts, f"the scope is {decided}")


def judge_inventory(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Assets at all, some of them with the information in scope, each component with one."""
    system = facts.system
    folder = system.characteristics.source.path.rpartition("/")[0]
    path = f"{folder}/inventory.csv"
    if not system.assets:
        yield ReadinessPlace("the inventory has no asset", path, 1)
        return
    if facts.status.scored and all(item.category != "cui" for item in system.assets):
        yield ReadinessPlace("no asset of the inventory is of category cui", path, 1)
    yield from _list_unsupported(facts)
    listed = {item.component for item in system.assets}
    for component in system.components:
        is_device = component.type in ("hardware", "physical")
        if is_device and component.category != "out-of-scope" and component.slug not in listed:
            source = component.source
            message = f"{component.title} is {component.type}, and the inventory has no asset of it"
            yield ReadinessPlace(message, source.path, source.line or 1, owner=component.owner)


def _list_unsupported(facts: ReadinessInput) -> Iterator[ReadinessPlace]:
    """Assets in scope for which nobody mends flaws any more."""
    for item in facts.system.assets:
        ended = item.end_of_support
        if ended and ended < facts.as_of and item.category != "out-of-scope":
            message = f"{item.id} {item.name}: its support ended on {ended}"
            yield ReadinessPlace(message, item.source.path, item.source.line or 1, owner=item.owner)


def judge_connections(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    plan = facts.system.characteristics
    if not plan.interconnections and not is_stated_none(plan.interconnections):
        yield place_plan(facts, "no connection to another system is listed, and none is not stated")
    for item in plan.interconnections:
        if not item.agreement or is_placeholder(item.agreement):
            source = item.source
            message = f"{item.title}: no agreement is recorded"
            yield ReadinessPlace(message, source.path, source.line or 1, owner=item.owner or "")
    if not plan.connections:
        yield place_plan(facts, "no permitted flow is listed (connections)", is_unknown=True)


def judge_services(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Kinds of services that several requirements name and no list of the system has."""
    listed = "\n".join(_walk_listed(facts.system))
    for service in facts.table.services:
        pattern = compile_words(service.words)
        if not pattern.search(listed):
            yield from _name_mentions(facts, service, pattern)


def _name_mentions(
    facts: ReadinessInput, service: ProtectingService, pattern: re.Pattern[str]
) -> Iterator[ReadinessPlace]:
    """One line for all requirements that name it, at the first of them."""
    found: dict[str, tuple[str, str, int | None]] = {}
    for text in walk_authored_texts(facts.system):
        match = (
            pattern.search(text.text) if text.answer and text.answer.label not in found else None
        )
        if text.answer and match:
            line = text.line and text.line + text.text.count("\n", 0, match.start())
            found[text.answer.label] = (match.group(), text.path, line)
    if len(found) >= SEVERAL:
        word, path, line = next(iter(found.values()))
        labels = name_some(tuple(found), _MOST_NAMED)
        message = f'{service.title} ("{word}"): named in {labels}, and in no list of the system'
        yield ReadinessPlace(message, path, line)


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words by itself; those in capitals only so,
    since others are words of their own.
    """
    parts = [
        re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})"
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])")


def _walk_listed(system: System) -> Iterator[str]:
    """Every text by which a list of the system names a thing."""
    for component in system.components:
        yield from (component.title, component.purpose or "", component.vendor or "")
        yield component.description
    for provider in system.providers:
        yield from (provider.title, provider.description, *provider.services)
    for asset in system.assets:
        yield from (asset.name, asset.make, asset.model, asset.justification)
    for item in system.characteristics.interconnections:
        yield from (item.title, item.description)


def judge_matrices(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Every provider in scope has rows; one that is only referred to is read by nobody here."""
    for provider in facts.system.providers:
        if provider.matrix_rows or not _is_in_scope(facts.system, provider):
            continue
        if provider.matrix:
            message = (
                f"{provider.title}: its matrix is named ({provider.matrix.document}), not taken in"
            )
            yield _place_provider(provider, message, is_unknown=True)
        else:
            yield _place_provider(provider, f"{provider.title} has no responsibility matrix")


def _is_in_scope(system: System, provider: Provider) -> bool:
    """It holds or touches what is protected, or nobody said that it does not."""
    holds = provider.cui and not is_stated_none(provider.cui)
    if holds or provider.security_protection_data is not False:
        return True
    answers = (item for answer in system.answers.values() for item in answer.objectives.values())
    return any(item.provider == provider.slug for item in answers)


def judge_authorizations(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """An authorization that the plan names can be shown."""
    register = facts.system.evidence_by_id
    for provider in facts.system.providers:
        given = provider.authorization
        if not (provider.cloud and provider.cui) or is_stated_none(provider.cui) or given is None:
            continue
        if given.date > facts.as_of:
            yield _place_provider(provider, f"{provider.title}: authorized only on {given.date}")
        elif not given.id and not any(key in register for key in given.evidence):
            message = f"{provider.title}: neither the id of its authorization nor evidence of it"
            yield _place_provider(provider, message, is_unknown=True)


def judge_agreements(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    for provider in facts.system.providers:
        if not provider.agreement:
            yield _place_provider(provider, f"{provider.title}: no agreement is recorded")


def _place_provider(
    provider: Provider, message: str, *, is_unknown: bool = False
) -> ReadinessPlace:
    source = provider.source
    return ReadinessPlace(
        message, source.path, source.line or 1, owner=provider.owner, is_unknown=is_unknown
    )


def judge_modules(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Modules that protect CUI: there are some where validation is claimed, all have a certificate
    that somebody looked up.
    """
    asked = [item for item in facts.status.results if item.requirement.label in point.requirements]
    modules = list(walk_protecting_modules(facts.system))
    claims = [item for item in asked if any(part.state in CLAIMS for part in item.objectives)]
    if claims and not modules:
        yield place_requirement(facts, claims[0], "it is claimed, and no module is listed anywhere")
    for fault in find_unvalidated(facts.system):
        source = fault.module.source
        message = f"{fault.module.name} of {fault.component.title} {fault.why}"
        yield ReadinessPlace(message, source.path, source.line, owner=fault.component.owner)
    for component, module in modules:
        if module.certificate and module.looked_up is None:
            source = module.source
            message = (
                f"{module.name} of {component.title}: nobody recorded looking the certificate up"
            )
            yield ReadinessPlace(
                message, source.path, source.line, owner=component.owner, is_unknown=True
            )
