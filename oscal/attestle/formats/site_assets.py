"""The style sheet and the script that ship for the pages of a site."""

from __future__ import annotations

from functools import cache

from ..data import read_data
from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteAssets:
    style: str
    script: str


@cache
def read_site_assets() -> SiteAssets:
    return SiteAssets(read_data("site/site.css").decode(), read_data("site/site.js").decode())
