"""A portfolio as files."""

from __future__ import annotations

from pathlib import Path

from ...model.portfolio import Portfolio
from ...render.frame import DocumentFrame
from ...render.registry import render_document
from ..document_frames import name_file
from ..workspace_setup import write_out

_STEM = "portfolio"


def render_portfolio(portfolio: Portfolio, forms: tuple[str, ...]) -> dict[str, bytes]:
    """By file name; every page bears the marking of the highest member."""
    frame = DocumentFrame(portfolio.marking, provenance=tuple(_list_provenance(portfolio)))
    return {
        name_file(_STEM, form, portfolio.marking): render_document(_STEM, form, portfolio, frame)
        for form in forms
    }


def _list_provenance(portfolio: Portfolio) -> list[tuple[str, str]]:
    return [
        ("Tool", f"attestle {portfolio.tool}"),
        ("Rule set", portfolio.rule_set),
        ("As of", portfolio.as_of.isoformat()),
    ]


def write_portfolio(portfolio: Portfolio, forms: tuple[str, ...], out: Path) -> list[str]:
    """The paths of the files, each written whole or not at all."""
    return write_out(out, render_portfolio(portfolio, forms))
