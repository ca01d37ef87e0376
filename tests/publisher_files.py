"""Files as publishers and transcribers make them, with sentences that nobody ever published."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl

from attestle.formats.official_digests import digest_text, write_canonical
from attestle.model.baseline import Baseline, Requirement
from attestle.model.published_texts import OfficialDigest, list_units

TITLE, VERSION, DAY = "Invented Publication", "2.0", "2026-03-04"
_THINGS = ("gates", "lamps", "ledgers", "kettles", "ladders", "bridges", "anchors")
_DEEDS = ("count", "paint", "weigh", "close", "carry", "number", "rinse")


def invent_sentences(baseline: Baseline) -> dict[str, str]:
    """A sentence for each text of a catalog, by its label; no two are alike."""
    return {
        unit.label: (
            f"The keepers {_DEEDS[place % 7]} all {_THINGS[place // 7 % 7]} of yard"
            f" {chr(97 + place // 26 % 26)}{chr(97 + place % 26)} (also by night), each morning."
        )
        for place, unit in enumerate(list_units(baseline.requirements))
    }


def make_digests(sentences: Mapping[str, str], sources: int = 2) -> dict[str, OfficialDigest]:
    return {
        label: OfficialDigest(digest_text(text), len(write_canonical(text)), sources)
        for label, text in sentences.items()
    }


def _pad(label: str) -> str:
    return ".".join(part.zfill(2) for part in label.split("."))


def write_cprt(baseline: Baseline, sentences: Mapping[str, str]) -> bytes:
    """Requirements as 03.01.01, related as 3.1.1; objectives as SR-03.01.01.a, an `a` for single
    ones; marks of footnotes, and what stands about a requirement.
    """
    elements: list[dict[str, str]] = []
    relationships: list[dict[str, str]] = []
    for item in baseline.requirements:
        name = _pad(item.label)
        if item.label in sentences:
            elements.append(
                _make_element(name, "requirement", f"{sentences[item.label]}[7]", item.title)
            )
        elements.append(_make_element(f"D-{name}", "discussion", "A long talk about it. " * 9))
        elements.append(_make_element(f"E-{name}", "examine", "Papers of the keepers"))
        relationships.append(
            {"source_element_identifier": item.label, "dest_element_identifier": f"D-{name}"}
        )
        for objective in item.objectives:
            if objective.label in sentences:
                text = sentences[objective.label]
                key = f"SR-{name}.{objective.letter}"
                elements.append(_make_element(key, "determination", text))
    document = {"doc_identifier": "INVENTED_2_0_0", "name": TITLE, "version": VERSION}
    export = {"documents": [document], "elements": elements, "relationships": relationships}
    return json.dumps({"response": {"elements": export}}).encode()


def _make_element(key: str, kind: str, text: str, title: str = "") -> dict[str, str]:
    return {"element_identifier": key, "element_type": kind, "title": title, "text": text}


def make_catalog(baseline: Baseline, sentences: Mapping[str, str]) -> dict[str, Any]:
    """An OSCAL catalog of another maker: ids of its own, labels as they are printed."""
    controls = [_make_control(item, sentences) for item in baseline.requirements]
    metadata = {
        "title": TITLE,
        "last-modified": f"{DAY}T00:00:00Z",
        "version": VERSION,
        "oscal-version": "1.2.1",
    }
    uuid = "0c1a1111-2222-4333-8444-555566667777"
    return {"catalog": {"uuid": uuid, "metadata": metadata, "controls": controls}}


def _make_control(item: Requirement, sentences: Mapping[str, str]) -> dict[str, Any]:
    key = f"x-{item.label}"
    parts: list[dict[str, Any]] = [
        {"id": f"{key}_stm", "name": "statement", "prose": sentences.get(item.label, "")}
    ]
    for objective in item.objectives:
        part = {
            "id": f"{key}-{objective.letter}",
            "name": "assessment-objective",
            "props": [{"name": "label", "value": f"[{objective.letter}]"}],
        }
        if objective.label in sentences:
            parts.append({**part, "prose": sentences[objective.label]})
    props = [{"name": "label", "value": item.label}]
    return {"id": key, "title": item.title, "props": props, "parts": parts}


def write_json(baseline: Baseline, sentences: Mapping[str, str]) -> bytes:
    return json.dumps(make_catalog(baseline, sentences)).encode()


def write_xml(baseline: Baseline, sentences: Mapping[str, str]) -> bytes:
    catalog = make_catalog(baseline, sentences)["catalog"]
    made = "".join(map(_write_control, catalog["controls"]))
    stated = (
        f"<title>{TITLE}</title><last-modified>{DAY}T00:00:00Z</last-modified>"
        f"<version>{VERSION}</version><oscal-version>1.2.1</oscal-version>"
    )
    return (
        f'<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="{catalog["uuid"]}">'
        f"<metadata>{stated}</metadata>{made}</catalog>"
    ).encode()


def _write_control(control: dict[str, Any]) -> str:
    inner = f"<title>{escape(control['title'])}</title>{_write_props(control)}"
    for part in control["parts"]:
        head = f"<part id={quoteattr(part['id'])} name={quoteattr(part['name'])}>"
        inner += f"{head}{_write_props(part)}<p>{escape(part['prose'])}</p></part>"
    return f"<control id={quoteattr(control['id'])}>{inner}</control>"


def _write_props(node: dict[str, Any]) -> str:
    return "".join(
        f"<prop name={quoteattr(prop['name'])} value={quoteattr(prop['value'])}/>"
        for prop in node.get("props", ())
    )


def _list_rows(baseline: Baseline, sentences: Mapping[str, str]) -> list[list[str]]:
    """One column of ids, the words far behind them, and longer talk about them between."""
    rows = [["Some heading of the whole"], ["Family", "Identifier", "Discussion", "Words"]]
    for item in baseline.requirements:
        talk = "A long talk about it that says more than all the rest. " * 9
        labels = (item.label, *(one.label for one in item.objectives))
        rows += [
            [item.family, label, talk, sentences[label]] for label in labels if label in sentences
        ]
    return rows


def write_csv(baseline: Baseline, sentences: Mapping[str, str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(_list_rows(baseline, sentences))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(baseline: Baseline, sentences: Mapping[str, str]) -> bytes:
    """Requirements on one sheet, objectives on another with their letters alone."""
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Procedures")
    assert first is not None
    first.append(["Requirement", "Security requirement"])
    second.append(["Identifier", "Security requirement", "Determine if ID", "Determine if", "Test"])
    for item in baseline.requirements:
        first.append([f"{item.cmmc_label}", sentences.get(item.label)])
        for one in item.objectives:
            row = [_pad(item.label), sentences.get(item.label), f"[{one.letter}]"]
            second.append([*row, sentences.get(one.label), "Mechanisms of the keepers " * 9])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SHAPES = {
    "CPRT JSON": write_cprt,
    "OSCAL JSON": write_json,
    "OSCAL XML": write_xml,
    "CSV": write_csv,
    "xlsx": write_xlsx,
}
