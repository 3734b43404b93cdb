"""Every finding has its sentence in both languages, and every rule its pair of diagrams."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import engine.messages
from tests.definitions import (
    test_activity_rules,
    test_document_rules,
    test_event_rules,
    test_expression_rules,
    test_flow_rules,
    test_gateway_rules,
    test_own_rules,
    test_publish_rules,
    test_soundness,
)

TESTED = {
    pair.rule
    for module in (
        test_activity_rules,
        test_document_rules,
        test_event_rules,
        test_expression_rules,
        test_flow_rules,
        test_gateway_rules,
        test_own_rules,
        test_publish_rules,
        test_soundness,
    )
    for pair in module.PAIRS
}
ELSEWHERE = {
    # tests/definitions/test_hostile_files.py and test_read.py
    "xml-too-large", "xml-compressed", "xml-encoding", "xml-doctype", "xml-too-many-elements",
    "xml-too-many-attributes", "xml-too-deep", "xml-unreadable", "too-many-nodes", "too-many-flows",
    "too-many-processes",
    # tests/definitions/test_checking.py
    "file-unreadable", "procedure-process", "id-of-another-procedure",
    # What only the table of the profile decides: tests/definitions/test_profile.py
    "refused-trigger", "refused-loop",
}  # fmt: skip


def catalogue(language: str) -> dict[str, str]:
    """The sentences of the check in one language, by rule."""
    path = Path(engine.messages.__file__).parent / "locale" / language / "check.po"
    with path.open("rb") as file:
        texts = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    return {key.removeprefix("check."): text for key, text in texts.items() if key.startswith("check.")}


RULES = {rule: text for rule, text in catalogue("zh_CN").items() if not rule.startswith("kind.")}


def test_every_sentence_stands_in_both_languages() -> None:
    assert catalogue("zh_CN").keys() == catalogue("en").keys()


@pytest.mark.parametrize("rule", sorted(catalogue("zh_CN")))
def test_both_languages_have_the_same_facts(rule: str) -> None:
    chinese, english = catalogue("zh_CN")[rule], catalogue("en")[rule]
    assert _facts(chinese) == _facts(english)
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_every_rule_has_a_test() -> None:
    assert RULES.keys() == TESTED | ELSEWHERE


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
