"""The looks of pages: a style sheet each, and the marks that it styles.

Colour repeats what the words say, and nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...lazy_dataclasses import dataclass
from .html_plan_look import PLAN

# Colours by what they are for; every pair of ink and ground has a contrast of at least 4.5 to 1
_COLOURS = """
:root { color-scheme: light dark; --ink: #1b2733; --soft: #4f5f6e; --line: #cfd7de; --page: #fff; --band: #f2f5f7; --link: #1f4e8c;
  --good: #d5ebd8; --good-ink: #14532d; --fair: #fff3c4; --fair-ink: #713f12; --poor: #fce0c8; --poor-ink: #7c2d12;
  --bad: #f8d0d0; --bad-ink: #7f1d1d; --none: #eceff1; --none-ink: #37474f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #a9b6c2; --line: #3d4a56; --page: #14191f; --band: #1f272f; --link: #8ab8f0;
  --good: #163d25; --good-ink: #b9ecc7; --fair: #453704; --fair-ink: #fde58f; --poor: #4e2711; --poor-ink: #fccfa9;
  --bad: #551a1a; --bad-ink: #fbc4c4; --none: #2b343c; --none-ink: #cbd5dc; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #333; --line: #999; --page: #fff; --band: #f2f5f7; --link: #000;
  --good: #d5ebd8; --good-ink: #14532d; --fair: #fff3c4; --fair-ink: #713f12; --poor: #fce0c8; --poor-ink: #7c2d12;
  --bad: #f8d0d0; --bad-ink: #7f1d1d; --none: #eceff1; --none-ink: #37474f; } }
* { box-sizing: border-box; }
a { color: var(--link); } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -9999px; } .skip:focus { position: static; }
.mark { font-weight: 600; letter-spacing: .04em; text-align: center; }
.cui { border: 1px solid var(--ink); padding: 4px 10px 8px; margin: 12px 0 12px auto; width: fit-content; max-width: 100%; }
nav { border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; margin: 12px 0 20px; font-size: .93em; }
nav ol { list-style: none; margin: 0; padding: 0; } nav ol ol { padding-left: 14px; }
nav li { margin: 2px 0; break-inside: avoid; }
@media print { .skip, nav { display: none; } details::details-content { content-visibility: visible; display: block; height: auto; }
thead { display: table-header-group; } }
"""
_GAP = """
nav > ol { columns: 260px; column-gap: 28px; }
body { font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: var(--ink); background: var(--page);
  margin: 0 auto; max-width: 1180px; padding: 28px 20px 60px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 20px; margin: 36px 0 10px; }
h3 { font-size: 17px; margin: 24px 0 8px; } h4, .card h3, .card h4 { font-size: 16px; margin: 0; }
.note { color: var(--soft); margin: 2px 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid var(--line); padding: 5px 8px; text-align: left; vertical-align: top; }
thead th { background: var(--band); font-weight: 600; } tbody th { font-weight: 400; } td.n, th.n { text-align: right; white-space: nowrap; }
.covered-and-evidenced { background: var(--good); color: var(--good-ink); } .partially-covered { background: var(--fair); color: var(--fair-ink); }
.present-but-undocumented { background: var(--poor); color: var(--poor-ink); }
.not-addressed { background: var(--bad); color: var(--bad-ink); } .not-applicable { background: var(--none); color: var(--none-ink); }
.map { display: grid; grid-template-columns: 190px 1fr; gap: 4px 10px; align-items: start; } .map .f { padding-top: 5px; font-weight: 600; }
.cells { display: flex; flex-wrap: wrap; gap: 4px; }
.cells a { display: block; width: 112px; padding: 4px 6px; border-radius: 4px; text-decoration: none; font-size: 13px; line-height: 1.3; border: 1px solid var(--line); }
.cells small { display: block; font-size: 11px; color: inherit; }
.legend span { display: inline-block; padding: 2px 8px; margin: 0 6px 6px 0; border-radius: 4px; }
.card { border: 1px solid var(--line); border-radius: 6px; margin: 10px 0; overflow: hidden; } article.card { break-inside: avoid; }
.card > header, summary { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; padding: 7px 12px; background: var(--band); }
summary { cursor: pointer; } summary::before { content: "\25b8"; color: var(--soft); } details[open] > summary::before { content: "\25be"; }
.card .b { padding: 8px 12px 12px; } .tag { padding: 1px 8px; border-radius: 10px; font-size: 13px; white-space: nowrap; }
:target { outline: 2px solid var(--link); }
dl { display: grid; grid-template-columns: 150px 1fr; gap: 3px 12px; margin: 10px 0 0; } dt { color: var(--soft); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
td.n i, th.n i { color: var(--soft); font-style: normal; } td small { color: inherit; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 28px; align-items: start; } .two > * { min-width: 0; }
.o { table-layout: fixed; margin-top: 8px; } .o th:nth-child(1) { width: 92px; } .o th:nth-child(2) { width: 33%; }
.o th:nth-child(3) { width: 132px; } .o th:nth-child(4) { width: 13%; }
td { overflow-wrap: break-word; } figure { margin: 16px 0; } img { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
@media (max-width: 900px) { .two { grid-template-columns: 1fr; } }
@media (max-width: 640px) { .map, dl { grid-template-columns: 1fr; } table { font-size: 14px; } dd { margin-bottom: 6px; }
body { padding: 16px 12px 40px; }
  .cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(104px, 1fr)); } .cells a { width: auto; }
.wide th, .wide td { padding: 4px 5px; }
  .stack thead { display: none; } .stack, .stack tbody, .stack tr, .stack td { display: block; width: auto; }
  .stack td { border: 0; border-bottom: 1px solid var(--line); text-align: left; }
.stack tr { border: 1px solid var(--line); margin-top: 8px; } .stack td:empty { display: none; }
  .stack td::before { content: attr(data-h); display: block; color: var(--soft); font-size: 12px; }
.stack td[class]:not(.n)::before { color: inherit; } }
@media print { body { max-width: none; padding: 0; font-size: 11px; } .cells a, a { color: inherit; } summary::before { content: ""; }
.wide, .card { overflow: visible; } h2, h3, h4, .card > header, summary { break-after: avoid; }
tr, .cells a, .map .f { break-inside: avoid; } }
"""
_CROSSWALK = """
body { font: 14px/1.45 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: var(--ink); background: var(--page); margin: 24px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin-top: 32px; } h3 { font-size: 15px; margin: 24px 0 6px; } p { max-width: 900px; }
table a, li a { color: inherit; text-decoration: none; } a:hover { text-decoration: underline; } li { margin: 6px 0; max-width: 1000px; }
table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: 4px 8px; text-align: left; vertical-align: top; }
thead th { background: var(--band); } .w { overflow: auto; } .w:has(.m) { max-height: 90vh; }
.m { border-collapse: separate; border-spacing: 0; } .m th, .m td { border-width: 0 1px 1px 0; }
.m td { text-align: center; padding: 0; min-width: 24px; } .m a { display: block; padding: 2px 4px; }
.m thead th { position: sticky; top: 0; z-index: 1; writing-mode: vertical-rl; transform: rotate(180deg); padding: 6px 2px; border-width: 1px 0 0 1px; }
.m th.r { position: sticky; left: 0; background: var(--band); padding: 2px 7px; white-space: nowrap; font-weight: 400; }
.d { width: 100%; max-width: 1300px; margin-bottom: 12px; } .d th { font-weight: 600; } .d th[scope=rowgroup] { width: 190px; }
.d tbody tr:target { outline: 2px solid var(--link); }
.d td:nth-of-type(1), .d td:nth-of-type(2), .d td:nth-of-type(3) { white-space: nowrap; width: 1%; }
.n { display: block; color: var(--soft); font-weight: 400; } .q { margin: 4px 0 0; padding-left: 18px; color: var(--soft); } .q li { margin: 0; }
.strong { background: var(--good); color: var(--good-ink); } .partial { background: var(--fair); color: var(--fair-ink); }
.habit-only { background: var(--poor); color: var(--poor-ink); } .lead { font-weight: 700; }
.key { padding: 1px 8px; margin-right: 6px; }
@media (max-width: 700px) {
  body { margin: 12px; } .m th.r .t, .d thead { display: none; }
.d, .d tbody, .d tr, .d th, .d td { display: block; width: auto !important; white-space: normal !important; }
  .d tbody { margin-bottom: 12px; } .d td { border-width: 0 1px; padding: 3px 8px; } .d td:last-child { border-bottom-width: 1px; }
.d .n { display: inline; margin-left: 6px; }
}
@media print { .w { overflow: visible; max-height: none !important; } tr { break-inside: avoid; } }
"""


@dataclass(frozen=True, slots=True)
class PageLook:
    """`quiet` are the tags around what is said aside in a cell, `list_class` the list in a cell,
    `strong` the class of the first place to look, `wrap` that of the frame of a wide table.

    `tight` writes no line break behind a heading; `policy_first` is the order of the page's
    head. Neither can be seen, but both are part of the bytes that people compare. `is_site` is
    the look of the pages of a site: a policy without attributes of style, and marks as tags
    wherever they stand.
    """

    style: str
    quiet: tuple[str, str]
    list_class: str
    strong: str
    wrap: str
    tight: bool
    policy_first: bool
    is_site: bool = False


LOOKS: Mapping[str, PageLook] = MappingProxyType(
    {
        "plan": PageLook(
            _COLOURS + PLAN, ("<small>", "</small>"), "", "", "wide", tight=False, policy_first=True
        ),
        "gap": PageLook(
            _COLOURS + _GAP,
            ("<br><small>", "</small>"),
            "",
            "",
            "wide",
            tight=False,
            policy_first=True,
        ),
        "crosswalk": PageLook(
            _COLOURS + _CROSSWALK,
            ('<span class="n">', "</span>"),
            "q",
            " lead",
            "w",
            tight=True,
            policy_first=False,
        ),
        # its style sheet ships as a file of its own
        "site": PageLook(
            _COLOURS,
            ("<small>", "</small>"),
            "q",
            " lead",
            "wide",
            tight=False,
            policy_first=True,
            is_site=True,
        ),
    }
)
DEFAULT_LOOK = LOOKS["gap"]
