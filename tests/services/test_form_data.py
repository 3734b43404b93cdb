"""What a form is given beside its own schema."""

from engine.definitions.bundle import shipped_bundles
from engine.definitions.forms import Form
from engine.services.form_data import own_lists, prefilled

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


def test_a_form_knows_what_its_conditions_read() -> None:
    """Beside its own fields: a condition on what nobody is told would hide nothing."""
    reason = {
        "type": "textfield", "key": "reason", "label": "理由", "conditional": {"hide": "=limit > 5"}
    }  # fmt: skip
    schema = {"type": "default", "id": "f", "schemaVersion": 19, "components": [reason]}
    known = {"reason": "修路", "limit": 7, "secret": 1}
    assert prefilled(Form.parse(schema, "f"), known) == {"reason": "修路", "limit": 7}
