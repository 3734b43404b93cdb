"""What `docs/forms.md` tells designers is what the engine does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.definitions import form_profile
from engine.definitions.forms import problems
from engine.services.form_data import PROVIDERS
from tests.definitions.forms.test_texts import SENTENCES

PAGE = (Path(__file__).parents[3] / "docs" / "forms.md").read_text("utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
WRITTEN = set(re.findall(r"`([^`\n]+)`", PAGE))


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_form_without_a_problem(example: str) -> None:
    assert problems(example) == ()


def test_every_component_is_described() -> None:
    assert form_profile.COMPONENTS.keys() <= WRITTEN


def test_every_type_of_attachment_is_listed_with_its_name() -> None:
    for key, name in SENTENCES.items():
        if key.startswith("attachment."):
            assert f"`{key.removeprefix('attachment.')}` {name}" in PAGE


def test_every_own_property_and_its_values_are_listed() -> None:
    assert {"unit", "material", "class", "person", "register", "attachment"} <= WRITTEN
    assert {*form_profile.REGISTERS, *form_profile.PRIVACY} <= WRITTEN


def test_every_list_of_options_is_named() -> None:
    assert PROVIDERS.keys() <= WRITTEN
