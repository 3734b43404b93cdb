"""Files that commands write: a place where nothing can be written is said before any work is done."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click

from engine.messages import text


class NewFile(click.Path):
    """A file to be written, or written over, in a folder that is there."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False, writable=True)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:  # the path; click's signature
        """The path. Fails, which is wrong usage, where no file can be made."""
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(text("cli.no_folder", folder=path.parent), param, ctx)
        try:
            # Asked by doing it: permissions don't tell of a file system that only reads.
            with TemporaryFile(dir=path.parent):
                return path
        except OSError:
            self.fail(text("cli.folder_closed", folder=path.parent), param, ctx)
