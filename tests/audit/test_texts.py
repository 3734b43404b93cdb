"""The sentences of the timeline, which every kind of entry needs."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import engine.messages
from engine.audit.entry import seal
from engine.messages import text
from tests.audit.trails import FIRST_OF_MARCH

CATALOGUE = Path(engine.messages.__file__).parent / "locale/zh_CN/trail.po"
PLACEHOLDERS = {"actor", "element", "target", "reason"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sentences() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


KINDS = [key.removeprefix("trail.") for key in sentences() if re.fullmatch(r"trail\.[a-z_]+", key)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_entry_has_a_chinese_sentence_of_the_four_placeholders(kind: str) -> None:
    sentence = sentences()[f"trail.{kind}"]
    named = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    assert named <= PLACEHOLDERS
    assert CHINESE.search(text(f"trail.{kind}", **dict.fromkeys(PLACEHOLDERS, "")))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_entry_is_subject_and_past_verb(kind: str) -> None:
    assert seal(seq=1, case="c", village="v", at=FIRST_OF_MARCH, kind=kind, prev=None).kind == kind


@pytest.mark.parametrize("kind", ["case_started", "task_completed", "timer_fired"])
def test_the_kinds_that_the_interface_names_have_a_sentence(kind: str) -> None:
    assert kind in KINDS


def test_the_readme_of_a_package_keeps_its_lines_short_enough_to_read() -> None:
    readme = text("package.readme", case="case-1", entries=6, head="ab" * 32)
    assert max(map(len, readme.splitlines())) <= 66
