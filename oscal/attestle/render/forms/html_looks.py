"""The looks of pages: a style sheet each, and the marks that it styles.

Colour repeats what the words say, and nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .html_plan_look import PLAN

_GAP = """
:root { --ink: #1b2733; --soft: #5b6b7a; --line: #d5dce3; --page: #fff; --band: #f4f6f8; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: var(--ink); background: var(--page);
  margin: 0 auto; max-width: 1180px; padding: 28px 20px 60px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 19px; margin: 34px 0 10px; } h3 { font-size: 16px; margin: 0; }
.note { color: var(--soft); margin: 2px 0; } .mark { font-weight: 600; letter-spacing: .04em; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid var(--line); padding: 5px 8px; text-align: left; vertical-align: top; }
th { background: var(--band); font-weight: 600; } td.n, th.n { text-align: right; white-space: nowrap; } td.k { white-space: nowrap; width: 1%; }
.covered-and-evidenced { background: #d5ebd8; color: #14532d; } .partially-covered { background: #fff3c4; color: #713f12; }
.present-but-undocumented { background: #fce0c8; color: #7c2d12; } .not-addressed { background: #f8d0d0; color: #7f1d1d; } .not-applicable { background: #eceff1; color: #37474f; }
.map { display: grid; grid-template-columns: 190px 1fr; gap: 4px 10px; align-items: start; } .map .f { padding-top: 5px; font-weight: 600; }
.cells { display: flex; flex-wrap: wrap; gap: 4px; }
.cells a { display: block; min-width: 74px; padding: 4px 6px; border-radius: 4px; text-decoration: none; font-size: 13px; line-height: 1.3; border: 1px solid rgba(0,0,0,.12); }
.cells small { display: block; font-size: 11px; color: inherit; } .legend span { display: inline-block; padding: 2px 8px; margin: 0 6px 6px 0; border-radius: 4px; }
article { border: 1px solid var(--line); border-radius: 6px; margin: 14px 0; overflow: hidden; break-inside: avoid; }
article header { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: baseline; padding: 8px 12px; background: var(--band); }
article .b { padding: 8px 12px 12px; } .tag { padding: 1px 8px; border-radius: 10px; font-size: 13px; white-space: nowrap; }
dl { display: grid; grid-template-columns: 150px 1fr; gap: 3px 12px; margin: 10px 0 0; } dt { color: var(--soft); } dd { margin: 0; }
td.n i { color: var(--soft); font-style: normal; } td small { color: var(--soft); } .two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 28px; align-items: start; }
.o { table-layout: fixed; margin-top: 8px; } .o th:nth-child(1) { width: 92px; } .o th:nth-child(2) { width: 33%; }
.o th:nth-child(3) { width: 132px; } .o th:nth-child(4) { width: 13%; }
.o td { overflow-wrap: anywhere; }
@media (max-width: 900px) { .two { grid-template-columns: 1fr; } .wide { overflow-x: auto; } }
@media (max-width: 640px) { .map, dl { grid-template-columns: 1fr; } table { font-size: 14px; } dd { margin-bottom: 6px; } body { padding: 16px 12px 40px; }
  .cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(74px, 1fr)); } .wide th, .wide td { padding: 4px 5px; }
  .stack tr:first-child { display: none; } .stack, .stack tbody, .stack tr, .stack td { display: block; width: auto; }
  .stack td { border: 0; border-bottom: 1px solid var(--line); } .stack tr { border: 1px solid var(--line); margin-top: 8px; }
  .stack td::before { content: attr(data-h); display: block; color: var(--soft); font-size: 12px; } .stack td[class]::before { color: inherit; } }
@media print { body { max-width: none; padding: 0; font-size: 11px; } .cells a { color: inherit; } }
"""
_CROSSWALK = """
body { font: 14px/1.45 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: #1b2733; margin: 24px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin-top: 32px; } h3 { font-size: 15px; margin: 24px 0 6px; } p { max-width: 900px; }
a { color: inherit; text-decoration: none; } a:hover { text-decoration: underline; } li { margin: 6px 0; max-width: 1000px; }
table { border-collapse: collapse; } th, td { border: 1px solid #d5dce3; padding: 4px 8px; text-align: left; vertical-align: top; }
thead th { background: #f4f6f8; } .w { overflow: auto; } .w:has(.m) { max-height: 90vh; }
.m { border-collapse: separate; border-spacing: 0; } .m th, .m td { border-width: 0 1px 1px 0; }
.m td { text-align: center; padding: 0; min-width: 24px; } .m a { display: block; padding: 2px 4px; }
.m thead th { position: sticky; top: 0; z-index: 1; writing-mode: vertical-rl; transform: rotate(180deg); padding: 6px 2px; border-width: 1px 0 0 1px; }
.m th.r { position: sticky; left: 0; background: #f4f6f8; padding: 2px 7px; white-space: nowrap; font-weight: 400; }
.d { width: 100%; max-width: 1300px; margin-bottom: 12px; } .d th { font-weight: 600; } .d th[scope=rowgroup] { width: 190px; } .d tbody tr:target { outline: 2px solid #1f3a5f; }
.d td:nth-of-type(1), .d td:nth-of-type(2), .d td:nth-of-type(3) { white-space: nowrap; width: 1%; }
.n { display: block; color: #465563; font-weight: 400; } .q { margin: 4px 0 0; padding-left: 18px; color: #465563; } .q li { margin: 0; }
.strong { background: #d5ebd8; } .partial { background: #fff3c4; } .habit-only { background: #fce0c8; } .lead { font-weight: 700; }
.key { padding: 1px 8px; margin-right: 6px; }
@media (max-width: 700px) {
  body { margin: 12px; } .m th.r .t, .d thead { display: none; } .d, .d tbody, .d tr, .d th, .d td { display: block; width: auto !important; white-space: normal !important; }
  .d tbody { margin-bottom: 12px; } .d td { border-width: 0 1px; padding: 3px 8px; } .d td:last-child { border-bottom-width: 1px; } .d .n { display: inline; margin-left: 6px; }
}
@media print { .w { overflow: visible; max-height: none !important; } tr { break-inside: avoid; } }
"""


@dataclass(frozen=True, slots=True)
class PageLook:
    """`quiet` are the tags around what is said aside in a cell, `list_class` the list in a cell,
    `strong` the class of the first place to look, `wrap` that of the frame of a wide table.

    `tight` writes no line break behind a heading; `policy_first` is the order of the page's head.
    Neither can be seen, but both are part of the bytes that people compare.
    """

    style: str
    quiet: tuple[str, str]
    list_class: str
    strong: str
    wrap: str
    tight: bool
    policy_first: bool


LOOKS: Mapping[str, PageLook] = MappingProxyType(
    {
        "plan": PageLook(
            PLAN, ("<small>", "</small>"), "", "", "wide", tight=False, policy_first=True
        ),
        "gap": PageLook(
            _GAP, ("<br><small>", "</small>"), "", "", "wide", tight=False, policy_first=True
        ),
        "crosswalk": PageLook(
            _CROSSWALK,
            ('<span class="n">', "</span>"),
            "q",
            " lead",
            "w",
            tight=True,
            policy_first=False,
        ),
    }
)
DEFAULT_LOOK = LOOKS["gap"]
