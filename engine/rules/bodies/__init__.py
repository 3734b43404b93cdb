"""The bodies that decide in a village, when they may meet, and when they have decided."""

from engine.rules.bodies.demands import Demand, joint_demand
from engine.rules.bodies.matters import MATTERS, Authorisation, Matter, may_decide, pays_from
from engine.rules.bodies.rolls import Member, check_roll
from engine.rules.bodies.table import BODIES, Base, Body, Formula, body_of
from engine.rules.bodies.votes import Count, Judgement, majority, no_quorum_cause, quorum

__all__ = [
    "BODIES",
    "MATTERS",
    "Authorisation",
    "Base",
    "Body",
    "Count",
    "Demand",
    "Formula",
    "Judgement",
    "Matter",
    "Member",
    "body_of",
    "check_roll",
    "joint_demand",
    "majority",
    "may_decide",
    "no_quorum_cause",
    "pays_from",
    "quorum",
]
