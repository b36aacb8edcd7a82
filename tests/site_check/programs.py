"""Checkers that are programs: vnu, html-validate, linkinator, stylelint, Adobe’s structured data validator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ..site.html_validate import faults as markup_faults
from .figures import Figure, absent, none_of
from .shows import ROOT, Published

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
VOCABULARY = "PODCAST_SCHEMAORG"


def node(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a program of a package that is installed here."""
    return subprocess.run(
        ["node", MODULES / script, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=HERE,
        timeout=300,
        check=False,
    )


def vnu(shows: Sequence[Published]) -> Figure:
    """The checker of the W3C, on every page and on the styles that are published."""
    if not shutil.which("java"):
        return absent("vnu", "it needs Java: apt install default-jre-headless")
    files = [str(show.folder / page) for show in shows for page in show.pages]
    done = subprocess.run(
        ["java", "-jar", MODULES / "vnu-jar/build/dist/vnu.jar", "--errors-only", "--format", "gnu", *files],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    faults = (done.stdout + done.stderr).splitlines()
    if done.returncode and not faults:
        faults = [f"vnu ended with {done.returncode}"]
    return none_of("vnu", faults, of=f"{len(files)} pages")


def html_validate(shows: Sequence[Published]) -> Figure:
    """Its recommended rules, as the tests have them."""
    faults = [f"{show.name}/{fault}" for show in shows for fault in markup_faults(show.folder)]
    return none_of("html-validate", faults, of=f"{sum(len(show.pages) for show in shows)} pages")


def stylelint() -> Figure:
    """Its standard rules, on the sources."""
    sources = sorted((ROOT / "podcast/site/assets").glob("*.css"))
    done = node("stylelint/bin/stylelint.mjs", "--config", "stylelint.json", "--formatter", "json", *sources)
    found = json.loads(done.stderr or done.stdout)
    faults = [
        f"{Path(one['source']).name}:{each['line']} {each['text']}"
        for one in found
        for each in one["warnings"]
    ]
    return none_of("stylelint", faults, of=f"{len(sources)} sources")


def linkinator(addresses: Sequence[str]) -> Figure:
    """Every link, picture, sound and fragment that leads to the site itself."""
    broken, seen = [], 0
    for address in addresses:
        done = node(
            "linkinator/build/src/cli.js", address, "--recurse", "--check-fragments", "--skip", f"^(?!{address})",
            "--format", "json", "--concurrency", "4",
        )  # fmt: skip
        found = json.loads(done.stdout[done.stdout.index("{") :])
        seen += len(found["links"])
        broken += [] if len(found["links"]) > 1 else [f"{address}: nothing was followed"]
        dead = [one for one in found["links"] if one["state"] == "BROKEN"]
        broken += [f"{one.get('parent', address)}: {one['url']} {one['status']}" for one in dead]
    return none_of("linkinator", broken, of=f"{seen} links")


def structured(shows: Sequence[Published]) -> Figure:
    """Adobe's validator, with the vocabulary of schema.org."""
    vocabulary = os.environ.get(VOCABULARY, "")
    if not Path(vocabulary).is_file():
        return absent("JSON-LD (Adobe)", f"{VOCABULARY}=schemaorg-all-https.jsonld, of schema.org's releases")
    pages = [show.folder / page for show in shows for page in show.pages]
    done = subprocess.run(
        ["node", HERE / "structured.mjs", vocabulary, *pages],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    faults = done.stdout.splitlines() if done.returncode == 0 else [done.stderr[:500]]
    return none_of("JSON-LD (Adobe)", faults, of=f"{len(pages)} pages")
