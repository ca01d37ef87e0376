"""A small catalog as NIST publishes SP 800-171 r3: its ids and its defects, invented sentences."""

from __future__ import annotations

import json
from typing import Any

RMF = "http://csrc.nist.gov/ns/rmf"
NAME = "sp-800-171-r3"


def make_catalog() -> dict[str, Any]:
    """Families out of order; one withdrawn requirement; one with a single statement."""
    metadata = {
        "title": "Invented Requirements, Third Revision",
        "last-modified": "2026-05-13T00:00:00-04:00",
        "version": "1.1.0",
        "oscal-version": "1.2.2",
    }
    groups = [
        _make_group("03.02", "Training of Keepers", [_make_lettered("03.02.01", "Keepers")]),
        _make_group(
            "03.01",
            "Access to Yards",
            [
                _make_lettered("03.01.01", "Gates"),
                _make_single("03.01.02", "Lamps"),
                _make_withdrawn("03.01.13", "incorporated_into", "03.13.08"),
                _make_withdrawn("03.01.14", "addressed_by", "03.01.02"),
            ],
        ),
    ]
    uuid = "5a0e6f1c-0f3b-4f0e-9a55-111122223333"
    return {"catalog": {"uuid": uuid, "metadata": metadata, "groups": groups}}


def write_catalog() -> bytes:
    return json.dumps(make_catalog(), indent=2).encode()


def _make_group(number: str, title: str, controls: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"SP_800_171_{number}",
        "class": "family",
        "title": title,
        "props": [_label(f"{title} ({number})"), {"name": "sort-id", "value": number}],
        "controls": controls,
    }


def _label(text: str) -> dict[str, str]:
    return {"name": "label", "value": text}


def _make_control(number: str, title: str) -> dict[str, Any]:
    return {
        "id": f"SP_800_171_{number}",
        "class": "requirement",
        "title": title,
        "props": [_label(f"{title} ({number})"), {"name": "sort-id", "value": number}],
    }


def _make_lettered(number: str, title: str) -> dict[str, Any]:
    """Items a and b; b is judged in two parts, whose second is numbered otherwise."""
    key = f"A.{number}"
    params = [
        {
            "id": f"{key}.ODP.01",
            "props": [_label(f"{key}.ODP[01]")],
            "label": "number of days",
            "guidelines": [{"prose": "How often the keepers look."}],
        }
    ]
    statement = {
        "id": f"statement_{number}",
        "name": "statement",
        "class": "security_requirement",
        "parts": [
            {
                "id": f"SR-{number}.a",
                "name": "item",
                "props": [_label(f"{number}.a")],
                "prose": f"Keepers count all {title.lower()}.",
            },
            {
                "id": f"SR-{number}.b",
                "name": "item",
                "props": [_label(f"{number}.b")],
                "prose": f"Keepers look at them every {{{{ insert: param, {key}.ODP.01 }}}}.",
            },
        ],
    }
    objectives = [
        _make_objective(number, "a", f"{title} are counted.", f"SR-{number}.a"),
        _make_objective(number, "b.01", f"{title} are looked at.", f"SR-{number}.b"),
        _make_objective(number, "b.2", f"What is seen of {title} is noted.", f"SR-{number}.b"),
    ]
    parts = [statement, _make_guidance(number), *objectives, *_make_methods(number)]
    return {**_make_control(number, title), "params": params, "parts": parts}


def _make_single(number: str, title: str) -> dict[str, Any]:
    statement = {
        "id": f"statement_{number}",
        "name": "statement",
        "class": "security_requirement",
        "prose": f"Keepers paint all {title.lower()}.",
    }
    # what it is for is named by an id that the catalog does not have
    objectives = [
        _make_objective(number, "01", f"{title} are painted.", f"SR-{number}"),
        _make_objective(number, "02", f"{title} are dried.", f"SR-{number}"),
    ]
    parts = [statement, _make_guidance(number), *objectives, *_make_methods(number)]
    return {**_make_control(number, title), "parts": parts}


def _make_objective(number: str, key: str, prose: str, target: str) -> dict[str, Any]:
    first, _, second = key.partition(".")
    printed = f"{first}[{second}]" if second else first
    if first.isdigit():
        printed = f"[{first}]"
    joint = "" if printed.startswith("[") else "."
    return {
        "id": f"assessment-objective_DS-A.{number}.{key}",
        "name": "assessment-objective",
        "class": "determination",
        "props": [_label(f"A.{number}{joint}{printed}")],
        "prose": prose,
        "links": [{"href": f"#{target}", "rel": "assessment-for"}],
    }


def _make_guidance(number: str) -> dict[str, Any]:
    prose = "What the keepers know about it."
    return {"id": f"guidance_D-{number}", "name": "guidance", "prose": prose}


def _make_methods(number: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{letter}-{number}_assessment-method_{word}",
            "name": "assessment-method",
            "props": [{"name": "method", "ns": RMF, "value": word.upper()}],
            "parts": [{"name": "assessment-objects", "prose": "[SELECT FROM: books; keepers]"}],
        }
        for letter, word in (("E", "examine"), ("I", "interview"), ("T", "test"))
    ]


def _make_withdrawn(number: str, rel: str, target: str) -> dict[str, Any]:
    control = _make_control(number, number)
    control["props"] = [*control["props"], {"name": "status", "value": "withdrawn"}]
    return {**control, "links": [{"href": target, "rel": rel}]}
