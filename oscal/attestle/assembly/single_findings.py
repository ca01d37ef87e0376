"""A plan of action with one finding for each item, for tools that take no more."""

from __future__ import annotations

from typing import Any

from ..trees import Tree

_BODY = "plan-of-action-and-milestones"


def join_findings(tree: Tree) -> Tree:
    """Of several findings of an item the first one that is not satisfied stays, and says which
    others it stands for. The tree that is given does not change.
    """
    body: dict[str, Any] = dict(tree[_BODY])
    findings = {item["uuid"]: item for item in body.get("findings", ())}
    dropped: set[str] = set()
    items = [_join_item(item, findings, dropped) for item in body["poam-items"]]
    dropped -= {key for item in items for key in _list_related(item)}
    left = [item for key, item in findings.items() if key not in dropped]
    return {**tree, _BODY: {**body, **({"findings": left} if left else {}), "poam-items": items}}


def _list_related(item: dict[str, Any]) -> list[str]:
    return [entry["finding-uuid"] for entry in item.get("related-findings", ())]


def _join_item(item: dict[str, Any], findings: dict[str, Any], dropped: set[str]) -> dict[str, Any]:
    related = _list_related(item)
    if len(related) < 2:
        return item
    kept = min(related, key=lambda key: _is_satisfied(findings.get(key, {})))
    others = [key for key in related if key != kept]
    findings[kept] = _add_others(findings[kept], [findings[key] for key in others])
    dropped.update(others)
    return {**item, "related-findings": [{"finding-uuid": kept}]}


def _is_satisfied(finding: dict[str, Any]) -> bool:
    return bool(finding.get("target", {}).get("status", {}).get("state") == "satisfied")


def _add_others(finding: dict[str, Any], others: list[dict[str, Any]]) -> dict[str, Any]:
    """With the titles of the others, which begin with their objectives."""
    lines = [f"Also: {item['title']}" for item in others]
    before = [finding["remarks"]] if finding.get("remarks") else []
    return {**finding, "remarks": "\n\n".join([*before, *lines])}
