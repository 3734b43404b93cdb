"""What a check found: one sentence about one element, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.feel.checking import FeelProblem
from engine.feel.errors import FeelError
from engine.messages import DEFAULT_LANGUAGE, known, text

Severity = Literal["error", "warning", "info"]
"""`error`: can't run rightly, `play` refuses. `publish-*` warnings: refuse approval, not rehearsal."""

_KINDS = frozenset({"tag", "parent", "trigger", "position", "timer", "loop", "said", "type", "kind"})
"""Facts that name a kind of thing and not a thing."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """A finding about `element` (its id, empty for the whole file); `path` lists the ids that lead there."""

    rule: str
    severity: Severity
    element: str
    message_zh: str
    message_en: str
    path: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The fixed shape of `weiquan check --format json`; a file as a whole is no element."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "element": self.element or None,
            "message_zh": self.message_zh,
            "message_en": self.message_en,
            "path": list(self.path),
        }


def error(rule: str, element: str = "", /, path: Sequence[str] = (), **facts: object) -> CheckFinding:
    """A finding that stops the diagram from running; its sentences are `check.<rule>` of the catalogue."""
    return _finding("error", rule, element, path, facts)


def warning(rule: str, element: str = "", /, path: Sequence[str] = (), **facts: object) -> CheckFinding:
    """A finding that lets the diagram run; a rule that starts with `publish-` refuses approval."""
    return _finding("warning", rule, element, path, facts)


def info(rule: str, element: str = "", /, path: Sequence[str] = (), **facts: object) -> CheckFinding:
    """Something worth knowing that is no fault."""
    return _finding("info", rule, element, path, facts)


def feel_error(rule: str, element: str, written: str, failure: FeelError | FeelProblem) -> CheckFinding:
    """A finding about an expression, with the reason in each language."""
    shown = _shown(written)
    chinese = text(f"check.{rule}", text=shown, reason=failure.sentence())
    return CheckFinding(rule, "error", element, chinese, _english(rule, shown, failure))


def quoted_error(rule: str, element: str, chinese: str, english: str) -> CheckFinding:
    """An error whose sentences another part of the product already has."""
    return CheckFinding(rule, "error", element, chinese, english)


def has_error(findings: Iterable[CheckFinding]) -> bool:
    """Whether some finding stops the diagram from running."""
    return any(finding.severity == "error" for finding in findings)


def refuses_approval(findings: Iterable[CheckFinding]) -> bool:
    """Whether some finding keeps a version from going live: an error, or what only a live version needs."""
    return any(finding.severity == "error" or finding.rule.startswith("publish-") for finding in findings)


def in_file_order(findings: Iterable[CheckFinding], order: Mapping[str, int]) -> tuple[CheckFinding, ...]:
    """The findings in the order in which their elements stand in the file; those of the whole file first."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda finding: order.get(finding.element, -1)))


def _finding(
    severity: Severity, rule: str, element: str, path: Sequence[str], facts: Mapping[str, object]
) -> CheckFinding:
    sentence = f"check.{rule}"
    return CheckFinding(
        rule,
        severity,
        element,
        text(sentence, **_filled(facts, DEFAULT_LANGUAGE)),
        text(sentence, "en", **_filled(facts, "en")),
        tuple(path),
    )


def _filled(facts: Mapping[str, object], language: str) -> dict[str, str]:
    """The facts as they stand in a sentence: kinds of things in words of the language."""
    shown = {name: _shown(value) for name, value in facts.items()}
    return shown | {name: _word(shown[name], language) for name in _KINDS & shown.keys()}


def _word(value: str, language: str) -> str:
    key = f"check.kind.{value}"
    return text(key, language) if known(key, language) else value


def _english(rule: str, written: str, failure: FeelError | FeelProblem) -> str:
    reason = failure.sentence("en") if known(f"feel.{failure.code}", "en") else failure.code.replace("_", " ")
    return text(f"check.{rule}", "en", text=written, reason=reason)


def _shown(value: object) -> str:
    """A fact as it stands in a sentence: a hostile file must not blow the sentence up."""
    shown = str(value)
    return shown if len(shown) <= 120 else f"{shown[:119]}…"
