"""`pytest tests/planted --long --report` prints what was found, per class and model."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--report", action="store_true", help="print the share of planted defects that were found"
    )
