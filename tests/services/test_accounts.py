"""Who may come in: passwords, sessions, tokens, and what a guesser meets."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated
from engine.persistence import tables
from engine.services.accounts import Accounts
from engine.services.demo import PASSWORD
from engine.services.kernel import Kernel
from tests.conftest import SettableClock

CLERK = "dongshan.clerk"
HOME, ELSEWHERE = "10.0.0.1", "203.0.113.9"


@pytest.fixture
def accounts(kernel: Kernel) -> Accounts:
    return Accounts(kernel)


def test_the_clerk_is_let_in_as_what_she_is_today(accounts: Accounts) -> None:
    grant = accounts.log_in(CLERK, PASSWORD, HOME)
    assert grant.actor.person == "dongshan-006"
    assert grant.actor.village == "dongshan"
    assert grant.actor.regions == {"dongshan"}
    assert grant.actor.holds("clerk")
    assert grant.actor.holds("reporter")
    assert accounts.resume(grant.secret) == grant.actor


@pytest.mark.parametrize(
    ("user", "regions"),
    [
        pytest.param("dongshan.villager024", {"dongshan"}, id="a-villager-sees-the-village"),
        pytest.param(
            "qingshi.town_officer", {"qingshi", "dongshan", "xihe", "nanlin"}, id="the-town-its-villages"
        ),
        pytest.param("baisha.town_officer", {"baisha"}, id="another-town-none-of-them"),
        pytest.param(
            "haiwan.sysadmin",
            {"haiwan", "qingshi", "baisha", "dongshan", "xihe", "nanlin"},
            id="the-district-everything",
        ),
    ],
)
def test_a_post_reaches_down(accounts: Accounts, user: str, regions: set[str]) -> None:
    assert accounts.log_in(user, PASSWORD, HOME).actor.regions == regions


@pytest.mark.parametrize(
    ("user", "password"),
    [
        pytest.param(CLERK, "Weiquan-2025", id="wrong-password"),
        pytest.param(CLERK, PASSWORD + "x" * 300, id="far-too-long"),
        pytest.param("dongshan.nobody", PASSWORD, id="unknown-user"),
        pytest.param("", "", id="nothing-at-all"),
    ],
)
def test_whoever_is_not_let_in_hears_the_same(accounts: Accounts, user: str, password: str) -> None:
    with pytest.raises(Unauthenticated, match="wrong_credentials"):
        accounts.log_in(user, password, HOME)


def test_a_session_ends_when_nothing_is_done_for_half_an_hour(
    accounts: Accounts, clock: SettableClock
) -> None:
    secret = accounts.log_in(CLERK, PASSWORD, HOME).secret
    for _ in range(3):
        clock.advance(minutes=29)
        assert accounts.resume(secret) is not None
    clock.advance(minutes=31)
    assert accounts.resume(secret) is None


def test_a_session_ends_after_twelve_hours_whatever_is_done(accounts: Accounts, clock: SettableClock) -> None:
    secret = accounts.log_in(CLERK, PASSWORD, HOME).secret
    for _ in range(12 * 3 - 1):
        clock.advance(minutes=20)
        assert accounts.resume(secret) is not None
    clock.advance(minutes=20)
    assert accounts.resume(secret) is None


def test_a_session_that_was_logged_out_is_dead(accounts: Accounts) -> None:
    secret, other = (
        accounts.log_in(CLERK, PASSWORD, HOME).secret,
        accounts.log_in(CLERK, PASSWORD, HOME).secret,
    )
    accounts.log_out(secret)
    assert accounts.resume(secret) is None
    assert accounts.resume(other) is not None


def test_secrets_are_not_in_the_database(accounts: Accounts, kernel: Kernel) -> None:
    secret, token = accounts.log_in(CLERK, PASSWORD, HOME).secret, accounts.create_token(CLERK)
    rows = kernel.read(
        lambda work: [*work.all(sa.select(tables.sessions)), *work.all(sa.select(tables.tokens))]
    )
    assert all(secret not in str(row) and token not in str(row) for row in rows)


def test_a_right_that_is_withdrawn_is_gone_with_the_next_page(accounts: Accounts, kernel: Kernel) -> None:
    secret = accounts.log_in(CLERK, PASSWORD, HOME).secret
    yesterday = kernel.read(lambda work: work.today) - timedelta(days=1)
    held = tables.post_holdings.c
    kernel.write(
        lambda work: work.update(tables.post_holdings, held.person == "dongshan-006", to_on=yesterday)
    )
    actor = accounts.resume(secret)
    assert actor is not None
    assert not actor.holds("clerk")


def test_a_token_works_until_it_is_revoked(accounts: Accounts, clock: SettableClock) -> None:
    token = accounts.create_token(CLERK)
    clock.advance(days=3650)
    assert accounts.actor_of_token(token).user == CLERK
    assert accounts.revoke_tokens(CLERK) == 1
    with pytest.raises(Unauthenticated):
        accounts.actor_of_token(token)


def test_a_closed_account_is_shut_out_everywhere(accounts: Accounts) -> None:
    secret, token = accounts.log_in(CLERK, PASSWORD, HOME).secret, accounts.create_token(CLERK)
    accounts.close_account(CLERK)
    assert accounts.resume(secret) is None
    with pytest.raises(Unauthenticated):
        accounts.actor_of_token(token)
    with pytest.raises(Unauthenticated):
        accounts.log_in(CLERK, PASSWORD, HOME)


# Guessing.


def guess(accounts: Accounts, user: str, address: str) -> bool:
    """Whether a guess is looked at at all."""
    try:
        accounts.log_in(user, "guess-0123456789", address)
    except TooMany:
        return False
    except Unauthenticated:
        return True
    raise AssertionError("a wrong password was taken")


def test_a_guesser_with_many_addresses_gets_twenty_guesses_an_hour_at_most(
    accounts: Accounts, clock: SettableClock
) -> None:
    looked_at = 0
    for number in range(360):
        looked_at += guess(accounts, CLERK, f"198.51.100.{number % 50}")
        clock.advance(seconds=10)
    assert 0 < looked_at <= 20


def test_the_owner_is_let_in_from_where_she_was_before_whatever_a_guesser_does(accounts: Accounts) -> None:
    accounts.log_in(CLERK, PASSWORD, HOME)
    while guess(accounts, CLERK, ELSEWHERE):
        pass
    assert accounts.log_in(CLERK, PASSWORD, HOME).actor.user == CLERK


def test_the_owner_waits_a_quarter_of_an_hour_at_most(accounts: Accounts, clock: SettableClock) -> None:
    for _ in range(40):
        guess(accounts, CLERK, ELSEWHERE)
        clock.advance(minutes=15)
    guess(accounts, CLERK, ELSEWHERE)
    with pytest.raises(TooMany) as refusal:
        accounts.log_in(CLERK, PASSWORD, HOME)
    assert 0 < refusal.value.retry_after <= 15 * 60
    clock.advance(seconds=refusal.value.retry_after)
    assert accounts.log_in(CLERK, PASSWORD, HOME).actor.user == CLERK


def test_an_unknown_name_is_slowed_down_like_a_known_one(accounts: Accounts) -> None:
    tried = {
        user: sum(guess(accounts, user, f"192.0.2.{n}") for n in range(20)) for user in (CLERK, "nobody")
    }
    assert len(set(tried.values())) == 1


def test_an_address_is_slowed_down_whatever_names_it_tries(accounts: Accounts) -> None:
    assert sum(guess(accounts, f"name{number}", ELSEWHERE) for number in range(60)) < 40


def test_a_made_up_name_does_not_pass_for_a_known_address(accounts: Accounts) -> None:
    guess(accounts, f"{CLERK}@{ELSEWHERE}", ELSEWHERE)
    guess(accounts, f"{ELSEWHERE}:{CLERK}", ELSEWHERE)
    while guess(accounts, CLERK, "192.0.2.1"):
        pass
    assert not guess(accounts, CLERK, ELSEWHERE)


# Passwords and accounts.


@pytest.mark.parametrize(
    ("new", "code"),
    [
        pytest.param("kurz-2026", "password_too_short", id="nine-signs"),
        pytest.param("x" * 201, "password_too_long", id="too-long"),
        pytest.param("aabbaabbaabb", "password_uniform", id="two-signs-only"),
        pytest.param("my-dongshan.clerk-1", "password_has_user", id="the-user-name"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_beside_its_field(
    accounts: Accounts, new: str, code: str
) -> None:
    actor = accounts.log_in(CLERK, PASSWORD, HOME).actor
    with pytest.raises(Invalid) as refusal:
        accounts.change_password(actor, PASSWORD, new)
    assert [(error.field, error.code) for error in refusal.value.errors] == [("new", code)]


def test_a_new_password_replaces_the_old_one_and_ends_every_session(accounts: Accounts) -> None:
    grant = accounts.log_in(CLERK, PASSWORD, HOME)
    accounts.change_password(grant.actor, PASSWORD, "一村一策二〇二六年公开栏")
    assert accounts.resume(grant.secret) is None
    assert accounts.log_in(CLERK, "一村一策二〇二六年公开栏", HOME).actor.user == CLERK
    with pytest.raises(Unauthenticated):
        accounts.log_in(CLERK, PASSWORD, HOME)


def test_the_old_password_must_be_right(accounts: Accounts) -> None:
    actor = accounts.log_in(CLERK, PASSWORD, HOME).actor
    with pytest.raises(Invalid) as refusal:
        accounts.change_password(actor, "not-the-old-one", "another-good-one")
    assert [(error.field, error.code) for error in refusal.value.errors] == [("old", "password_wrong")]


def test_a_person_has_one_account(accounts: Accounts) -> None:
    with pytest.raises(Conflict, match="user_taken"):
        accounts.create_user("second", "dongshan-006", "another-good-one")
    with pytest.raises(Conflict, match="user_taken"):
        accounts.create_user(CLERK, "dongshan-040", "another-good-one")
    with pytest.raises(NotFound):
        accounts.create_user("third", "nobody-001", "another-good-one")
