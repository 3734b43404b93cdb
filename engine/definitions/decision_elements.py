"""Small questions to an XML element of a DMN file; any version of the standard, so by local name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.definitions.xml_elements import Element, local, named, text_of
from engine.errors import EngineError
from engine.feel.errors import FeelError
from engine.messages import DEFAULT_LANGUAGE, text


@dataclass(frozen=True, slots=True)
class DecisionProblem:
    """Why a file can't be used. `element` is the id of the nearest element that has one, `key` that of the
    sentence."""

    key: str
    element: str
    facts: Mapping[str, object] = field(default_factory=dict)
    cause: FeelError | None = None

    def sentence(self, language: str = DEFAULT_LANGUAGE) -> str:
        """What is wrong, for whoever drew the file."""
        if self.cause is None:
            return text(self.key, language, **self.facts)
        return text(self.key, language, reason=self.cause.sentence(language), **self.facts)


class DecisionsUnreadableError(EngineError):
    """A DMN file that can't be used; `problems` says where and why, in the order of the file."""

    default_code = "decisions_unreadable"

    def __init__(self, problems: tuple[DecisionProblem, ...]) -> None:
        super().__init__()
        self.problems = problems


class Problems:
    """Collects what is wrong with a file while it is read."""

    def __init__(self) -> None:
        self.found: list[DecisionProblem] = []

    def add(self, code: str, element: Element, **facts: object) -> None:
        """A problem of the file's structure; its sentence is `decision.<code>`."""
        self.found.append(DecisionProblem(f"decision.{code}", named(element), facts))

    def add_feel(self, element: Element, written: str, cause: FeelError) -> None:
        """An expression or cell that doesn't compile."""
        self.found.append(
            DecisionProblem("decision.expression", named(element), {"text": written[:120]}, cause)
        )


def children(element: Element, *names: str) -> Iterator[Element]:
    """Child elements of those names, in the order of the file; all without a name. Extensions are passed
    over."""
    for child in element:
        if (
            isinstance(child.tag, str)
            and local(child) != "extensionElements"
            and (not names or local(child) in names)
        ):
            yield child


def child(element: Element, *names: str) -> Element | None:
    """The first child of one of those names."""
    return next(children(element, *names), None)


def child_text(element: Element, name: str) -> str:
    """The text of the first child of that name; empty when there is none."""
    return text_of(child(element, name)) or ""


def reference(element: Element) -> str:
    """The id that `href` names; a reference into another file keeps its `#`."""
    href = element.get("href", "").strip()
    return href.removeprefix("#")


def variable_name(element: Element) -> str:
    """The name under which others know a decision, input or function: that of its variable, else its own."""
    variable = child(element, "variable")
    name = variable.get("name") if variable is not None else None
    return " ".join((name or element.get("name") or element.get("id") or "").split())


def all_elements(root: Element) -> Iterator[Element]:
    """Every element of the file."""
    return (element for element in root.iter() if isinstance(element.tag, str))
