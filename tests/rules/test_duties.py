"""Who may not do a step, and which posts one person may not hold together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.acts import ACTS
from engine.rules.duties import CLOSED_TO_INTERESTED, CLOSED_TO_POST, SEPARATIONS, barred, check_posts

SEPARATION, RECUSED = "separation_of_duties", "recused"


@pytest.mark.parametrize(
    ("done", "act", "rule"),
    [
        pytest.param("approval", "countersignature", "SD1", id="12-who-approved-does-not-countersign"),
        pytest.param("countersignature", "approval", "SD1", id="12-nor-the-other-way-round"),
        pytest.param("claim", "approval", "SD2", id="who-claims-does-not-approve"),
        pytest.param("claim", "agency-check", "SD2", id="who-claims-does-not-review"),
        pytest.param("claim", "payment-release", "SD2", id="who-claims-does-not-pay"),
        pytest.param("claim", "sealing", "SD2", id="who-asks-for-the-seal-does-not-use-it"),
        pytest.param("claim", "witness", "SD3", id="who-claims-does-not-witness"),
        pytest.param("supervision", "approval", "SD4", id="who-supervises-does-not-run-the-business"),
        pytest.param("implementation", "supervision", "SD4", id="who-ran-it-does-not-supervise"),
        pytest.param("payment", "booking", "SD7", id="the-cashier-does-not-book"),
        pytest.param("voucher-check", "payment", "SD7", id="who-checked-does-not-pay"),
        pytest.param("payment", "payment-release", "SD9", id="who-makes-a-payment-does-not-release-it"),
        pytest.param("approval", "sealing", "SD10", id="who-approves-the-seal-does-not-keep-it"),
    ],
)
def test_two_acts_of_one_case_take_two_persons(done: str, act: str, rule: str) -> None:
    finding = barred(act, "li", {done: {"li", "wang"}})
    assert finding is not None
    assert (finding.code, finding.facts["rule"]) == (SEPARATION, rule)
    assert barred(act, "zhao", {done: {"li", "wang"}}) is None


def test_performers_of_a_withdrawn_round_count_as_well() -> None:
    first_and_second_round = {"approval": {"li", "wang"}}
    assert barred("countersignature", "li", first_and_second_round)
    assert barred("countersignature", "wang", first_and_second_round)


def test_a_near_relative_of_the_claimant_does_not_approve() -> None:
    performed, relatives = {"claim": {"li"}}, {"li": {"wang"}}
    finding = barred("approval", "wang", performed, relatives=relatives)
    assert finding is not None
    assert finding.code == SEPARATION
    assert barred("witness", "wang", performed, relatives=relatives) is None


@pytest.mark.parametrize("act", sorted(CLOSED_TO_INTERESTED))
def test_interested_persons_and_their_relatives_keep_out(act: str) -> None:
    relatives = {"payee": {"sister"}}
    for person in ("payee", "sister"):
        finding = barred(act, person, {}, {"payee"}, relatives)
        assert finding is not None
        assert finding.code == RECUSED
    assert barred(act, "stranger", {}, {"payee"}, relatives) is None


def test_interested_persons_may_do_the_rest() -> None:
    assert barred("intake", "payee", {}, {"payee"}) is None
    assert barred("claim", "payee", {}, {"payee"}) is None


def test_a_relative_is_cited_by_the_civil_code() -> None:
    finding = barred("vote", "sister", {}, {"payee"}, {"sister": {"payee"}})
    assert finding is not None
    assert finding.source == "民法典（2020）第一千零四十五条"


def test_nobody_answers_an_objection_against_himself() -> None:
    finding = barred("objection-reply", "li", {}, complained_of={"li"})
    assert finding is not None
    assert (finding.code, finding.facts["rule"]) == (RECUSED, "SD17")
    assert barred("objection-reply", "wang", {}, complained_of={"li"}) is None


@pytest.mark.parametrize(
    ("post", "act"),
    [
        pytest.param("cashier", "voucher-check", id="the-cashier-checks-no-vouchers"),
        pytest.param("cashier", "booking", id="the-cashier-books-nothing"),
        pytest.param("cashier", "archive", id="the-cashier-files-nothing"),
        pytest.param("agency_acct", "payment", id="the-agency's-accountant-pays-nothing"),
    ],
)
def test_some_posts_never_do_some_acts(post: str, act: str) -> None:
    finding = barred(act, "li", {}, posts={post, "villager"})
    assert finding is not None
    assert finding.code == SEPARATION
    assert barred(act, "li", {}, posts={"villager"}) is None


@given(
    st.sampled_from(sorted(ACTS)),
    st.dictionaries(st.sampled_from(sorted(ACTS)), st.sets(st.sampled_from("abc"), max_size=3)),
    st.sets(st.sampled_from("abc")),
)
def test_a_longer_history_never_frees_anybody(
    act: str, performed: dict[str, set[str]], more: set[str]
) -> None:
    longer = {other: performers | more for other, performers in performed.items()}
    if barred(act, "a", performed):
        assert barred(act, "a", longer)


@given(st.sampled_from(sorted(ACTS)), st.sampled_from(sorted(ACTS)))
def test_separation_holds_in_either_order(one: str, other: str) -> None:
    assert (barred(one, "a", {other: {"a"}}) is None) is (barred(other, "a", {one: {"a"}}) is None)


def test_every_rule_speaks_of_known_acts() -> None:
    named = {act for row in SEPARATIONS for act in row.first | row.second}
    named |= CLOSED_TO_INTERESTED
    named |= {act for row in CLOSED_TO_POST.values() for act in row.acts}
    assert named <= ACTS.keys()


@pytest.mark.parametrize(
    ("act", "personal", "irreversible", "silence_passes"),
    [
        pytest.param("approval", True, False, False, id="an-approval-is-never-automatic"),
        pytest.param("vote", True, False, False, id="nor-is-a-vote"),
        pytest.param("payment", False, True, False, id="a-payment-can-not-be-taken-back"),
        pytest.param("town-review", False, False, True, id="silence-of-the-town-may-pass"),
        pytest.param("town-approval", True, False, False, id="never-for-an-approval"),
    ],
)
def test_flags_of_acts(act: str, personal: bool, irreversible: bool, silence_passes: bool) -> None:
    flags = ACTS[act]
    assert (flags.personal, flags.irreversible, flags.silence_passes) == (
        personal,
        irreversible,
        silence_passes,
    )


@pytest.mark.parametrize(
    ("posts", "code", "rule"),
    [
        pytest.param(
            {"li": {"vsc_member", "vc_member"}},
            "posts_incompatible",
            "SD4",
            id="on-the-committee-and-over-it",
        ),
        pytest.param(
            {"li": {"vsc_chair"}, "wang": {"vc_member"}}, "posts_incompatible", "SD4", id="17-relatives-too"
        ),
        pytest.param(
            {"li": {"vsc_member", "reporter"}}, "posts_incompatible", "SD5", id="supervisor-and-bookkeeper"
        ),
        pytest.param({"li": {"vsc_member", "clerk"}}, "posts_incompatible", "SD5", id="supervisor-and-clerk"),
        pytest.param(
            {"li": {"sup_board", "ceo_director"}}, "posts_incompatible", "SD6", id="director-and-supervisor"
        ),
        pytest.param(
            {"li": {"sup_board"}, "wang": {"cashier"}},
            "posts_incompatible",
            "SD6",
            id="supervising-a-relative",
        ),
        pytest.param(
            {"li": {"cashier", "accountant"}}, "posts_incompatible", "SD7", id="cashier-and-accountant"
        ),
        pytest.param(
            {"li": {"vc_director"}, "wang": {"reporter"}},
            "posts_incompatible",
            "SD8",
            id="director's-relative-keeps-money",
        ),
        pytest.param(
            {"li": {"seal_keeper", "seal_approver"}},
            "posts_incompatible",
            "SD10",
            id="seal-approver-and-keeper",
        ),
        pytest.param(
            {"li": {"seal_keeper", "party_secretary"}},
            "posts_discouraged",
            "SD11",
            id="the-secretary-keeps-the-seal",
        ),
    ],
)
def test_posts_that_do_not_go_together(posts: dict[str, set[str]], code: str, rule: str) -> None:
    findings = check_posts(posts, {"wang": {"li"}})
    assert [(f.code, f.facts.get("rule")) for f in findings] == [(code, rule)]


def test_relatives_do_not_sit_on_one_committee() -> None:
    committee = {"li": {"vc_director"}, "wang": {"vc_member"}}
    board = {"li": {"ceo_chair"}, "wang": {"ceo_director"}}
    assert [f.code for f in check_posts(committee, {"li": {"wang"}})] == ["relatives_in_committee"]
    assert [f.code for f in check_posts(board, {"li": {"wang"}})] == ["relatives_on_board"]
    assert check_posts(committee) == []


def test_one_person_may_lead_party_committee_and_collective() -> None:
    """一肩挑 is lawful; the second signature is then somebody else's (SD1)."""
    assert (
        check_posts({"li": {"party_secretary", "vc_director", "ceo_chair"}, "wang": {"clerk", "reporter"}})
        == []
    )
