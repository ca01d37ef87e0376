"""One small valid document of each model, rich in what OSCAL can say, that build on each other:
what defects are planted into.
"""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any

Tree = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
OURS = "https://house.example/ns"
RMF = "http://csrc.nist.gov/ns/rmf"


def u(name: str) -> str:
    """The uuid of a thing, always the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://house.example/{name}"))


def metadata(title: str, model: str) -> Tree:
    return {
        "title": title,
        "published": "2026-01-02T00:00:00Z",
        "last-modified": "2026-03-01T12:00:00.5+01:00",
        "version": "1.0",
        "oscal-version": "1.2.1",
        "revisions": [
            {
                "title": "First",
                "published": "2026-01-01T00:00:00Z",
                "last-modified": "2026-01-01T00:00:00Z",
                "version": "0.1",
                "oscal-version": "1.1.3",
            }
        ],
        "document-ids": [
            {"scheme": "http://www.doi.org/", "identifier": f"10.1000/{model}"},
            {"identifier": model},
        ],
        "props": [
            {"name": "keywords", "value": "house"},
            {"name": "colour", "ns": OURS, "value": "green", "uuid": u(f"{model} colour")},
        ],
        "links": [
            {"href": "https://house.example/latest", "rel": "latest-version"},
            {"href": f"#{u(f'{model} manual')}", "rel": "reference"},
            {"href": "https://house.example/more", "rel": "reference"},
        ],
        "roles": [{"id": "owner", "title": "Owner"}, {"id": "assessor", "title": "Assessor"}],
        "locations": [
            {
                "uuid": u(f"{model} hall"),
                "title": "Hall",
                "address": {
                    "type": "work",
                    "addr-lines": ["1 Road"],
                    "city": "Utrecht",
                    "country": "NL",
                },
                "props": [{"name": "type", "value": "data-center", "class": "primary"}],
            },
        ],
        "parties": [
            {
                "uuid": u(f"{model} house"),
                "type": "organization",
                "name": "House",
                "email-addresses": ["house@house.example"],
                "telephone-numbers": [{"type": "office", "number": "12025550123"}],
                "location-uuids": [u(f"{model} hall")],
            },
            {
                "uuid": u(f"{model} lo"),
                "type": "person",
                "name": "Lo",
                "props": [{"name": "job-title", "value": "Keeper"}],
                "external-ids": [{"scheme": "http://orcid.org/", "id": "0000-0000-0000-0001"}],
                "member-of-organizations": [u(f"{model} house")],
            },
        ],
        "responsible-parties": [
            {"role-id": "owner", "party-uuids": [u(f"{model} house")]},
            {"role-id": "assessor", "party-uuids": [u(f"{model} lo")]},
        ],
        "actions": [
            {
                "uuid": u(f"{model} approval"),
                "date": "2026-03-01T12:00:00Z",
                "type": "approval",
                "system": "http://csrc.nist.gov/ns/oscal",
                "responsible-parties": [
                    {"role-id": "owner", "party-uuids": [u(f"{model} house"), u(f"{model} lo")]}
                ],
            },
        ],
        "remarks": "Any number of lines.\n\n- a list\n- of things",
    }


def back_matter(model: str) -> Tree:
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    return {
        "resources": [
            {
                "uuid": u(f"{model} manual"),
                "title": "Manual",
                "citation": {"text": "Manual, second edition"},
                "props": [
                    {"name": "type", "value": "artifact"},
                    {"name": "published", "value": "2026-01-01T00:00:00Z"},
                ],
                "rlinks": [
                    {
                        "href": "https://house.example/manual.pdf",
                        "media-type": "application/pdf",
                        "hashes": [{"algorithm": "SHA-256", "value": digest}],
                    },
                    {
                        "href": "manual.txt",
                        "hashes": [
                            {"algorithm": "SHA3-512", "value": digest * 2},
                            {"algorithm": "SHA-224", "value": digest[:56]},
                            {"algorithm": "SHA3-384", "value": digest + digest[:32]},
                        ],
                    },
                ],
            },
            {
                "uuid": u(f"{model} picture"),
                "base64": {"filename": "p.png", "media-type": "image/png", "value": "QUJD"},
                "props": [{"name": "type", "value": "image"}],
            },
        ]
    }


def catalog() -> Tree:
    lock: Tree = {
        "id": "ac-1",
        "class": "house",
        "title": "Lock",
        "params": [
            {
                "id": "ac-1_prm_1",
                "props": [
                    {"name": "label", "value": "AC-1_ODP[01]"},
                    {"name": "aggregates", "ns": RMF, "value": "ac-1_prm_2"},
                ],
                "label": "time",
                "constraints": [
                    {"description": "At most a day.", "tests": [{"expression": "[0-9]+ hours"}]}
                ],
                "guidelines": [{"prose": "Less is better."}],
            },
            {
                "id": "ac-1_prm_2",
                "select": {
                    "how-many": "one-or-more",
                    "choice": ["door", "{{ insert: param, ac-1_prm_1 }} later"],
                },
            },
            {"id": "ac-1_prm_3", "label": "keys", "values": ["3"]},
        ],
        "props": [
            {"name": "label", "value": "AC-1"},
            {"name": "label", "value": "AC-01", "class": "zero-padded"},
            {"name": "sort-id", "value": "ac-01"},
            {"name": "marking", "value": "public"},
            {"name": "weight", "ns": OURS, "value": "5"},
        ],
        "links": [
            {"href": f"#{u('catalog manual')}", "rel": "reference", "resource-fragment": "page=3"},
            {"href": "#ac-2", "rel": "related"},
            {"href": "https://house.example/", "text": "Home"},
        ],
        "parts": [
            {
                "id": "ac-1_smt",
                "name": "statement",
                "prose": "The keeper:",
                "parts": [
                    {
                        "id": "ac-1_smt.a",
                        "name": "item",
                        "props": [{"name": "label", "value": "a."}],
                        "prose": "Locks the {{ insert: param, ac-1_prm_2 }};",
                        "parts": [
                            {
                                "id": "ac-1_smt.a.1",
                                "name": "item",
                                "props": [{"name": "label", "value": "1."}],
                                "prose": "after {{ insert: param, ac-1_prm_1 }}.",
                            }
                        ],
                    },
                    {
                        "id": "ac-1_smt.b",
                        "name": "item",
                        "props": [{"name": "label", "value": "b."}],
                        "prose": "Keeps {{ insert: param, ac-1_prm_3 }} keys.",
                    },
                    {"name": "aside", "ns": OURS, "prose": "A part of our own."},
                ],
            },
            {
                "id": "ac-1_gdn",
                "name": "guidance",
                "prose": (
                    "See [the manual](#"
                    + u("catalog manual")
                    + ").\n\n| a | b |\n|---|---|\n| 1 | 2 |"
                ),
            },
            {
                "id": "ac-1_obj",
                "name": "assessment-objective",
                "prose": "Determine if:",
                "props": [{"name": "label", "value": "AC-01"}],
                "parts": [
                    {
                        "id": "ac-1_obj.a",
                        "name": "assessment-objective",
                        "prose": "the door is locked.",
                        "links": [{"href": "#ac-1_smt.a", "rel": "assessment-for"}],
                        "props": [{"name": "label", "value": "AC-01a"}],
                    }
                ],
            },
            {
                "id": "ac-1_exm",
                "name": "assessment-method",
                "props": [
                    {"name": "method", "ns": RMF, "value": "EXAMINE"},
                    {"name": "label", "value": "AC-01-Examine"},
                ],
                "parts": [{"name": "assessment-objects", "prose": "the door"}],
            },
            {
                "id": "ac-1_tst",
                "name": "assessment-method",
                "props": [{"name": "method", "value": "TEST"}],
                "parts": [{"name": "assessment-objects", "prose": "the lock"}],
            },
        ],
        "controls": [
            {
                "id": "ac-1.1",
                "title": "Second lock",
                "props": [{"name": "label", "value": "AC-1(1)"}],
                "links": [{"href": "#ac-1", "rel": "required"}],
                "parts": [{"id": "ac-1.1_smt", "name": "statement", "prose": "There are two."}],
                "controls": [
                    {
                        "id": "ac-1.1.1",
                        "title": "Third lock",
                        "parts": [
                            {"id": "ac-1.1.1_smt", "name": "statement", "prose": "Or three."}
                        ],
                    }
                ],
            },
            {
                "id": "ac-1.2",
                "title": "Old lock",
                "props": [{"name": "status", "value": "withdrawn"}],
                "links": [{"href": "#ac-1.1", "rel": "incorporated-into"}],
            },
            {
                "id": "ac-1.3",
                "title": "Older lock",
                "props": [{"name": "status", "value": "Withdrawn"}],
                "links": [{"href": "#ac-2_smt", "rel": "moved-to"}],
            },
        ],
    }
    key: Tree = {
        "id": "ac-2",
        "title": "Key",
        "props": [{"name": "label", "value": "AC-2"}],
        "parts": [
            {
                "id": "ac-2_smt",
                "name": "statement",
                "prose": "Everybody has one.",
                "parts": [{"id": "ac-2_smt.a", "name": "item", "prose": "Nobody has two."}],
            }
        ],
    }
    return {
        "uuid": u("catalog"),
        "metadata": (
            metadata("House rules", "catalog")
            | {
                "props": [
                    {"name": "resolution-tool", "value": "hand"},
                    {"name": "keywords", "value": "house"},
                ]
            }
        ),
        "groups": [
            {
                "id": "ac",
                "class": "family",
                "title": "Access",
                "props": [{"name": "label", "value": "AC"}],
                "params": [{"id": "ac_prm", "label": "anything"}],
                "parts": [{"id": "ac_ovw", "name": "overview", "prose": "About doors."}],
                "controls": [lock],
            },
            {
                "id": "more",
                "title": "More",
                "groups": [{"id": "ac-x", "title": "More access", "controls": [key]}],
            },
        ],
        "back-matter": back_matter("catalog"),
    }


def requirements() -> Tree:
    """The other side of the mapping."""
    controls = [
        {
            "id": f"r-{number}",
            "title": f"Rule {number}",
            "parts": [{"id": f"r-{number}_smt", "name": "statement", "prose": f"Do {number}."}],
        }
        for number in (1, 2)
    ]
    return {
        "uuid": u("requirements"),
        "metadata": {
            "title": "Requirements",
            "last-modified": "2026-01-01T00:00:00Z",
            "version": "1",
            "oscal-version": "1.2.1",
        },
        "controls": controls,
    }


def profile() -> Tree:
    return {
        "uuid": u("profile"),
        "metadata": metadata("What we want", "profile"),
        "imports": [
            {
                "href": "trestle://catalogs/house/catalog.json",
                "include-controls": [
                    {"with-ids": ["ac-1", "ac-1.1"]},
                    {"with-child-controls": "no", "matching": [{"pattern": "ac-2*"}]},
                ],
            }
        ],
        "merge": {"combine": {"method": "keep"}, "as-is": True},
        "modify": {
            "set-parameters": [
                {"param-id": "ac-1_prm_1", "values": ["2 hours"]},
                {"param-id": "ac-1_prm_2", "select": {"how-many": "one", "choice": ["door"]}},
            ],
            "alters": [
                {
                    "control-id": "ac-1",
                    "removes": [
                        {"by-name": "label", "by-item-name": "prop", "by-class": "zero-padded"}
                    ],
                    "adds": [
                        {
                            "position": "ending",
                            "by-id": "ac-1_smt.b",
                            "props": [
                                {"name": "label", "value": "B."},
                                {"name": "weight", "ns": OURS, "value": "4"},
                            ],
                        },
                        {
                            "position": "ending",
                            "parts": [{"id": "ac-1_ex", "name": "example", "prose": "Like this."}],
                        },
                    ],
                },
            ],
        },
        "back-matter": back_matter("profile"),
    }


def mapping_collection() -> Tree:
    def map_(number: int, source: str, target: str, **more: Any) -> Tree:
        return {
            "uuid": u(f"map {number}"),
            "matching-rationale": "semantic",
            "relationship": "intersects-with",
            "sources": [{"type": "control", "id-ref": source}],
            "targets": [{"type": "control", "id-ref": target}],
            **more,
        }

    return {
        "uuid": u("mapping-collection"),
        "metadata": metadata("What goes with what", "mapping-collection"),
        "provenance": {
            "method": "human",
            "matching-rationale": "semantic",
            "status": "draft",
            "mapping-description": "By hand.",
            "confidence-score": {"category": "high"},
            "responsible-parties": [
                {"role-id": "owner", "party-uuids": [u("mapping-collection house")]}
            ],
        },
        "mappings": [
            {
                "uuid": u("mapping"),
                "source-resource": {
                    "type": "catalog",
                    "href": "trestle://catalogs/house/catalog.json",
                },
                "target-resource": {
                    "type": "catalog",
                    "href": "trestle://catalogs/requirements/catalog.json",
                },
                "maps": [
                    map_(
                        1,
                        "ac-1",
                        "r-1",
                        **{
                            "qualifiers": [
                                {
                                    "subject": "target",
                                    "predicate": "has-requirement",
                                    "category": "addressable",
                                    "description": "Keys.",
                                }
                            ],
                            "confidence-score": {"percentage": 0.8},
                            "coverage": {"generation-method": "arbitrary", "target-coverage": 0.5},
                        },
                    ),
                    map_(2, "ac-1.1", "r-1", props=[{"name": "note", "ns": OURS, "value": "x"}]),
                ],
                "confidence-score": {"percentage": 0.9},
                "source-gap-summary": {
                    "uuid": u("source gap"),
                    "unmapped-controls": [{"with-ids": ["ac-2", "ac-1.1.1", "ac-1.2", "ac-1.3"]}],
                },
                "target-gap-summary": {
                    "uuid": u("target gap"),
                    "unmapped-controls": [{"with-ids": ["r-2"]}],
                },
            },
        ],
        "back-matter": back_matter("mapping-collection"),
    }


def component_definition() -> Tree:
    return {
        "uuid": u("component-definition"),
        "metadata": metadata("What we sell", "component-definition"),
        "components": [
            {
                "uuid": u("cd lock"),
                "type": "software",
                "title": "Lock",
                "description": "Locks.",
                "purpose": "Locking.",
                "props": [
                    {"name": "version", "value": "2"},
                    {"name": "release-date", "value": "2026-01-31"},
                    {"name": "asset-type", "value": "appliance"},
                    {"name": "public", "value": "no"},
                    {"name": "virtual", "value": "yes"},
                    {"name": "implementation-point", "value": "internal"},
                    {"name": "allows-authenticated-scan", "value": "yes"},
                    {"name": "software-identifier", "value": "lock"},
                    {"name": "inherited-uuid", "value": u("elsewhere")},
                    {
                        "name": "physical-location",
                        "ns": OURS,
                        "value": u("component-definition hall"),
                    },
                ],
                "links": [{"href": f"#{u('component-definition manual')}", "rel": "reference"}],
                "responsible-roles": [
                    {"role-id": "owner", "party-uuids": [u("component-definition house")]},
                    {"role-id": "assessor"},
                ],
                "protocols": [
                    {
                        "uuid": u("cd protocol"),
                        "name": "https",
                        "port-ranges": [{"start": 443, "end": 444, "transport": "TCP"}],
                    }
                ],
                "control-implementations": [
                    {
                        "uuid": u("cd implementation"),
                        "source": "trestle://profiles/house/profile.json",
                        "description": "How.",
                        "set-parameters": [
                            {"param-id": "ac-1_prm_3", "values": ["2"]},
                            {"param-id": "ac-1_prm_1", "values": ["1 hour"]},
                        ],
                        "implemented-requirements": [
                            {
                                "uuid": u("cd ac-1"),
                                "control-id": "ac-1",
                                "description": "It locks.",
                                "responsible-roles": [
                                    {"role-id": "owner"},
                                    {"role-id": "assessor"},
                                ],
                                "set-parameters": [
                                    {"param-id": "ac-1_prm_2", "values": ["door"]},
                                    {"param-id": "ac-1_prm_3", "values": ["1"]},
                                ],
                                "statements": [
                                    {
                                        "uuid": u("cd ac-1 a"),
                                        "statement-id": "ac-1_smt.a",
                                        "description": "The door.",
                                        "responsible-roles": [
                                            {"role-id": "owner"},
                                            {"role-id": "assessor"},
                                        ],
                                    },
                                    {
                                        "uuid": u("cd ac-1 b"),
                                        "statement-id": "ac-1_smt.b",
                                        "description": "The keys.",
                                    },
                                ],
                            },
                        ],
                    },
                ],
            },
            {
                "uuid": u("cd door"),
                "type": "hardware",
                "title": "Door",
                "description": "Is a door.",
            },
        ],
        "capabilities": [
            {
                "uuid": u("cd capability"),
                "name": "Closing",
                "description": "Doors and locks.",
                "incorporates-components": [
                    {"component-uuid": u("cd lock"), "description": "Locks."},
                    {"component-uuid": u("cd door"), "description": "Closes."},
                ],
            },
            {"uuid": u("cd opening"), "name": "Opening", "description": "The other way."},
        ],
        "back-matter": back_matter("component-definition"),
    }


def system_security_plan() -> Tree:
    def link(rel: str, name: str) -> Tree:
        return {"href": f"#{u(name)}", "rel": rel}

    def diagram(name: str) -> Tree:
        return {
            "uuid": u(name),
            "description": "A picture.",
            "caption": "Picture",
            "links": [
                link("diagram", "system-security-plan picture"),
                {"href": "https://house.example/p.png", "rel": "diagram"},
            ],
        }

    roles = [
        {"role-id": "owner", "party-uuids": [u("system-security-plan house")]},
        {"role-id": "assessor"},
    ]
    duties = [
        {"role-id": "owner", "party-uuids": [u("system-security-plan house")]},
        {"role-id": "assessor", "party-uuids": [u("system-security-plan lo")]},
    ]
    level = {
        "base": "fips-199-low",
        "selected": "fips-199-moderate",
        "adjustment-justification": "It is worth more.",
    }
    return {
        "uuid": u("system-security-plan"),
        "metadata": metadata("Our plan", "system-security-plan"),
        "import-profile": {"href": "trestle://profiles/house/profile.json"},
        "system-characteristics": {
            "system-ids": [{"identifier-type": "https://ietf.org/rfc/rfc4122", "id": u("system")}],
            "system-name": "House",
            "description": "A house.",
            "date-authorized": "2026-02-01",
            "security-sensitivity-level": "moderate",
            "props": [
                {"name": "cloud-deployment-model", "value": "private-cloud"},
                {"name": "cloud-service-model", "value": "saas"},
                {"name": "identity-assurance-level", "value": "2"},
            ],
            "system-information": {
                "props": [{"name": "privacy-designation", "value": "no"}],
                "links": [
                    link("privacy-impact-assessment", "system-security-plan manual"),
                    {"href": "https://house.example/pia", "rel": "privacy-impact-assessment"},
                ],
                "information-types": [
                    {
                        "uuid": u("information"),
                        "title": "Letters",
                        "description": "Letters.",
                        "categorizations": [
                            {
                                "system": "http://doi.org/10.6028/NIST.SP.800-60v2r1",
                                "information-type-ids": ["C.2.8.12"],
                            }
                        ],
                        "confidentiality-impact": level,
                        "integrity-impact": {"base": "fips-199-low"},
                        "availability-impact": {"base": "fips-199-low"},
                    },
                ],
            },
            "security-impact-level": {
                "security-objective-confidentiality": "fips-199-moderate",
                "security-objective-integrity": "fips-199-low",
                "security-objective-availability": "fips-199-low",
            },
            "status": {"state": "operational"},
            "authorization-boundary": {
                "description": "Walls.",
                "diagrams": [diagram("boundary 1"), diagram("boundary 2")],
            },
            "network-architecture": {
                "description": "Wires.",
                "diagrams": [diagram("network 1"), diagram("network 2")],
            },
            "data-flow": {
                "description": "Letters come and go.",
                "diagrams": [diagram("flow 1"), diagram("flow 2")],
            },
            "responsible-parties": duties,
        },
        "system-implementation": {
            "leveraged-authorizations": [
                {
                    "uuid": u("leveraged"),
                    "title": "Street",
                    "party-uuid": u("system-security-plan house"),
                    "date-authorized": "2025-01-01",
                    "links": [link("system-security-plan", "street")],
                },
            ],
            "users": [
                {
                    "uuid": u("keepers"),
                    "title": "Keepers",
                    "props": [
                        {"name": "type", "value": "internal"},
                        {"name": "privilege-level", "value": "privileged"},
                    ],
                    "role-ids": ["owner"],
                    "authorized-privileges": [
                        {"title": "Keys", "functions-performed": ["locking"]}
                    ],
                },
                {"uuid": u("guests"), "title": "Guests", "role-ids": ["assessor"]},
            ],
            "components": [
                {
                    "uuid": u("this"),
                    "type": "this-system",
                    "title": "House",
                    "description": "The house.",
                    "status": {"state": "operational"},
                },
                {
                    "uuid": u("lock"),
                    "type": "software",
                    "title": "Lock",
                    "description": "Locks.",
                    "status": {"state": "operational"},
                    "responsible-roles": roles,
                    "props": [
                        {"name": "version", "value": "2"},
                        {"name": "asset-type", "value": "appliance"},
                        {"name": "public", "value": "no"},
                        {"name": "virtual", "value": "no"},
                        {"name": "implementation-point", "value": "internal"},
                        {"name": "allows-authenticated-scan", "value": "no"},
                        {"name": "release-date", "value": "2026-01-01"},
                        {"name": "physical-location", "value": u("system-security-plan hall")},
                        {"name": "leveraged-authorization-uuid", "value": u("leveraged")},
                        {"name": "inherited-uuid", "value": u("elsewhere")},
                        {"name": "software-identifier", "value": "lock"},
                        {"name": "colour", "ns": OURS, "value": "red"},
                    ],
                    "links": [
                        link("depends-on", "this"),
                        link("validated-by", "module"),
                        link("uses-service", "post"),
                    ],
                    "protocols": [
                        {
                            "uuid": u("protocol"),
                            "name": "https",
                            "port-ranges": [{"start": 80, "end": 443, "transport": "TCP"}],
                        }
                    ],
                },
                {
                    "uuid": u("module"),
                    "type": "validation",
                    "title": "Module",
                    "description": "Validated.",
                    "status": {"state": "operational"},
                    "props": [{"name": "validation-type", "value": "fips-140-2"}],
                },
                {
                    "uuid": u("post"),
                    "type": "service",
                    "title": "Post",
                    "description": "Letters.",
                    "status": {"state": "operational"},
                },
                {
                    "uuid": u("bridge"),
                    "type": "interconnection",
                    "title": "Bridge",
                    "description": "To the street.",
                    "status": {"state": "operational"},
                    "props": [
                        {"name": "isa-date", "value": "2026-01-01T00:00:00Z"},
                        {"name": "direction", "value": "incoming"},
                        {"name": "isa-title", "value": "Bridge"},
                        {"name": "ipv4-address", "class": "local", "value": "192.0.2.1"},
                        {"name": "ipv6-address", "class": "remote", "value": "2001:db8::1"},
                        {"name": "uri", "value": "https://street.example/"},
                    ],
                },
            ],
            "inventory-items": [
                {
                    "uuid": u("item"),
                    "description": "The lock on the door.",
                    "props": [
                        {"name": "asset-id", "value": "1"},
                        {"name": "vendor-name", "value": "Smith"},
                        {"name": "is-scanned", "value": "no"},
                        {"name": "asset-type", "value": "appliance"},
                        {"name": "allows-authenticated-scan", "value": "no"},
                    ],
                    "responsible-parties": duties,
                    "implemented-components": [
                        {
                            "component-uuid": u("lock"),
                            "props": [{"name": "version", "value": "2"}],
                            "responsible-parties": duties,
                        },
                    ],
                },
            ],
        },
        "control-implementation": {
            "description": "How.",
            "set-parameters": [
                {"param-id": "ac-1_prm_1", "values": ["1 hour"]},
                {"param-id": "ac-1_prm_3", "values": ["2"]},
            ],
            "implemented-requirements": [
                {
                    "uuid": u("ac-1"),
                    "control-id": "ac-1",
                    "responsible-roles": roles,
                    "props": [
                        {"name": "control-origination", "value": "organization"},
                        {"name": "colour", "ns": OURS, "value": "red"},
                    ],
                    "set-parameters": [
                        {"param-id": "ac-1_prm_2", "values": ["door"]},
                        {"param-id": "ac-1_prm_3", "values": ["1"]},
                    ],
                    "by-components": [
                        {
                            "uuid": u("ac-1 this"),
                            "component-uuid": u("this"),
                            "description": "People lock.",
                            "implementation-status": {"state": "partial"},
                        },
                        {
                            "uuid": u("ac-1 module"),
                            "component-uuid": u("module"),
                            "description": "It helps.",
                            "links": [
                                link("provided-by", "ac-1 a lock"),
                                link("provided-by", "street ac-1 street"),
                            ],
                        },
                    ],
                    "statements": [
                        {
                            "uuid": u("ac-1 a"),
                            "statement-id": "ac-1_smt.a",
                            "responsible-roles": roles,
                            "by-components": [
                                {
                                    "uuid": u("ac-1 a lock"),
                                    "component-uuid": u("lock"),
                                    "description": "Bolts.",
                                    "implementation-status": {"state": "implemented"},
                                    "props": [
                                        {"name": "control-origination", "value": "system-specific"}
                                    ],
                                    "responsible-roles": roles,
                                    "set-parameters": [
                                        {"param-id": "ac-1_prm_1", "values": ["1 hour"]},
                                        {"param-id": "ac-1_prm_2", "values": ["door"]},
                                    ],
                                    "export": {
                                        "description": "For tenants.",
                                        "provided": [
                                            {
                                                "uuid": u("provided"),
                                                "description": "A lock.",
                                                "responsible-roles": roles,
                                            }
                                        ],
                                        "responsibilities": [
                                            {
                                                "uuid": u("responsibility"),
                                                "provided-uuid": u("provided"),
                                                "description": "Turn the key.",
                                                "responsible-roles": roles,
                                            }
                                        ],
                                    },
                                    "inherited": [
                                        {
                                            "uuid": u("inherited"),
                                            "provided-uuid": u("street lock"),
                                            "description": "The gate.",
                                            "responsible-roles": roles,
                                        }
                                    ],
                                    "satisfied": [
                                        {
                                            "uuid": u("satisfied"),
                                            "responsibility-uuid": u("street duty"),
                                            "description": "We close it.",
                                            "responsible-roles": roles,
                                        }
                                    ],
                                },
                                {
                                    "uuid": u("ac-1 a this"),
                                    "component-uuid": u("this"),
                                    "description": "People turn the key.",
                                },
                            ],
                        },
                        {
                            "uuid": u("ac-1 b"),
                            "statement-id": "ac-1_smt.b",
                            "by-components": [
                                {
                                    "uuid": u("ac-1 b this"),
                                    "component-uuid": u("this"),
                                    "description": "A board.",
                                }
                            ],
                        },
                    ],
                },
                {
                    "uuid": u("ac-2"),
                    "control-id": "ac-2",
                    "by-components": [
                        {
                            "uuid": u("ac-2 this"),
                            "component-uuid": u("this"),
                            "description": "Keys.",
                        }
                    ],
                },
                {
                    "uuid": u("ac-1.1"),
                    "control-id": "ac-1.1",
                    "by-components": [
                        {
                            "uuid": u("ac-1.1 lock"),
                            "component-uuid": u("lock"),
                            "description": "A second bolt.",
                        }
                    ],
                },
            ],
        },
        "back-matter": {
            "resources": [
                *back_matter("system-security-plan")["resources"],
                {
                    "uuid": u("street"),
                    "title": "The plan of the street",
                    "rlinks": [
                        {"href": "trestle://system-security-plans/street/system-security-plan.json"}
                    ],
                },
            ]
        },
    }


def street() -> Tree:
    """A plan that ours leverages."""
    component = {
        "uuid": u("street itself"),
        "type": "this-system",
        "title": "Street",
        "description": "The street.",
        "status": {"state": "operational"},
    }
    export = {
        "provided": [{"uuid": u("street lock"), "description": "A gate."}],
        "responsibilities": [
            {
                "uuid": u("street duty"),
                "provided-uuid": u("street lock"),
                "description": "Close it.",
            }
        ],
    }
    answer = {
        "uuid": u("street ac-1 street"),
        "component-uuid": component["uuid"],
        "description": "A gate.",
        "export": export,
    }
    return {
        "uuid": u("street plan"),
        "metadata": {
            "title": "Street",
            "last-modified": "2026-01-01T00:00:00Z",
            "version": "1",
            "oscal-version": "1.2.1",
        },
        "import-profile": {"href": "trestle://profiles/house/profile.json"},
        "system-characteristics": {
            "system-ids": [{"id": "street"}],
            "system-name": "Street",
            "description": "A street.",
            "system-information": {
                "information-types": [
                    {"uuid": u("street letters"), "title": "Letters", "description": "Letters."}
                ]
            },
            "status": {"state": "operational"},
            "authorization-boundary": {"description": "Kerbs."},
        },
        "system-implementation": {"users": [{"uuid": u("street user")}], "components": [component]},
        "control-implementation": {
            "description": "How.",
            "implemented-requirements": [
                {"uuid": u("street ac-1"), "control-id": "ac-1", "by-components": [answer]},
                *(
                    {
                        "uuid": u(f"street {control}"),
                        "control-id": control,
                        "by-components": [
                            {
                                "uuid": u(f"street {control} street"),
                                "component-uuid": component["uuid"],
                                "description": "Whoever lives there sees to it.",
                            }
                        ],
                    }
                    for control in ("ac-1.1", "ac-2")
                ),
            ],
        },
    }


def reviewed() -> Tree:
    return {
        "control-selections": [
            {
                "include-controls": [
                    {"control-id": "ac-1", "statement-ids": ["ac-1_smt.a"]},
                    {"control-id": "ac-1.1"},
                ],
                "exclude-controls": [{"control-id": "ac-2"}],
            }
        ],
        "control-objective-selections": [{"include-objectives": [{"objective-id": "ac-1_obj.a"}]}],
    }


def assets(model: str) -> Tree:
    tool = {"type": "software", "description": "A tool.", "status": {"state": "operational"}}
    duties = [
        {"role-id": "assessor", "party-uuids": [u(f"{model} lo")]},
        {"role-id": "owner", "party-uuids": [u(f"{model} house")]},
    ]
    return {
        "components": [
            {"uuid": u(f"{model} tool"), "title": "Lens", **tool},
            {"uuid": u(f"{model} tool 2"), "title": "Hammer", **tool},
        ],
        "assessment-platforms": [
            {
                "uuid": u(f"{model} platform"),
                "title": "Van",
                "uses-components": [
                    {"component-uuid": u(f"{model} tool"), "responsible-parties": duties}
                ],
            }
        ],
    }


def subject(kind: str, name: str) -> Tree:
    return {"subject-uuid": u(name), "type": kind}


def assessment_plan() -> Tree:
    roles = [{"role-id": "owner"}, {"role-id": "assessor"}]
    local = {"type": "software", "description": "Local.", "status": {"state": "operational"}}
    return {
        "uuid": u("assessment-plan"),
        "metadata": metadata("How we look", "assessment-plan"),
        "import-ssp": {"href": "trestle://system-security-plans/house/system-security-plan.json"},
        "local-definitions": {
            "components": [
                {"uuid": u("ap window"), "title": "Window", **local},
                {"uuid": u("ap roof"), "title": "Roof", **local},
            ],
            "users": [{"uuid": u("ap user")}, {"uuid": u("ap user 2")}],
            "objectives-and-methods": [
                {
                    "control-id": "ac-1",
                    "parts": [
                        {
                            "name": "assessment-objective",
                            "prose": "More.",
                            "props": [{"name": "method-id", "value": "x"}],
                        },
                        {
                            "name": "assessment-method",
                            "props": [{"name": "method", "value": "TEST"}],
                            "parts": [{"name": "assessment-objects", "prose": "the lock"}],
                        },
                        {
                            "name": "assessment-method",
                            "props": [{"name": "method", "value": "EXAMINE"}],
                            "parts": [{"name": "assessment-objects", "prose": "the key"}],
                        },
                    ],
                },
            ],
            "activities": [
                {
                    "uuid": u("activity"),
                    "title": "Look",
                    "description": "Look at it.",
                    "props": [{"name": "method", "value": "EXAMINE"}],
                    "responsible-roles": roles,
                    "steps": [
                        {
                            "uuid": u("step"),
                            "description": "Open the eyes.",
                            "responsible-roles": roles,
                        }
                    ],
                    "related-controls": reviewed(),
                },
            ],
        },
        "terms-and-conditions": {
            "parts": [
                {"name": "rules-of-engagement", "prose": "Be kind."},
                {
                    "uuid": u("objective part"),
                    "name": "assumptions",
                    "parts": [
                        {
                            "name": "objective",
                            "props": [{"name": "method", "value": "TEST"}],
                            "prose": "See.",
                        }
                    ],
                },
            ]
        },
        "reviewed-controls": reviewed(),
        "assessment-subjects": [
            {
                "type": "component",
                "include-subjects": [
                    subject("component", "lock"),
                    subject("component", "ap window"),
                ],
            },
            {
                "type": "party",
                "include-subjects": [
                    subject("party", "assessment-plan lo"),
                    subject("user", "keepers"),
                    subject("inventory-item", "item"),
                ],
            },
        ],
        "assessment-assets": assets("assessment-plan"),
        "tasks": [
            {
                "uuid": u("task 1"),
                "type": "action",
                "title": "Look",
                "timing": {
                    "within-date-range": {
                        "start": "2026-04-01T00:00:00Z",
                        "end": "2026-04-30T00:00:00Z",
                    }
                },
                "associated-activities": [
                    {
                        "activity-uuid": u("activity"),
                        "responsible-roles": roles,
                        "subjects": [{"type": "component", "include-all": {}}],
                    }
                ],
            },
            {
                "uuid": u("task 2"),
                "type": "milestone",
                "title": "Done",
                "timing": {"on-date": {"date": "2026-05-01T00:00:00Z"}},
                "dependencies": [{"task-uuid": u("task 1")}],
            },
            {
                "uuid": u("task 3"),
                "type": "action",
                "title": "Again",
                "timing": {"at-frequency": {"period": 1, "unit": "months"}},
                "responsible-roles": roles,
            },
        ],
        "back-matter": back_matter("assessment-plan"),
    }


def origin(model: str, *, task: str = "") -> Tree:
    duties = [
        {"role-id": "assessor", "party-uuids": [u(f"{model} lo")]},
        {"role-id": "owner", "party-uuids": [u(f"{model} house")]},
    ]
    actors = [
        {"type": "party", "actor-uuid": u(f"{model} lo"), "role-id": "assessor"},
        {"type": "tool", "actor-uuid": u(f"{model} tool")},
    ]
    related = (
        {"related-tasks": [{"task-uuid": u(task), "responsible-parties": duties}]} if task else {}
    )
    return {"actors": actors, **related}


def observation(model: str, name: str) -> Tree:
    return {
        "uuid": u(f"{model} {name}"),
        "title": name,
        "description": "What we saw.",
        "methods": ["EXAMINE", "TEST"],
        "types": ["control-objective"],
        "origins": [origin(model, task="task 1" if model == "assessment-results" else "")],
        "subjects": [subject("component", "lock")],
        "relevant-evidence": [
            {"href": "https://house.example/photo", "description": "A photograph."}
        ],
        "collected": "2026-04-10T00:00:00Z",
        "expires": "2027-04-10T00:00:00Z",
    }


def scored() -> list[Tree]:
    """A facet for every value that a scoring system has a vocabulary of."""
    found = []
    for constraint in json.loads(
        (ROOT / "tools/content/oscal-1.2.1/constraints.json").read_bytes()
    )["constraints"]:
        target = constraint.get("target", "")
        if (
            constraint["owner"] == "characterization/facet"
            and target.endswith("/@value")
            and "@system" in target
        ):
            systems, names = (
                re.findall(r"'([^']*)'", part) for part in target.partition(" and ")[::2]
            )
            found += [
                {"name": name, "system": system, "value": constraint["values"][0]}
                for system in systems
                for name in names
            ]
    return found


def risk(model: str) -> Tree:
    facets = [
        *scored(),
        {"name": "cve-id", "system": "http://cve.mitre.org", "value": "CVE-2026-0001"},
        {
            "name": "likelihood",
            "system": "http://csrc.nist.gov/ns/oscal",
            "value": "low",
            "props": [{"name": "state", "value": "initial"}],
        },
        {"name": "access-vector", "system": "http://www.first.org/cvss/v2.0", "value": "network"},
        {"name": "user-interaction", "system": "http://www.first.org/cvss/v3.1", "value": "none"},
        {"name": "av", "system": "https://www.first.org/cvss/v4-0", "value": "n"},
        {"name": "likelihood", "system": "https://house.example/likelihood", "value": "who knows"},
    ]
    return {
        "uuid": u(f"{model} risk"),
        "title": "Open door",
        "description": "It stands open.",
        "statement": "Anybody may come in.",
        "status": "open",
        "props": [{"name": "priority", "value": "1"}],
        "origins": [origin(model)],
        "threat-ids": [{"system": "https://fedramp.gov", "id": "urn:t1"}],
        "characterizations": [{"origin": origin(model), "facets": facets}],
        "mitigating-factors": [
            {
                "uuid": u(f"{model} dog"),
                "implementation-uuid": u("ac-1 this"),
                "description": "A dog.",
                "subjects": [subject("component", "this")],
            }
        ],
        "deadline": "2026-12-01T00:00:00Z",
        "remediations": [
            {
                "uuid": u(f"{model} response"),
                "lifecycle": "planned",
                "title": "Close it",
                "description": "Close the door.",
                "props": [{"name": "type", "value": "mitigate"}],
                "required-assets": [
                    {
                        "uuid": u(f"{model} asset"),
                        "description": "A key.",
                        "subjects": [subject("inventory-item", "item")],
                    }
                ],
                "tasks": [
                    {
                        "uuid": u(f"{model} fix"),
                        "type": "milestone",
                        "title": "Closed",
                        "timing": {"on-date": {"date": "2026-07-01T00:00:00Z"}},
                    }
                ],
            },
        ],
        "risk-log": {
            "entries": [
                {
                    "uuid": u(f"{model} log"),
                    "start": "2026-04-11T00:00:00Z",
                    "end": "2026-04-12T00:00:00Z",
                    "status-change": "open",
                    "props": [{"name": "type", "value": "status-update"}],
                    "logged-by": [{"party-uuid": u(f"{model} lo"), "role-id": "assessor"}],
                    "related-responses": [{"response-uuid": u(f"{model} response")}],
                },
            ]
        },
        "related-observations": [{"observation-uuid": u(f"{model} seen")}],
    }


def finding(model: str) -> Tree:
    return {
        "uuid": u(f"{model} finding"),
        "title": "Door",
        "description": "It is open.",
        "origins": [origin(model)],
        "target": {
            "type": "objective-id",
            "target-id": "ac-1_obj.a",
            "status": {"state": "not-satisfied", "reason": "fail"},
        },
        "implementation-statement-uuid": u("ac-1 a"),
        "related-observations": [{"observation-uuid": u(f"{model} seen")}],
        "related-risks": [{"risk-uuid": u(f"{model} risk")}],
    }


def assessment_results() -> Tree:
    model = "assessment-results"
    local = {"type": "software", "description": "Local.", "status": {"state": "operational"}}
    duties = [
        {"role-id": "assessor", "party-uuids": [u(f"{model} lo")]},
        {"role-id": "owner", "party-uuids": [u(f"{model} house")]},
    ]
    return {
        "uuid": u(model),
        "metadata": metadata("What we saw", model),
        "import-ap": {"href": "trestle://assessment-plans/house/assessment-plan.json"},
        "results": [
            {
                "uuid": u("result"),
                "title": "April",
                "description": "In April.",
                "start": "2026-04-01T00:00:00Z",
                "end": "2026-04-30T00:00:00Z",
                "local-definitions": {
                    "components": [
                        {"uuid": u("ar gate"), "title": "Gate", **local},
                        {"uuid": u("ar fence"), "title": "Fence", **local},
                    ],
                    "users": [{"uuid": u("ar user")}, {"uuid": u("ar user 2")}],
                    "assessment-assets": assets(model),
                },
                "reviewed-controls": reviewed(),
                "attestations": [
                    {
                        "responsible-parties": duties,
                        "parts": [{"name": "authorization-statements", "prose": "So it was."}],
                    }
                ],
                "assessment-log": {
                    "entries": [
                        {
                            "uuid": u("log"),
                            "title": "Looked",
                            "start": "2026-04-02T00:00:00Z",
                            "end": "2026-04-03T00:00:00Z",
                            "logged-by": [{"party-uuid": u(f"{model} lo")}],
                            "related-tasks": [{"task-uuid": u("task 1")}],
                        }
                    ]
                },
                "observations": [observation(model, "seen"), observation(model, "seen again")],
                "risks": [risk(model)],
                "findings": [finding(model)],
            },
        ],
        "back-matter": back_matter(model),
    }


def plan_of_action() -> Tree:
    model = "plan-of-action-and-milestones"
    local = {"type": "software", "description": "Local.", "status": {"state": "operational"}}
    return {
        "uuid": u(model),
        "metadata": metadata("What we do", model),
        "import-ssp": {"href": "trestle://system-security-plans/house/system-security-plan.json"},
        "system-id": {"identifier-type": "https://ietf.org/rfc/rfc4122", "id": u("system")},
        "local-definitions": {
            "components": [
                {"uuid": u("poam gate"), "title": "Gate", **local},
                {"uuid": u("poam fence"), "title": "Fence", **local},
            ],
            "assessment-assets": assets(model),
        },
        "observations": [observation(model, "seen")],
        "risks": [risk(model)],
        "findings": [finding(model)],
        "poam-items": [
            {
                "uuid": u("poam item"),
                "title": "Close the door",
                "description": "Close it.",
                "origins": [{"actors": origin(model)["actors"]}],
                "related-findings": [{"finding-uuid": u(f"{model} finding")}],
                "related-observations": [{"observation-uuid": u(f"{model} seen")}],
                "related-risks": [{"risk-uuid": u(f"{model} risk")}],
            },
        ],
        "back-matter": back_matter(model),
    }


PATHS = {
    "catalog": "catalogs/house/catalog.json",
    "profile": "profiles/house/profile.json",
    "mapping-collection": "mapping-collections/house/mapping-collection.json",
    "component-definition": "component-definitions/house/component-definition.json",
    "system-security-plan": "system-security-plans/house/system-security-plan.json",
    "assessment-plan": "assessment-plans/house/assessment-plan.json",
    "assessment-results": "assessment-results/house/assessment-results.json",
    "plan-of-action-and-milestones": (
        "plan-of-action-and-milestones/house/plan-of-action-and-milestones.json"
    ),
}
MAKE = {
    "catalog": catalog, "profile": profile, "mapping-collection": mapping_collection, "component-definition": component_definition,
    "system-security-plan": system_security_plan, "assessment-plan": assessment_plan, "assessment-results": assessment_results,
    "plan-of-action-and-milestones": plan_of_action,
}  # fmt: skip

# What they lean on, and is left alone
AROUND = {
    "catalogs/requirements/catalog.json": ("catalog", requirements),
    "system-security-plans/street/system-security-plan.json": ("system-security-plan", street),
}


def documents() -> dict[str, Tree]:
    """Every model's whole file."""
    return {model: {model: make()} for model, make in MAKE.items()}
