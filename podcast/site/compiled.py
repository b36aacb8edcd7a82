"""Packaged templates, compiled once for all runs: their bytecode lies beside them, as Python's does beside modules.

Where Python may not write there, or is told not to, templates are compiled at each run. A designer's own are never
kept: they are part of what is published, and this is part of the program. Knows nothing of what is in them.
"""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from podcast.errors import PodcastError
from podcast.files import write_lightly

PACKAGED_FOLDER = Path(__file__).with_name("templates")


class CompiledOnce(BytecodeCache):
    """Bytecode of this run alone."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template was compiled before."""
        if made := self._made.get(bucket.key):
            bucket.bytecode_from_string(made)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._made[bucket.key] = bucket.bytecode_to_string()


class CompiledTemplates(CompiledOnce):
    """Bytecode by the template's name and what else decides it: `settings` stands for those of the environment."""

    def __init__(self, settings: bytes) -> None:
        super().__init__()
        self._version = f"{sys.implementation.cache_tag}-{hashlib.sha256(settings).hexdigest()[:12]}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, unless there is nothing, or something of another source or Python."""
        super().load_bytecode(bucket)
        if bucket.code is None:
            with suppress(OSError, EOFError, ValueError, TypeError):
                bucket.bytecode_from_string(self._path(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, whole or not at all; that it cannot be kept is no fault."""
        super().dump_bytecode(bucket)
        if sys.dont_write_bytecode or sys.pycache_prefix:
            return
        path = self._path(bucket)
        with suppress(OSError, PodcastError):
            path.parent.mkdir(exist_ok=True)
            write_lightly(path, bucket.bytecode_to_string())

    def _path(self, bucket: Bucket) -> Path:
        return PACKAGED_FOLDER / "__pycache__" / f"{bucket.key}.{self._version}.pyc"
