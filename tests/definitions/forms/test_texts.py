"""Every code has a sentence that says in Chinese what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from engine.definitions import form_profile, forms
from engine.messages import text

CATALOGUE = Path(forms.__file__).parents[1] / "messages" / "locale" / "zh_CN" / "forms.po"
with CATALOGUE.open("rb") as file:
    SENTENCES = {str(message.id): str(message.string) for message in read_po(file) if message.id}
KEYS = [key for key in SENTENCES if key.startswith(("field.", "form."))]


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_can_be_filled_and_is_chinese(key: str) -> None:
    facts = re.findall(r"\{(\w+)\}", SENTENCES[key])
    sentence = text(key, **dict.fromkeys(facts, "x"))
    assert any("\u4e00" <= sign <= "\u9fff" for sign in sentence)
    assert "{" not in sentence


def test_no_sentence_is_without_a_use() -> None:
    sources = " ".join(path.read_text("utf-8") for path in Path(forms.__file__).parent.glob("form*.py"))
    assert [key for key in KEYS if f'{key.rpartition(".")[2]}"' not in sources] == []


def test_the_types_of_attachments_have_names() -> None:
    assert form_profile.is_attachment("invoice")
    assert not form_profile.is_attachment("inovice")
