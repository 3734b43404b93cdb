"""What a form is given beside its own schema."""

from engine.definitions.bundle import shipped_bundles
from engine.services.form_data import own_lists

PAPERS = shipped_bundles()["archive"].forms["archive/complete_papers"]
"""Its `valuesKey` is `papers`, the list that whoever calls the archive hands over."""


def test_the_papers_owed_are_what_can_be_ticked() -> None:
    found = own_lists(PAPERS, {"papers": ["会议记录", "会议记录", "验收单"], "subject": "修路"})
    assert found == {
        "papers": [{"value": "会议记录", "label": "会议记录"}, {"value": "验收单", "label": "验收单"}]
    }


def test_what_is_no_list_gives_no_options() -> None:
    assert own_lists(PAPERS, {"papers": "会议记录"}) == {}
    assert own_lists(PAPERS, {}) == {}
