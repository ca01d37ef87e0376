"""Cryptographic modules against the requirement that they be validated (3.13.11; 32 CFR 170.4)."""

from __future__ import annotations

from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.components import Component, CryptographicModule
from ..model.providers import Provider
from ..model.system import System

# Authorizations whose assessment has looked at the modules of the provider itself
AUTHORIZED = ("fedramp-moderate", "fedramp-high", "fedramp-moderate-equivalent")
# What is not in use any more protects nothing
_GONE = "disposition"


@dataclass(frozen=True, slots=True)
class ModuleFault:
    """A module that protects CUI, or may, and why it cannot be relied on as validated."""

    component: Component
    module: CryptographicModule
    why: str


def walk_modules(system: System) -> Iterator[tuple[Component, CryptographicModule]]:
    """Modules that the organisation answers for: those of an authorized provider are judged with
    its authorization.
    """
    for component, module in walk_protecting_modules(system):
        if find_authorized_provider(system, component) is None:
            yield component, module


def walk_protecting_modules(system: System) -> Iterator[tuple[Component, CryptographicModule]]:
    """Modules that protect CUI, or of which nobody says that they do not, whoever runs them."""
    for component in system.components:
        if component.status == _GONE or component.category == "out-of-scope":
            continue
        for module in component.cryptographic_modules:
            if module.protects != "other":
                yield component, module


def find_authorized_provider(system: System, component: Component) -> Provider | None:
    """Who runs the component, if its authorization covers what it runs with."""
    provider = system.provider_by_slug.get(component.provider or "")
    given = provider.authorization if provider else None
    return provider if given is not None and given.kind in AUTHORIZED else None


def find_unvalidated(system: System) -> tuple[ModuleFault, ...]:
    """Modules that no certificate covers."""
    return tuple(
        ModuleFault(component, module, why)
        for component, module in walk_modules(system)
        if (why := _explain_unvalidated(module))
    )


def find_unvalidated_provided(system: System) -> tuple[ModuleFault, ...]:
    """Modules of authorized providers that are not validated by the plan's own words."""
    return tuple(
        ModuleFault(component, module, _explain_unvalidated(module))
        for component, module in walk_protecting_modules(system)
        if find_authorized_provider(system, component)
        and module.status in ("not-validated", "in-process")
    )


def _explain_unvalidated(module: CryptographicModule) -> str:
    if module.status == "not-validated":
        return "is not validated"
    if module.status == "in-process":
        return "is still being validated"
    return "" if module.certificate else "has no certificate number"


def explain_contradiction(system: System, requirement: Requirement) -> str:
    """Why the plan's own modules contradict a claim of this requirement, "" if they do not."""
    rule = requirement.framework.structure
    if rule is None or requirement.label != rule.cryptography:
        return ""
    faults = find_unvalidated(system)
    if not faults:
        return ""
    first = faults[0]
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"{first.module.name} of {first.component.title} {first.why}{more}"
