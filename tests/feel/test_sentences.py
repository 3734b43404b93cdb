"""Every error has a sentence in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.messages import _catalogue, known

ENGINE = Path(__file__).parents[2] / "engine"
RAISING = {
    "FeelTypeError", "FeelBoundError", "FeelSyntaxError", "FeelNameError", "RulesConflictError",
    "unknown", "_error", "report", "fitting",
}  # fmt: skip


def first_texts(folder: Path, pattern: str, names: set[str]) -> Iterator[str]:
    """The first text among the arguments of every call of one of those names."""
    for path in sorted(folder.rglob(pattern)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
                texts = [
                    arg.value
                    for arg in node.args
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                ]
                yield from texts[:1]


FEEL = {f"feel.{code}" for code in first_texts(ENGINE / "feel", "*.py", RAISING)}
DECISION = {f"decision.{code}" for code in first_texts(ENGINE / "definitions", "decision*.py", {"add"})}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("key", sorted(FEEL | DECISION))
def test_an_error_can_say_what_is_wrong(key: str, language: str) -> None:
    assert known(key, language)


def test_both_languages_say_the_same_things() -> None:
    ours = [
        {key for key in _catalogue(language) if key.startswith(("feel.", "decision."))}
        for language in ("zh_CN", "en")
    ]
    assert ours[0] == ours[1]


def test_the_search_for_codes_finds_them() -> None:
    assert {"feel.unknown_name", "feel.division_by_zero", "feel.rules_overlap", "feel.wrong_input"} <= FEEL
    assert {"decision.circle", "decision.no_logic"} <= DECISION
