"""Every post that something is asked of can be given to somebody."""

from engine.services.posts import (
    ADMINISTRATORS,
    APPROVERS,
    BODY_OF_POST,
    DESIGNERS,
    KEEPERS,
    OVERSEERS,
    POSTS_OF,
)


def test_whatever_opens_a_door_can_be_held_somewhere() -> None:
    held = frozenset().union(*POSTS_OF.values())
    assert held.issuperset((*ADMINISTRATORS, *APPROVERS, *DESIGNERS, *KEEPERS, *OVERSEERS, *BODY_OF_POST))


def test_whoever_designs_is_not_who_approves() -> None:
    assert not set(DESIGNERS) & set(APPROVERS)
