"""Lines of a label: nothing lost, nothing too wide, no stop at the beginning of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions.diagram_text import cut, readable, width, wrapped

LETTERS = st.text("村务监督委员会公示，。（）《》ab12 ", max_size=60)


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("村党组织提出初步意见", 7, ("村党组织提", "出初步意见")),
        ("张贴公示", 7, ("张贴公示",)),
        ("公示不少于15日，期满办结", 7, ("公示不少", "于15日，", "期满办结")),
        ("征求意见（入户）", 5, ("征求意见", "（入户）")),
        ("", 7, ()),
        ("Supercalifragilistic", 4, ("Superca", "lifragi", "listic")),
    ],
)
def test_lines_are_even_and_keep_together_what_belongs_together(
    text: str, most: float, lines: tuple[str, ...]
) -> None:
    assert wrapped(text, most) == lines


@given(LETTERS, st.floats(2.5, 20))
def test_no_sign_is_lost_and_no_line_is_too_wide(text: str, most: float) -> None:
    lines = wrapped(readable(text), most)
    assert "".join("".join(lines).split()) == "".join(readable(text).split())
    assert all(width(line) <= most for line in lines)


clauses = st.tuples(st.text("村务监督委员会", min_size=1, max_size=6), st.sampled_from("，。）；")).map(
    "".join
)


@given(st.lists(clauses, min_size=1).map("".join))
def test_no_line_begins_with_a_stop(text: str) -> None:
    assert not any(line[0] in "，。）；" for line in wrapped(text, 7))


def test_what_is_left_out_is_marked() -> None:
    assert cut(("一二", "三四", "五六"), 2) == ("一二", "三…")
    assert cut(("一二",), 2) == ("一二",)


@given(st.text())
def test_a_readable_text_is_one_short_line(text: str) -> None:
    shown = readable(text, 20)
    assert len(shown) <= 20
    assert shown == shown.strip()
    assert "\n" not in shown
