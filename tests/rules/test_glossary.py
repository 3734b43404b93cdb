"""The glossary says what the product says."""

from pathlib import Path

import pytest

from engine.messages import text
from engine.rules.acts import ACTS
from engine.rules.bodies import BODIES
from engine.rules.duties import INCOMPATIBILITIES
from engine.rules.notices import KINDS

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if line.startswith("|")
]
POSTS = {post for row in INCOMPATIBILITIES for post in row.first | row.second}


@pytest.mark.parametrize("code", sorted(BODIES))
def test_a_body_is_called_as_on_the_pages(code: str) -> None:
    assert [row[2] for row in ROWS if row[0] == code] == [text(f"body.{code}")]


@pytest.mark.parametrize("code", sorted(ACTS))
def test_an_act_is_called_as_on_the_pages(code: str) -> None:
    assert [row[1] for row in ROWS if row[0] == f"`{code}`"] == [text(f"act.{code}")]


@pytest.mark.parametrize("code", sorted(POSTS))
def test_a_post_is_called_as_on_the_pages(code: str) -> None:
    assert [row[2] for row in ROWS if row[0] == f"`{code}`"] == [text(f"post.{code}")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_notice_is_called_as_on_the_pages(kind: str) -> None:
    assert [row[2] for row in ROWS if row[0] == f"`{kind}`"] == [text(f"notice_kind.{kind}")]
