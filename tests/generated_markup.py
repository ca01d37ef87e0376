"""OSCAL's markup in XML at random, and the one form of it that documents of the same meaning share."""

from __future__ import annotations

import re
from random import Random

from lxml import etree

from xml_writing import NAMESPACE

_WORDS = ("gate", "the door", "5 &lt; 6", "a &amp; b", "*x*", "[1]", "\"q\"", "_y_", "`z`", "x^2 ~3",
    "Zoë 日本語", "C:\\dir", "$5 $x$", "{{ a }}", "1. no", "# no", "- no", "[x] no", "|", "it's", "no&#160;break")  # fmt: skip
_LEAVES = (
    '<insert type="param" id-ref="p-1"/>',
    "<code>a *b* `c`</code>",
    '<code>see <insert type="param" id-ref="p-2"/></code>',
    '<img alt="a [b]" src="c d.png" title="e"/>',
    "<br/>",
)
_WRAPS = ("em", "strong", "sub", "sup", "q")
_INLINE = (*_WRAPS, "code", "a", "insert", "img", "br")
# Elements that hold a run of text, or such a run before their blocks
_RUNS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "li", *_INLINE)


def make_markup(random: Random, blocks: bool) -> str:
    if not blocks:
        return _make_run(random, ())
    return "\n".join(_make_block(random, 0) for _ in range(random.randint(1, 3)))


def _make_run(random: Random, above: tuple[str, ...]) -> str:
    """A run of text whose elements stand between blanks, where markdown lets any sign act."""
    parts = []
    for number in range(random.randint(1, 3)):
        kind = random.random()
        name = random.choice(_WRAPS)
        if kind < 0.55 or (number == 0 and kind < 0.7):
            parts.append(random.choice(_WORDS))
        elif kind < 0.75 and name not in above and len(above) < 2:
            parts.append(f"<{name}>{_make_run(random, (*above, name))}</{name}>")
        elif kind < 0.85 and "a" not in above:
            inner = _make_run(random, (*above, "a"))
            parts.append(f'<a href="#x?y=1&amp;z" title="t">{inner}</a>')
        elif not above and number:
            parts.append(f"{random.choice(_LEAVES)} end")
        else:
            parts.append("word")
    return " ".join(parts)


def _make_block(random: Random, depth: int) -> str:
    kind = random.choice(
        ("p", "p", "p", "h3", "ul", "ol", "table", "pre", "blockquote", "hr")
        if depth < 3
        else ("p", "pre")
    )
    match kind:
        case "ul" | "ol":
            start = random.choice(("", ' start="7"')) if kind == "ol" else ""
            is_loose = random.random() < 0.4
            number = random.randint(2, 3)
            items = [_make_item(random, depth, is_loose) for _ in range(number)]
            return f"<{kind}{start}>\n{''.join(items)}</{kind}>"
        case "table":
            align = random.choice(("", ' align="center"'))
            rows = [
                "".join(f"<{name}{align}>{_make_run(random, ())}</{name}>" for _ in range(2))
                for name in ("th", "td", "td")
            ]
            return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        case "pre":
            return random.choice(
                ("<pre>a\n  b *c*\n\n d</pre>", '<pre><code class="language-sh">ls -l</code></pre>')
            )
        case "blockquote":
            inner = [_make_block(random, depth + 1) for _ in range(random.randint(1, 2))]
            return f"<blockquote>{''.join(inner)}</blockquote>"
        case "hr":
            return "<hr/>"
    return f"<{kind}>{_make_run(random, ())}</{kind}>"


def _make_item(random: Random, depth: int, is_loose: bool) -> str:
    text = _make_run(random, ())
    if is_loose:
        more = _make_block(random, depth + 1) if random.random() < 0.5 else ""
        return f"<li><p>{text}</p>{more}</li>\n"
    more = f"<ul><li>{_make_run(random, ())}</li></ul>" if random.random() < 0.3 else ""
    return f"<li>{text}{more}</li>\n"


def normalize_markup(data: bytes) -> bytes:
    """Canonical XML without the blanks that OSCAL's model says are layout: those between elements,
    several in a row within a text, and those at its ends.
    """
    root = etree.fromstring(data)
    for element in root.iter():
        name = etree.QName(element).localname
        if any(
            etree.QName(above).localname == "pre" for above in (element, *element.iterancestors())
        ):
            element.tail = None if name == "pre" else element.tail
            continue
        element.text = _squeeze(element.text)
        element.tail = _squeeze(element.tail)
        parent = element.getparent()
        if parent is not None and etree.QName(parent).localname not in _RUNS:
            element.tail = None
        if len(element) and name not in _RUNS:
            element.text = (element.text or "").strip(" ") or None
    _trim_runs(root)
    return bytes(etree.tostring(root, method="c14n"))


def _squeeze(text: str | None) -> str | None:
    return re.sub(r"[ \t\r\n]+", " ", text) if text else None


def _trim_runs(root: etree._Element) -> None:
    """No blank at the ends of a run of text, nor beside a break or a block."""
    for element in root.iter(f"{{{NAMESPACE}}}*"):
        name = etree.QName(element).localname
        if any(etree.QName(above).localname == "pre" for above in element.iterancestors()):
            continue
        if name in _RUNS[:9] or name == "li":
            element.text = (element.text or "").lstrip(" ") or None
        for child in element:
            inner = etree.QName(child).localname
            is_break = inner == "br"
            is_block = inner not in _INLINE
            if is_break or is_block:
                child.tail = (child.tail or "").lstrip(" ") or None
                before = child.getprevious()
                if before is not None:
                    before.tail = (before.tail or "").rstrip(" ") or None
                else:
                    element.text = (element.text or "").rstrip(" ") or None
        if name in _RUNS[:9] or name == "li":
            last = element[-1] if len(element) else None
            if last is None:
                element.text = (element.text or "").rstrip(" ") or None
            else:
                last.tail = (last.tail or "").rstrip(" ") or None
