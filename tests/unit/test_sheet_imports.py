"""The table of spreadsheet kinds: each module of a kind is in it, and each row has a command."""

from __future__ import annotations

import importlib
from functools import partial

import pytest

from attestle.api.sheet_imports import IMPORTS
from attestle.cli.import_ import import_
from attestle.sheet_import.importer import Importer
from conftest import ROOT

MODULES = sorted(path.stem for path in (ROOT / "oscal/attestle/sheet_import").glob("*_sheet.py"))


def importer_of(kind: str) -> object:
    run = IMPORTS[kind]
    assert isinstance(run, partial)
    return run.args[0]


def test_every_kind_is_in_the_table() -> None:
    modules = [importlib.import_module(f"attestle.sheet_import.{name}") for name in MODULES]
    assert {id(module.IMPORTER) for module in modules} == {
        id(importer_of(kind)) for kind in IMPORTS
    }


@pytest.mark.parametrize("kind", IMPORTS)
def test_every_kind_has_a_command_and_spellings_of_what_it_needs(kind: str) -> None:
    assert kind in import_.commands
    importer = importer_of(kind)
    assert isinstance(importer, Importer)
    assert set(importer.required) <= set(importer.columns)
    assert set(importer.joined) <= set(importer.columns)
