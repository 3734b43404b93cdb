"""The page of elements says what the profile does."""

from __future__ import annotations

from pathlib import Path

import engine
from engine.definitions.checks.own import ATTRIBUTES
from engine.definitions.profile import LOOPS, SUPPORTED
from engine.definitions.read import MAXIMUM_FLOWS, MAXIMUM_NODES, MAXIMUM_PROCESSES
from engine.definitions.safe_xml import MAXIMUM_DEPTH, MAXIMUM_MARKUP
from tests.definitions.test_catalogue import RULES

PAGE = (Path(engine.__file__).parents[1] / "docs" / "elements.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ")]


def row(name: str) -> str:
    """The row of the page about an element."""
    return next(line for line in ROWS if f"`{name}`" in line)


def test_every_element_of_the_profile_is_there_with_its_triggers() -> None:
    for kind, triggers in SUPPORTED.items():
        assert f"`{kind}`" in PAGE
        if len(triggers) > 2:
            assert all(f"`{trigger}`" in row(kind) for trigger in triggers), kind


def test_every_loop_is_there() -> None:
    assert all(f"`{loop}`" in PAGE for loop in LOOPS)


def test_every_refused_element_is_there() -> None:
    refused = {rule for rule in RULES if rule.startswith("refused-")}
    assert {rule for rule in refused if f"`{rule}`" not in PAGE} == set()


def test_every_attribute_of_ours_is_there() -> None:
    assert {name for name in ATTRIBUTES if f"`{name}`" not in PAGE} == set()


def test_the_limits_are_those_of_the_reader() -> None:
    limits = (MAXIMUM_MARKUP, MAXIMUM_DEPTH, MAXIMUM_PROCESSES, MAXIMUM_NODES, MAXIMUM_FLOWS)
    assert all(f"{limit:,}" in PAGE for limit in limits)
