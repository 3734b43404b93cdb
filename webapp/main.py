"""The entry of the program `weiquan`: the engine's commands, and `serve`."""

from __future__ import annotations

import sys

from engine.cli import program, run

program.add_place("serve", "webapp.command:serve")


def main() -> None:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))
