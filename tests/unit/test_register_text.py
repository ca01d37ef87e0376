"""The register of evidence edited line by line."""

from __future__ import annotations

from attestle.formats.register_text import Register

REGISTER = """\
evidence:
  - id: ev-plan
    title: Plan
    location: https://grc.example/plan
    cadence: 365 # once a year
    objectives: [3.12.4(a)]
"""


def test_a_cadence_that_changes_is_set_and_nothing_else() -> None:
    register = Register(REGISTER)
    assert register.update({"id": "ev-plan", "cadence": 92}) == (True, "", [])
    assert register.text() == REGISTER.replace("cadence: 365 #", "cadence: 92 #")


def test_only_lists_tell_what_went() -> None:
    register = Register(REGISTER)
    values = {"id": "ev-plan", "title": "Plan of 2026", "objectives": ["3.12.4[b]"]}
    assert register.update(values) == (True, "", ["3.12.4(a)"])
