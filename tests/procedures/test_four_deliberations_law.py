"""四议两公开 keeps to the law where a village might like it otherwise: what its drawing lets nobody do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.definitions.bundle import read_bundle
from engine.definitions.source import shipped
from engine.feel import compile_expression
from engine.persistence import tables
from engine.services.kernel import Work
from engine.services.views import CaseView
from tests.procedures.golden import Replay
from tests.procedures.test_golden_paths import open_district

Answers = dict[str, Any]

START: Answers = {
    "subject": "清理沟渠", "matter": "public_works", "necessity": "群众多次反映。", "plan": "初步方案。",
    "finish_on": "2030-12-31", "amount_fen": 3_000_000, "purpose": "沟渠清淤", "payee": "青石清运队",
    "origin": "masses", "urgency": "normal",
}  # fmt: skip
DEMAND: Answers = {
    "origin": "joint_demand", "signers": [f"dongshan-{number:03}" for number in range(20, 26)],
    "signatures": "file:联名签名单.pdf",
}  # fmt: skip
BODIES = {"B1": 5, "B2": 8, "B3": 12, "B4": 40}
"""The bodies that sit here, and how many members come."""


class Village:
    """A case of one village on a clock that only its steps move."""

    def __init__(self, replay: Replay, village: str = "dongshan") -> None:
        self.replay = replay
        self.village = village
        self.case = ""

    def file(self, *, category: str = "other", **start: Any) -> None:
        """A motion, and the clerk's intake, which says of which category it is."""
        motion: Answers = {**START, **start}
        told = {"name": "动议", "as": "clerk", "start": motion}
        self.case = self.replay.start("four-deliberations", told, self.village).id
        again = {name: motion[name] for name in ("matter", "amount_fen")}
        self.do("intake", "clerk", **again, category=category, complete=True)

    def do(self, task: str, who: str, *, after: str | None = None, **answers: Any) -> None:
        """A task done by a holder of a post, when so much time has passed."""
        waits = {} if after is None else {"at": after}
        self.replay.step(self.case, {"task": task, "as": who, "answers": answers, **waits}, self.village)

    def refused(self, task: str, who: str, code: str, **answers: Any) -> None:
        """A task that is refused."""
        step = {"task": task, "as": who, "answers": answers, "refused": code}
        self.replay.step(self.case, step, self.village)

    def gather(self, body: str, chair: str, days: int, declared: str) -> None:
        """A sitting up to its vote: everybody there, all but one for it, against it, or half and half."""
        members = BODIES[body]
        half, most = members // 2, members - 1
        yes, no = {"passed": (most, 0), "rejected": (1, most), "deferred": (half, half)}[declared]
        present = [f"{self.village}-{number:03}" for number in range(1, members + 1)]
        self.call(chair, days)
        self.do(
            "attend", "clerk", after=f"P{days}DT2H", present=present, declared="open", sign_in="file:签到.pdf"
        )
        self.do("vote", "vsc_member", yes=yes, no=no, ballot="show_of_hands", declared=declared)

    def call(self, chair: str, days: int) -> None:
        """The notice of a sitting."""
        self.do("convene", chair, sitting_at=f"@+P{days}DT1H", place="会议室", agenda="表决本事项")

    def sit(self, body: str, chair: str, days: int, declared: str, **minutes: Any) -> None:
        """A whole sitting."""
        self.gather(body, chair, days, declared)
        self.do("confirm", chair, minutes="file:会议记录.pdf", **minutes)

    def fail_to_sit(self, chair: str, days: int) -> None:
        """Nobody but the chair comes, as often as the sitting is called."""
        for _ in range(3):
            self.call(chair, days)
            present = [f"{self.village}-001"]
            self.do(
                "attend", "clerk", after=f"P{days}DT2H",
                present=present, declared="adjourned", sign_in="file:签到.pdf",
            )  # fmt: skip

    def publish(self) -> None:
        """A notice, posted."""
        self.do("draft", "clerk", text="公示内容")
        self.do("check_notice", "vsc_member", notice_checked=True)
        self.do("post", "clerk", board_photo="file:张贴.pdf")

    def take_down(self) -> None:
        """A notice, run out."""
        self.do("take_down", "vsc_member", after="P20D", period_kept=True, take_down_photo="file:取下.pdf")

    def pass_plan(self) -> None:
        """From the first sitting to the plan's notice."""
        self.sit("B1", "party_secretary", 2, "passed")
        self.sit("B2", "party_secretary", 2, "passed")
        self.do("town_review", "town_officer", town_finding="lawful")
        self.publish()

    def shown(self) -> CaseView:
        """The case as its clerk sees it."""
        return self.replay.services.cases.show(self.replay.holders("clerk", self.village)[0], self.case)

    def rows(self, table: sa.Table) -> list[sa.Row[Any]]:
        """The rows of a table that belong to the case."""

        def do(work: Work) -> list[sa.Row[Any]]:
            return work.all(sa.select(table).where(table.c.case_id == self.case))

        return self.replay.services.kernel.read(do)

    def next_sitting(self, chair: str, days: int) -> tuple[str, str]:
        """Body and call activity of the sitting that is called now."""
        self.call(chair, days)
        last = max(self.rows(tables.sittings), key=lambda row: row.call)
        return last.body, last.matter


@pytest.fixture(scope="module")
def replay(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """The demo district on SQLite, shared: no case depends on another."""
    path = tmp_path_factory.mktemp("law") / "weiquan.sqlite3"
    shutil.copy(demo_file, path)
    services = open_district(f"sqlite:///{path}")
    yield Replay(services)
    services.close()


@pytest.fixture
def village(replay: Replay) -> Village:
    return Village(replay)


URGENT: Answers = {"category": "emergency", "urgency": "emergency"}


@pytest.mark.parametrize(
    ("filed", "sitting"),
    [
        pytest.param(URGENT, ("B2", "confirm_emergency"), id="urgent"),
        pytest.param({**URGENT, "category": "works"}, ("B1", "b1"), id="of another category"),
        pytest.param({**URGENT, "urgency": "normal"}, ("B1", "b1"), id="not asked for"),
        pytest.param({**URGENT, "matter": "land_compensation"}, ("B1", "b1"), id="for the members"),
        pytest.param({**URGENT, "matter": "lease_minor"}, ("B1", "b1"), id="for the board"),
        pytest.param({**URGENT, "matter": "group_property"}, ("B1", "b1"), id="for a villagers' group"),
        pytest.param({**URGENT, "matter": "charter_rules"}, ("B1", "b1"), id="never urgent"),
        pytest.param({**URGENT, **DEMAND}, ("B1", "b1"), id="jointly demanded"),
    ],
)
def test_only_what_villagers_decide_may_be_done_before_they_decide(
    village: Village, filed: Answers, sitting: tuple[str, str]
) -> None:
    village.file(**filed)
    assert village.next_sitting("party_secretary", 2) == sitting


def test_an_emergency_is_confirmed_with_a_supervisor_present(village: Village) -> None:
    village.file(**URGENT)
    village.gather("B2", "party_secretary", 2, "passed")
    village.refused("confirm", "party_secretary", "invalid_answers", minutes="file:会议记录.pdf")
    village.do("confirm", "party_secretary", minutes="file:会议记录.pdf", watchers=["dongshan-031"])
    assert {task.element for task in village.shown().open_tasks} == {"emergency_act", "inform_town"}


@pytest.mark.slow
def test_without_authorisation_the_villagers_themselves_ratify(replay: Replay) -> None:
    village = Village(replay, "xihe")
    village.file(**URGENT)
    village.sit("B2", "party_secretary", 2, "passed", watchers=["xihe-031"])
    village.do("inform_town", "clerk", informed_at="@+PT0M", informed_whom="包村干部", informed_by="phone")
    village.do(
        "emergency_act", "vc_director", acted_on="@", result="已疏通。", cost_fen=0, supervisor="xihe-031"
    )
    village.publish()
    village.take_down()
    assert village.next_sitting("vc_director", 11) == ("B4", "ratify")


def to_the_study(village: Village) -> None:
    village.sit("B1", "party_secretary", 2, "passed")


def study_rejects(village: Village) -> None:
    to_the_study(village)
    village.sit("B2", "party_secretary", 2, "rejected")


def study_defers(village: Village) -> None:
    to_the_study(village)
    village.sit("B2", "party_secretary", 2, "deferred")


def study_is_not_held(village: Village) -> None:
    to_the_study(village)
    village.fail_to_sit("party_secretary", 2)


def party_meeting_rejects(village: Village) -> None:
    village.pass_plan()
    village.take_down()
    village.sit("B3", "party_secretary", 4, "rejected")


@pytest.mark.slow
@pytest.mark.parametrize("way", [study_rejects, study_defers, study_is_not_held, party_meeting_rejects])
def test_nothing_keeps_a_joint_demand_from_its_sitting(village: Village, way: Any) -> None:
    village.file(**DEMAND)
    way(village)
    if any(task.element == "reasons" for task in village.shown().open_tasks):
        village.do("reasons", "party_secretary", reasons_text="理由如下。")
    assert village.next_sitting("vc_director", 11) == ("B4", "body")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("filed", "urged"), [pytest.param(DEMAND, True, id="demanded"), pytest.param({}, False, id="ordinary")]
)
def test_the_town_urges_a_demanded_sitting_wherever_the_case_lies(
    village: Village, filed: Answers, urged: bool
) -> None:
    village.file(**filed)
    village.call("party_secretary", 2)
    village.replay.advance("P14D")
    assert "urge_sitting" not in {task.element for task in village.shown().open_tasks}
    village.replay.advance("P14D")
    assert ("urge_sitting" in {task.element for task in village.shown().open_tasks}) is urged


@pytest.mark.slow
def test_a_demand_that_was_met_in_time_is_not_urged_and_its_resolution_says_what_it_pays(
    village: Village,
) -> None:
    village.file(**DEMAND)
    village.sit("B1", "party_secretary", 2, "rejected")
    village.do("reasons", "party_secretary", reasons_text="理由如下。")
    village.sit("B4", "vc_director", 11, "passed")
    (made,) = village.rows(tables.resolutions)
    assert (made.purpose, made.payee, made.amount_fen) == ("沟渠清淤", "青石清运队", 3_000_000)
    village.replay.advance("P14D")
    assert "urge_sitting" not in {task.element for task in village.shown().open_tasks}


def test_a_motion_with_an_amount_says_what_for(village: Village) -> None:
    told = {"name": "动议", "as": "clerk", "start": {**START, "purpose": None}}
    with pytest.raises(AssertionError, match="'purpose', 'required'"):
        village.replay.start("four-deliberations", told, "dongshan")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("matter", "days"), [("lease_minor", 15), ("group_property", 15), ("public_works", 5)]
)
def test_assets_are_posted_longer_whatever_the_category(village: Village, matter: str, days: int) -> None:
    village.file(matter=matter)
    village.pass_plan()
    (notice,) = village.rows(tables.notices)
    assert days <= (notice.closes_at - village.replay.services.now()).days < days + 8


SAT = {"outcome": "passed"}


@pytest.mark.parametrize(
    ("sat", "owed", "not_owed"),
    [
        pytest.param(
            {"study": SAT, "ratification": SAT}, "补议的决议书、表决票和会议记录", "党员大会审议记录",
            id="emergency",
        ),
        pytest.param(
            {"proposal": SAT, "study": SAT, "party_meeting": SAT, "assembly": SAT},
            "党员大会审议记录", "应急处置公开照片", id="ordinary",
        ),
        pytest.param(
            {"proposal": SAT, "assembly": SAT}, "会议决议书、表决票和会议记录", "党员大会审议记录",
            id="joint demand that was not proposed",
        ),
    ],
)  # fmt: skip
def test_only_papers_that_exist_are_owed_to_the_archive(
    sat: dict[str, object], owed: str, not_owed: str
) -> None:
    nothing = dict.fromkeys(("proposal", "study", "party_meeting", "assembly", "ratification"))
    process = read_bundle(shipped()["four-deliberations"]).process
    assert process is not None
    (papers,) = (one.value for one in process.nodes["keep_records"].inputs if one.name == "papers")
    found = compile_expression(papers.removeprefix("=")).evaluate({**nothing, **sat})
    assert isinstance(found, list)
    assert owed in found
    assert not_owed not in found
    assert found[0] == "动议登记表"
