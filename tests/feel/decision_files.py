"""Builds small DMN files for tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*elements: str, namespace: str = DMN, attributes: str = "") -> bytes:
    """A DMN file with those elements."""
    head = f'<definitions xmlns="{namespace}" id="definitions" name="test" {attributes}>'
    return (head + "".join(elements) + "</definitions>").encode()


def text(written: str) -> str:
    """A text element."""
    return f"<text>{escape(written)}</text>"


def listed(values: str) -> str:
    """An output column with listed values."""
    return f"<output><outputValues>{text(values)}</outputValues></output>"


def literal(written: str, attributes: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression {attributes}>{text(written)}</literalExpression>"


def decision(
    identity: str, logic: str, *, needs: Sequence[str] = (), knows: Sequence[str] = (), type_ref: str = ""
) -> str:
    """A decision whose variable is named like its id."""
    typed = f"typeRef={quoteattr(type_ref)}" if type_ref else ""
    variable = f'<variable name="{identity}" {typed}/>'
    required = [_requirement("information", "Decision", need) for need in needs]
    known = [_requirement("knowledge", "Knowledge", need) for need in knows]
    inside = "".join((variable, *required, *known, logic))
    return f'<decision id="{identity}" name="{identity}">{inside}</decision>'


def _requirement(kind: str, what: str, need: str) -> str:
    return f'<{kind}Requirement><required{what} href="#{need}"/></{kind}Requirement>'


def table(
    inputs: Sequence[str],
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    outputs: Sequence[str] = ("<output/>",),
    policy: str = 'hitPolicy="UNIQUE"',
) -> str:
    """A decision table; its rules are r1, r2 …"""
    columns = "".join(f"<input><inputExpression>{text(one)}</inputExpression></input>" for one in inputs)
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry>{text(cell)}</inputEntry>" for cell in cells)
        + "".join(f"<outputEntry>{text(result)}</outputEntry>" for result in results)
        + "</rule>"
        for number, (cells, results) in enumerate(rules, 1)
    )
    return f'<decisionTable id="t" {policy}>{columns}{"".join(outputs)}{rows}</decisionTable>'
