"""An objection says whom it complains of in its own words; he is not the one who answers."""

import pytest

from engine.services.complaints import complained_of
from engine.services.views import CaseView
from tests.services.office import VILLAGE, Office
from tests.services.test_notices import post, prepared
from tests.services.test_objections import object_to, reply


@pytest.fixture
def posted(office: Office) -> CaseView:
    """A case whose notice hangs since 2 March."""
    return post(office, prepared(office))


def found(office: Office, case: CaseView) -> frozenset[str]:
    return office.services.kernel.read(lambda work: complained_of(work, case.id, VILLAGE))


def test_nobody_is_complained_of_before_somebody_objects(office: Office, posted: CaseView) -> None:
    assert found(office, posted) == frozenset()
    object_to(office, posted, words="金额不对。")
    assert found(office, posted) == frozenset()


def test_whoever_is_named_is_complained_of(office: Office, posted: CaseView) -> None:
    member = office.holders("vc_member")[0]
    object_to(office, posted, words=f"水渠是{member.name}家修的，价钱高了。")
    assert found(office, posted) == {member.person}


def test_a_post_stands_for_its_holder(office: Office, posted: CaseView) -> None:
    object_to(office, posted, words="钱进了报账员自己的口袋。")
    assert found(office, posted) == {holder.person for holder in office.holders("reporter")}


def test_an_answered_objection_complains_of_nobody(office: Office, posted: CaseView) -> None:
    object_to(office, posted, words="钱进了报账员自己的口袋。")
    reply(office, posted, "unfounded")
    assert found(office, posted) == frozenset()


def test_a_clue_goes_to_the_discipline_office_and_bars_nobody_here(office: Office, posted: CaseView) -> None:
    object_to(office, posted, who=None, words="钱进了报账员自己的口袋。")
    assert found(office, posted) == frozenset()
