"""The style sheet of the plan as a page: light and dark, wide and narrow, and on paper."""

PLAN = """
:root { --soon: #f4f6f9; --head: #1f3864; }
@media (prefers-color-scheme: dark) { :root { --soon: #1b232c; --head: #b9d0f2; } }
@media print { :root { --soon: #f4f6f9; --head: #1f3864; } }
html { scroll-padding-top: 12px; }
body { font: 16px/1.55 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: var(--ink);
  background: var(--page); margin: 0 auto; max-width: 1040px; padding: 20px 24px 60px;
  overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6 { color: var(--head); line-height: 1.3; margin: 1.5em 0 .5em; }
h1 { font-size: 30px; margin-top: .5em; }
h2 { font-size: 25px; border-bottom: 2px solid var(--line); padding-bottom: 4px;
  margin-top: 2.2em; }
h3 { font-size: 21px; } h4 { font-size: 18px; margin-top: 2em; } h5, h6 { font-size: 16px; }
p { margin: .5em 0; } .note, small { color: var(--soft); }
.mark { text-align: center; }
nav { background: var(--soon); border: 1px solid var(--line); border-radius: 6px;
  padding: 8px 16px; margin: 20px 0; font-size: 15px; }
nav ol { list-style: none; margin: 2px 0; padding-left: 0; } nav ol ol { padding-left: 18px; }
nav summary { color: var(--soft); cursor: pointer; }
nav li details { display: inline; }
nav li summary { display: inline-block; margin-left: 8px; font-size: 13px; }
nav > ol > li { margin: 6px 0; } nav > ol > li > a { font-weight: 600; }
dl { display: grid; grid-template-columns: minmax(140px, 190px) 1fr; gap: 0; margin: 12px 0;
  border-top: 1px solid var(--line); }
dt { color: var(--soft); font-weight: 600; } dd { margin: 0; min-width: 0; }
dl:not(.bar):not(.brief) > * { padding: 5px 8px; border-bottom: 1px solid var(--line); }
.bar, .brief { display: flex; flex-wrap: wrap; gap: 0 28px; border: 0; margin: 8px 0; }
.bar dt, .bar dd, .brief dt, .brief dd { display: inline; color: inherit; }
.bar dt::after, .brief dt::after { content: ": "; }
.objective { margin: 26px 0; }
.objective h5 { background: var(--band); border-left: 4px solid var(--head); margin: 0;
  padding: 6px 12px 2px; }
.objective .bar { background: var(--band); border-left: 4px solid var(--head); margin: 0;
  padding: 2px 12px 4px; font-size: 14.5px; }
table { border-collapse: collapse; width: 100%; margin: 12px 0; font-size: 14.5px; }
caption { text-align: left; font-style: italic; color: var(--soft); padding: 4px 0; }
th, td { border: 1px solid var(--line); padding: 5px 8px; text-align: left; vertical-align: top; }
td a[rel] { overflow-wrap: anywhere; }
td > small { display: block; } td.day { white-space: nowrap; }
th { background: var(--band); }
td > code { font-size: 11px; word-break: break-all; }
td ul { margin: 2px 0; padding-left: 18px; }
tr:target, p:target { outline: 2px solid var(--link); }
figure { margin: 16px 0; } img { max-width: 100%; height: auto; background: white; }
figcaption { font-style: italic; color: var(--soft); }
pre { background: var(--soon); border: 1px solid var(--line); padding: 8px 10px;
  white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13.5px; }
code { background: var(--soon); font-size: .92em; }
blockquote { border-left: 4px solid var(--line); margin: .6em 0; padding-left: 14px;
  color: var(--soft); }
@media (min-width: 1240px) { body { max-width: none; padding: 20px 40px 60px 330px; }
main { max-width: 980px; }
  nav { position: fixed; left: 0; top: 0; bottom: 0; width: 300px; margin: 0; overflow: auto;
  border-width: 0 1px 0 0; border-radius: 0; }
}
@media (max-width: 900px) {
  .stack thead { display: none; }
  .stack, .stack tbody, .stack tr, .stack td, .stack caption { display: block; width: auto; }
  .stack tr { border: 1px solid var(--line); margin-top: 8px; }
  .stack td { border: 0; border-bottom: 1px solid var(--line); } .stack td:empty { display: none; }
  .stack td::before { content: attr(data-h); display: block; color: var(--soft);
    font-size: 12.5px; }
  .wide { overflow-x: auto; } :not(.wide) > table:not(.stack) th,
  :not(.wide) > table:not(.stack) td { overflow-wrap: anywhere; }
}
@media (max-width: 640px) {
  body { padding: 14px 14px 40px; } dl { grid-template-columns: 1fr; }
  dl:not(.bar):not(.brief) dt { border: 0; padding-bottom: 0; }
  h1 { font-size: 25px; } h2 { font-size: 22px; } h3 { font-size: 19px; }
}
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; }
nav { position: static; width: auto; } a { color: inherit; }
.wide { overflow: visible; } tr, .objective h5, figure { break-inside: avoid; } h2, h3, h4, h5 { break-after: avoid; } }
"""
