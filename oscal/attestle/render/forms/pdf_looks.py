"""The look of a PDF, in typst's own words: every function that the code of a document calls. No
text of a document stands here.
"""

from __future__ import annotations

# The families that ship inside typst; what others on the machine are called makes no difference
TEXT_FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
CODE_FONTS = ("DejaVu Sans Mono", "Libertinus Serif")

# Widths come in twips, twentieths of a point, as from the Word form
PRELUDE = r"""
#let ink = rgb("1F3864")
#let rule-color = rgb("A6A6A6")
#let quiet-color = rgb("595959")
#let link-color = rgb("0B5394")
#let head-fill = rgb("DCE6F1")
#let bar-fill = rgb("E9EEF5")
#let label-fill = rgb("F2F5F9")
#let code-fill = rgb("F3F3F3")
#let shades = (good: rgb("D5EBD8"), fair: rgb("FBF0C9"), poor: rgb("FBDDC2"), bad: rgb("F6D0D0"), "none": white)
#let twip(number) = number * 0.05pt

#let head(marking, draft) = {
  set text(9pt)
  set align(center)
  if marking != "" { strong(marking) }
  if marking != "" and draft != "" { linebreak() }
  if draft != "" { text(8.5pt, draft) }
}
#let foot(name, version, marking) = {
  set text(8.5pt, fill: quiet-color)
  line(length: 100%, stroke: 0.5pt + rule-color)
  v(-0.5em)
  grid(
    columns: (1fr, auto, auto), column-gutter: 24pt,
    name, version,
    align(right, context [Page #counter(page).display() of #counter(page).final().first()]),
  )
  if marking != "" { align(center, text(9pt, fill: black, strong(marking))) }
}
#let look(facts, body) = {
  set document(
    title: facts.title, author: facts.authors, description: facts.subject,
    keywords: facts.keywords, date: facts.date,
  )
  set page(
    paper: "us-letter", margin: (x: 0.75in, top: 1.0in, bottom: 1.0in),
    header: head(facts.marking, facts.draft), header-ascent: 28%,
    footer: foot(facts.name, facts.version, facts.marking), footer-descent: 22%,
  )
  set text(font: text-fonts, size: 10.5pt, lang: "en", region: "US", hyphenate: false)
  set par(leading: 0.58em, spacing: 0.8em)
  set list(marker: ([•], [–], [·]), indent: 0.4em, body-indent: 0.6em, spacing: 0.65em)
  set enum(indent: 0.2em, body-indent: 0.5em, spacing: 0.65em)
  set quote(block: true)
  set footnote.entry(gap: 0.5em)
  show footnote.entry: set text(8.8pt)
  show title: set text(26pt, fill: ink, weight: "semibold")
  show title: set block(below: 0.6em)
  show heading: it => {
    let sizes = (17pt, 14pt, 12pt, 11pt, 10.5pt, 10.5pt)
    let above = (1.3em, 1.3em, 1.4em, 1.3em, 1.1em, 1em)
    let place = calc.min(it.level, 6) - 1
    block(
      above: above.at(place), below: 0.7em, sticky: true, breakable: false,
      text(sizes.at(place), fill: ink, weight: "semibold", it.body),
    )
  }
  show strong: it => text(weight: "bold", it.body)
  show emph: it => text(style: "italic", it.body)
  show raw: set text(font: code-fonts, size: 0.82em)
  show quote: it => block(
    stroke: (left: 1.5pt + rule-color), inset: (left: 9pt, y: 3pt), above: 0.8em, below: 0.8em,
    text(fill: rgb("404040"), style: "italic", it.body),
  )
  show outline: set heading(bookmarked: true)
  show outline.entry: it => {
    let look = (
      (above: 0.75em, weight: "semibold", inset: 0pt),
      (above: 0.5em, weight: "regular", inset: 11pt),
      (above: 0.42em, weight: "regular", inset: 22pt),
    ).at(if it.element.func() == figure { 1 } else { calc.min(it.level, 3) - 1 })
    set text(weight: look.weight, size: 9.5pt)
    block(above: look.above, below: 0pt, inset: (left: look.inset), link(it.element.location(), it.inner()))
  }
  show figure: set block(breakable: true)
  show figure.caption: set block(sticky: true)
  show figure.where(kind: table): set figure.caption(position: top)
  show figure.caption: set text(9pt, style: "italic", fill: rgb("404040"))
  set figure(numbering: none, supplement: none, gap: 0.7em)
  body
}

#let named(anchor, body) = if anchor == "" { body } else [#body#label(anchor)]
#let place-mark(anchor) = if anchor != "" [#metadata(none)#label(anchor)]
#let goto(target, body) = if target in anchors { link(label(target), text(fill: link-color, body)) } else { body }
#let web(address, body) = link(address, text(fill: link-color, underline(body)))

#let chapter(level, anchor, name, listed: true) = named(
  anchor, heading(level: level, outlined: listed, bookmarked: true, name),
)
#let contents() = {
  pagebreak(weak: true)
  outline(title: [Contents], depth: 3)
}
#let captions(name, kind) = {
  show heading: it => block(above: 1.6em, below: 0.6em, sticky: true, text(12pt, fill: ink, weight: "semibold", it.body))
  outline(title: name, target: figure.where(kind: kind))
}
#let bar-block(above, below, body) = block(
  width: 100%, above: above, below: below, sticky: true, breakable: false, fill: bar-fill,
  stroke: (left: 2.2pt + ink), inset: (left: 8pt, right: 6pt, y: 3.5pt), body,
)
#let objective(level, anchor, name) = {
  show heading: it => bar-block(1.5em, 0pt, text(10.5pt, fill: ink, weight: "semibold", it.body))
  chapter(level, anchor, name)
}
#let wide(body) = page(flipped: true, body)
#let fresh() = pagebreak(weak: true)

#let line-of(anchor, body) = named(anchor, par(body))
#let tag(anchor, body) = named(anchor, block(above: 1.1em, below: 0.6em, sticky: true, text(fill: ink, weight: "semibold", body)))
#let small(body) = par(text(9.5pt, style: "italic", fill: quiet-color, body))
#let quiet(body) = text(fill: quiet-color, body)
#let accent(body) = text(fill: ink, body)
#let good(body) = text(fill: rgb("1B5E20"), body)
#let bad(body) = text(fill: rgb("9B1C1C"), body)
#let added(body) = underline(strong(body))
#let lone(body) = text(font: code-fonts, size: 0.82em, body)
#let key(body) = box(stroke: 0.5pt + rule-color, inset: (x: 3pt), outset: (y: 2pt), radius: 2pt, lone(body))
#let note(number, body) = [#footnote(body)#label("~note " + str(number))]
#let note-again(number) = footnote(label("~note " + str(number)))
#let around(address, body) = link(address, body)
#let digest(body) = text(font: code-fonts, size: 0.72em, body)
// No room at all would be no place to break at
#let may-break() = h(0.001pt)
#let upright(body) = text(weight: "regular", style: "normal", body)
#let from-right(body) = { set text(dir: rtl); body }
#let opening(low, body) = {
  show title: set text(20pt) if not low
  if low { v(1.1in) }
  title(body)
}
#let provenance(body) = block(above: 1.4em, text(8pt, fill: quiet-color, body))
// Room at the lower edge of the first page, above its foot
#let designation(lines, statement) = place(bottom, float: true, clearance: 1em, block(width: 100%, {
  align(right, block(
    width: 3.2in, stroke: 1pt + rule-color, inset: 6pt,
    align(left, text(8.8pt, lines.map(((name, value)) => [#strong[#name:] #value]).join(linebreak()))),
  ))
  if statement != "" { par(text(8.8pt, statement)) }
}))
#let subtitle(body) = block(above: 0.4em, below: 1.4em, text(15pt, fill: ink, body))
#let cover(body) = block(above: 0.7em, below: 0.7em, strong(body))

#let points(tasks: false, ..items) = {
  set list(marker: none, body-indent: 0pt) if tasks
  list(..items.pos())
}
#let steps(start, ..items) = enum(start: start, ..items.pos())
#let said(body) = quote(body)
#let code-block(size: 8.2, language: none, body) = block(
  fill: code-fill, inset: (x: 6pt, y: 5pt), width: 100%, radius: 1.5pt,
  { set text(size * 1pt / 0.82); raw(body, block: true, lang: language) },
)
#let parting() = line(length: 100%, stroke: 0.6pt + rule-color)
#let inset-by(size, body) = pad(left: twip(size), body)

#let box-lines(checked) = "M2 2H18V18H2Z" + if checked { " M5 5L15 15 M15 5L5 15" }
#let box-picture(checked) = image(
  bytes(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><path d='" + box-lines(checked)
    + "' fill='none' stroke='black' stroke-width='1.8'/></svg>",
  ),
  format: "svg", height: 0.82em, alt: if checked { "checked" } else { "not checked" },
)
#let tick(checked) = box(baseline: 0.1em, box-picture(checked))
#let choice(checked, label) = box[#tick(checked)#h(0.4em)#if checked { strong(label) } else { label }]
#let choices(..items) = block(above: 0.7em, below: 0.9em, sticky: true, items.pos().join(h(1.8em)))

#let sides = ("": auto, left: left, center: center, right: right)
#let cells(look, row) = row.map(cell => table.cell(breakable: look, cell))
#let table-text(body) = {
  set text(8.8pt)
  set par(leading: 0.5em, spacing: 0.6em)
  set list(spacing: 0.5em)
  set enum(spacing: 0.5em)
  body
}
#let framed(widths, fill, short, room: 3.2pt, ..parts) = block(
  above: 0.9em, below: 1.1em, breakable: not short,
  table-text(table(
    columns: widths.map(width => width * 1fr), inset: (x: 4pt, y: room), align: left + top,
    stroke: 0.5pt + rule-color, fill: fill, ..parts,
  )),
)
#let bare-grid(widths, heads, rows, align, short, room, head-room) = framed(
  widths, (x, y) => if y == 0 { head-fill }, short, room: room,
  table.header(..heads.enumerate().map(((place, head)) => table.cell(
    align: sides.at(align.at(place)), inset: (x: 4pt, y: head-room),
    text(fill: ink, weight: "semibold", head),
  ))),
  ..rows.map(row => row.last().enumerate().map(((place, cell)) => table.cell(
    breakable: row.first(), align: sides.at(align.at(place)), cell,
  ))).flatten(),
)
#let grid-table(
  widths, heads, rows, align: (), short: false, anchor: "", caption: none, room: 3.2, head-room: none,
) = {
  let above = if head-room == none { room } else { head-room }
  let written = bare-grid(widths, heads, rows, align, short, room * 1pt, above * 1pt)
  if caption == none { written } else {
    named(anchor, figure(written, kind: table, caption: caption))
  }
}
#let fact-table(widths, rows, short: false) = framed(
  widths, (x, y) => if x == 0 { label-fill }, short,
  ..rows.map(row => cells(row.first(), (text(weight: "semibold", row.at(1)), row.last()))).flatten(),
)
#let pairs-line(pairs) = pairs.map(((name, value)) => [#strong[#name:] #value]).join([ #h(0.5em)│#h(0.5em) ])
#let brief(pairs) = block(above: 0.6em, below: 0.9em, text(9.5pt, pairs-line(pairs)))
#let bar(..lines) = {
  set text(9.2pt)
  set par(leading: 0.5em, spacing: 0.55em)
  bar-block(0pt, 0.75em, lines.pos().map(pairs-line).join(parbreak()))
}

#let signs = (good: "●", fair: "◐", poor: "○", bad: "✕", "none": "–")
#let mark(shade, strong-mark, body) = {
  let shown = if strong-mark { strong(body) } else { body }
  if shade == "none" { shown } else { highlight(fill: shades.at(shade), extent: 2pt, radius: 2pt, shown) }
}
#let tile(shade, target, label, note) = box(
  width: 52pt, fill: shades.at(shade), stroke: 0.4pt + rule-color, inset: 3pt, radius: 2pt,
  { set text(8pt); goto(target, [#signs.at(shade) #label]); if note != "" { linebreak(); text(7.2pt, note) } },
)
#let legend(..items) = block(above: 0.8em, below: 0.8em, text(9pt, items.pos().map(((shade, body)) => box(
  fill: shades.at(shade), stroke: 0.4pt + rule-color, inset: (x: 4pt, y: 2.5pt), radius: 2pt,
  if shade == "none" { body } else [#signs.at(shade) #body],
)).join(h(0.8em))))
#let tiles(name, ..items) = block(above: 0.8em, below: 0.4em, breakable: false, {
  block(below: 0.4em, sticky: true, text(9pt, weight: "semibold", name))
  set par(leading: 3pt, spacing: 3pt)
  items.pos().join([ ])
})
#let matrix(columns, rows) = block(above: 0.8em, below: 1em, {
  set text(7pt)
  table(
    columns: (auto, ..columns.map(_ => 1fr)), inset: 2pt, stroke: 0.4pt + rule-color,
    align: (x, y) => if x == 0 { left + horizon } else { center + horizon },
    table.header([], ..columns.map(name => rotate(-90deg, reflow: true, name))),
    ..rows.flatten(),
  )
})
#let sign(shade, target, body) = table.cell(fill: shades.at(shade), goto(target, body))
#let beside(..columns) = block(above: 1.6em, below: 1.6em, grid(columns: columns.pos().map(_ => 1fr), column-gutter: 16pt, ..columns))
#let chips(..items) = block(above: 0.5em, below: 0.7em, sticky: true, text(8.8pt, items.pos().join(h(0.7em))))

#let picture(data, alt, width, height, caption) = context {
  let shown = image(data, alt: alt)
  let natural = measure(shown)
  let scale = calc.min(1.0, twip(width) / natural.width, twip(height) / natural.height)
  let drawn = image(data, alt: alt, width: natural.width * scale)
  if caption == none { box(drawn) } else { figure(drawn, caption: caption, kind: image) }
}
#let drawn(anchor, code, alt, width, caption) = {
  place-mark(anchor)
  figure(image(bytes(code), format: "svg", alt: alt, width: width), caption: caption, kind: image)
}
#let plate(anchor, ..values) = { place-mark(anchor); picture(..values) }
#let absent(anchor, body, caption) = { place-mark(anchor); small(body); align(center, text(9pt, style: "italic", caption)) }
"""
