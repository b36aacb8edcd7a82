"""Structure that import-linter does not express: homes of libraries, purity, and size."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "podcast"
MODULES = sorted(ROOT.rglob("*.py"))

HOMES = {
    "PIL": ("publish/images",),
    "boto3": ("store/s3",),
    "botocore": ("store/s3",),
    "click": ("cli/",),
    "cmarkgfm": ("site/",),
    "feedgen": ("feed/",),
    "imageio_ffmpeg": ("audio/ffmpeg.py",),
    "jinja2": ("site/",),
    "lameenc": ("audio/lame.py",),
    "lxml": ("feed/",),
    "miniaudio": ("audio/played.py",),
    "msgspec": ("content/canonical.py", "content/packed.py", "values.py"),
    "mutagen": ("audio/tag",),
    "nh3": ("site/",),
    "numpy": ("audio/",),
    "pydub": ("audio/stings.py",),
    "scipy": ("audio/meter.py",),
    "yaml": ("content/frontmatter.py",),
}
PURE = ("content/", "feed/", "site/")
READERS = {"content/textfile.py", "site/bundle.py", "site/compiled.py", "site/templating.py"}
IMPURE = {"socket", "subprocess", "random", "time", "urllib.request", "tempfile", "threading"}
ALLOWED = {"content/canonical.py": {"threading"}}  # a lock: what it reads with may not be made by two at once


def name_of(path: Path) -> str:
    """Return a module's path within the package."""
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> set[str]:
    """Return the dotted names that a module imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_is_imported_only_in_its_home(path: Path) -> None:
    """So that it can be replaced in one place."""
    roots = {one.split(".")[0] for one in imports_of(path)}
    strayed = {one for one in roots & HOMES.keys() if not name_of(path).startswith(HOMES[one])}
    assert not strayed


@pytest.mark.parametrize("path", [one for one in MODULES if name_of(one).startswith(PURE)], ids=name_of)
def test_pure_parts_use_no_clock_network_or_chance(path: Path) -> None:
    """The same records must give the same bytes anywhere."""
    source = path.read_text(encoding="utf-8")
    assert not imports_of(path) & (IMPURE - ALLOWED.get(name_of(path), set()))
    for call in ("datetime.now(", "date.today(", "os.environ", "getenv(", "uuid4("):
        assert call not in source
    if name_of(path) not in READERS:
        for call in ("open(", ".read_text(", ".read_bytes(", ".write_"):
            assert call not in source


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_say_what_they_own_and_stay_small(path: Path) -> None:
    """A docstring on each, 300 lines at most, no function longer than 50."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree) or path.name == "__init__.py"
    assert len(source.splitlines()) <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


PLANTED = {
    "feed/planted.py": "import podcast.store.base\n",
    "content/planted.py": "import podcast.publish.plan\n",
    "store/planted.py": "import podcast.cli.main\n",
    "publish/planted.py": "import podcast.moving.web\n",
}


@pytest.mark.parametrize("where", [None, *PLANTED])
def test_import_linter_fails_when_an_import_points_up_or_sideways(where: str | None, tmp_path: Path) -> None:
    """The contract in pyproject.toml notices each planted fault, and nothing without one."""
    shutil.copytree(ROOT, tmp_path / "podcast", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT.parent / "pyproject.toml", tmp_path)
    if where:
        (tmp_path / "podcast" / where).write_text(PLANTED[where], encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == bool(where), done.stdout
