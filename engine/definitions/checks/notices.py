"""Notices: the period that a call of `public-notice` asks for is one that the law allows."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.checks.subject import Findings, Rule, Subject
from engine.definitions.findings import error
from engine.definitions.model import Node
from engine.errors import EngineError, Invalid
from engine.feel.expressions import compile_expression
from engine.rules.notices import check_period
from engine.rules.parameter_table import PARAMETERS, Value
from engine.rules.parameters import default_of

PROCEDURE = "public-notice"


def notices_run_long_enough(subject: Subject) -> Findings:
    """A notice counts days or working days, as its kind demands, and no fewer than the law says.

    Only what can be said without a case is judged: constants, and parameters at their default.
    """
    for node in subject.nodes("callActivity"):
        if node.called != PROCEDURE:
            continue
        kind, days, unit = (_constant(node, name) for name in ("kind", "days", "unit"))
        if isinstance(unit, str) and unit not in ("d", "wd"):
            yield error("notice-period", node.id, period=f"{days or ''}{unit}", kind=kind or "")
        elif None not in (kind, days, unit) and not _allowed(str(kind), f"{days}{unit}"):
            yield error("notice-period", node.id, period=f"{days}{unit}", kind=kind)


def _allowed(kind: str, period: str) -> bool:
    defaults: Mapping[str, Value] = {key: default_of(key) for key in PARAMETERS}
    try:
        return check_period(kind, period, defaults) is None
    except Invalid:
        return False


def _constant(node: Node, name: str) -> object:
    """What a mapping gives whatever the case is; None when that depends on the case."""
    written = next((mapping.value for mapping in node.inputs if mapping.name == name), None)
    if written is None:
        return None
    try:
        return compile_expression(written).evaluate({}, {"param": _default})
    except (EngineError, KeyError):
        return None


def _default(*key: object) -> Value:
    """`param`, whatever a file gives it."""
    return default_of(" ".join(map(str, key)))


RULES: tuple[Rule, ...] = (notices_run_long_enough,)
