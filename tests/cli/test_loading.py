"""A command loads what it needs: whoever checks a diagram in an editor waits for no web server."""

import subprocess
import sys

import pytest

from engine.cli import program
from engine.messages import known

HEAVY = "{'alembic', 'flask', 'pypinyin', 'sqlalchemy', 'webapp.command'}"
CALL = f"""
import sys
from webapp.main import run
run(sys.argv[1:])
print(*sorted({HEAVY} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        pytest.param(["--help"], "", id="what-there-is"),
        pytest.param(["check", "--help"], "", id="diagrams-need-no-database"),
        pytest.param(["verify", "--help"], "alembic sqlalchemy", id="a-trail-needs-no-web"),
    ],
)
def test_a_command_loads_what_it_needs(arguments: list[str], loaded: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALL, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == loaded


def test_the_program_tells_all_its_commands_with_a_sentence_each() -> None:
    help_text = subprocess.run(
        [sys.executable, "-c", CALL, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "serve     启动网页和程序接口" in help_text
    with program.make_context("weiquan", ["check"]) as context:
        assert all(known(f"cli.help.{name}") for name in program.list_commands(context))
