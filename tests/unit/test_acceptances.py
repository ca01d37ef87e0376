"""What is set aside by the settings, in a workspace of a thousand systems too."""

from __future__ import annotations

import datetime as dt
import random

from attestle.api.validation.acceptances import list_doubtful_acceptances, split_accepted
from attestle.findings import Finding, Severity
from attestle.formats.path_globs import GlobIndex, matches_path
from attestle.formats.settings_file import read_settings
from attestle.formats.settings_values import AcceptedFinding, Settings

DAY = dt.date(2026, 11, 24)
SYSTEMS = 1000


def make_entry(path: str, by: str = "Security officer", code: str = "SSP012") -> AcceptedFinding:
    return AcceptedFinding(code, path, "Until the move.", by, dt.date(2026, 3, 2))


def make_warning(path: str, code: str = "SSP012") -> Finding:
    return Finding(code, Severity.WARNING, path, "something")


def accept(findings: list[Finding], *entries: AcceptedFinding) -> list[tuple[str, str]]:
    _, accepted = split_accepted(findings, Settings(accepted=entries), DAY, DAY)
    return [(item.finding.path, item.entry.by) for item in accepted]


def test_the_first_entry_that_covers_a_finding_answers_for_it() -> None:
    entries = (
        make_entry("ssp/acme/controls/PE/**", "first"),
        make_entry("ssp/acme", "second"),
        make_entry("**/system.md", "third"),
        make_entry("ssp/acme/system.md", "fourth"),
        make_entry("ssp", "of another code", "EVD004"),
    )
    findings = [
        make_warning(path)
        for path in (
            *("ssp/acme/controls/PE/3.10.1.md", "ssp/acme/system.md", "ssp/other/system.md"),
            *("ssp/acme2/people.yaml", "ssp/acme"),
        )
    ]
    assert accept(findings, *entries) == [
        ("ssp/acme/controls/PE/3.10.1.md", "first"),
        ("ssp/acme/system.md", "second"),
        ("ssp/other/system.md", "third"),
        ("ssp/acme", "second"),
    ]


def test_an_index_finds_what_each_glob_by_itself_matches() -> None:
    chance = random.Random(7)
    parts = ("ssp", "acme", "PE", "3.1.1.md", "*", "**", "?E", "[ab]cme", "", ".", "ac*", "[")

    def choose(names: tuple[str, ...]) -> str:
        return "/".join(chance.choice(names) for _ in range(chance.randint(1, 4)))

    plain = ("ssp", "acme", "bcme", "PE", "XE", "3.1.1.md", "[", "")
    for _ in range(200):
        globs = [choose(parts) for _ in range(12)]
        index = GlobIndex(globs)
        for path in (choose(plain) for _ in range(12)):
            wanted = [number for number, glob in enumerate(globs) if matches_path(glob, path)]
            assert index.list_matches(path) == wanted, (globs, path)


def test_each_of_a_thousand_systems_has_an_acceptance_of_its_own() -> None:
    entries = "".join(
        f'[[accepted]]\ncode = "SSP012"\npath = "ssp/system-{number:04}"\nreason = "A."\nby = "B"\n'
        f"date = 2026-03-02\n\n"
        for number in range(SYSTEMS)
    )
    settings, problems = read_settings(entries.encode())
    assert problems == ()
    assert [item.line for item in settings.accepted] == [1 + 7 * place for place in range(SYSTEMS)]
    findings = [make_warning(f"ssp/system-{number:04}/system.md") for number in range(SYSTEMS + 1)]
    remaining, accepted = split_accepted(findings, settings, DAY, DAY)
    assert [item.path for item in remaining] == [f"ssp/system-{SYSTEMS}/system.md"]
    assert len(accepted) == SYSTEMS
    doubtful = list(list_doubtful_acceptances(findings[2:], settings, DAY, is_whole=True))
    assert [item.line for item in doubtful] == [1, 8]
