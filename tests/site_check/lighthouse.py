"""Lighthouse, mobile: the median of several runs of each page, as its own throttling makes of it.

Pages are served compressed, as every web server and CDN does; `--plain` serves them as a bare bucket would.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from ..site.chromium import PROGRAM
from .figures import Figure
from .programs import MODULES

_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_LIMITS = {"largest-contentful-paint": 1200, "total-blocking-time": 50, "cumulative-layout-shift": 0.01}
_DEMANDED = "100/100/100/100; LCP ≤ 1200 ms, TBT ≤ 50 ms, CLS ≤ 0.01"


def lighthouse(name: str, address: str, runs: int) -> Figure:
    """Return the medians of a page. A player in a frame is not for search engines, and says so."""
    skipped = ["--skip-audits=is-crawlable"] if address.endswith("embed.html") else []
    found = [one for _ in range(runs) for one in _run(address, skipped)]
    if len(found) < runs:
        return Figure(what=f"Lighthouse, {name}", demanded=_DEMANDED, found="it failed", held=False)
    scores = [
        round(100 * median(one["categories"][name]["score"] or 0 for one in found)) for name in _CATEGORIES
    ]
    times = {name: median(one["audits"][name]["numericValue"] for one in found) for name in _LIMITS}
    lcp, tbt, cls = times.values()
    return Figure(
        what=f"Lighthouse, {name}",
        demanded=_DEMANDED,
        found=f"{'/'.join(map(str, scores))}; LCP {lcp:.0f} ms, TBT {tbt:.0f} ms, CLS {cls:.3f}",
        held=min(scores) == 100 and all(times[name] <= limit for name, limit in _LIMITS.items()),
        detail=tuple(
            f"{each['id']}: {each['title']}"
            for each in found[-1]["audits"].values()
            if each["score"] is not None and each["score"] < 0.9 and each["scoreDisplayMode"] == "binary"
        ),
    )


def _run(address: str, options: list[str]) -> Iterator[dict]:
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        subprocess.run(
            [
                "node", MODULES / "lighthouse/cli/index.js", address, "--quiet", *options,
                f"--only-categories={','.join(_CATEGORIES)}", "--output=json", f"--output-path={report}",
                f"--chrome-flags={_FLAGS} --user-data-dir={place}/profile",
            ],
            env={**os.environ, "CHROME_PATH": PROGRAM or ""},
            capture_output=True,
            timeout=180,
            check=False,
        )  # fmt: skip
        if report.is_file():
            yield json.loads(report.read_text(encoding="utf-8"))
