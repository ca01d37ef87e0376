"""The picture of a site in the README, taken of the example by an installed Chromium.

    .venv/bin/python tools/checks/site_picture.py

Fonts differ between machines, so nothing compares it; take it anew when the first
page looks different.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs/pictures/site.png"
# What goes through a README that people load on the road
MOST_BYTES = 300_000
SIZE = (1280, 880)
# A day on which some of the example's evidence has lapsed, as in the other documents of it
AS_OF = dt.date(2026, 11, 24)


def main() -> int:
    from attestle.api.sites import render_site, write_site_folder

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("skipped: there is no Chromium")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        site = render_site(ROOT, "example-enclave", as_of=AS_OF, has_history=False)
        write_site_folder(Path(folder, "pages"), site)
        page = Path(folder, "pages/index.html").as_uri()
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
        size, out = f"--window-size={SIZE[0]},{SIZE[1]}", f"--screenshot={PICTURE}"
        home = f"--user-data-dir={folder}/home"
        subprocess.run((chromium, *options, home, size, out, page), check=True, capture_output=True)
    size_made = PICTURE.stat().st_size
    print(f"wrote {PICTURE.relative_to(ROOT)}, {size_made} bytes")
    return int(size_made > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
