"""`attestle new`: one thing with its uuid.

What its format demands is asked for, or taken by option.
"""

from __future__ import annotations

import click

from .new_engagement import acceptance, engagement
from .new_files import component, evidence, exception_, poam, provider
from .new_people import person, role
from .new_scope import NARRATIVES
from .new_system import system


@click.group()
def new() -> None:
    """Scaffold one thing with its uuid."""


for _command in (
    system,
    engagement,
    acceptance,
    *NARRATIVES,
    role,
    person,
    component,
    provider,
    evidence,
    poam,
    exception_,
):
    new.add_command(_command)
