"""Which parts of a form are hidden while it stands filled in a certain way, and which answers decide that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine.definitions.forms import Form
from engine.feel import FeelError, compile_expression
from webapp.forms import schema
from webapp.forms.schema import Component, Place

WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The state of all `conditional.hide` of a form; `watched` are the keys that conditions look at."""

    variables: Mapping[str, object] = field(default_factory=dict)
    hidden: frozenset[Place] = frozenset()
    watched: frozenset[str] = frozenset()

    def hides(self, component: Component, where: Place) -> bool:
        """Whether a component is not shown now; a box is hidden when all its fields are."""
        condition = schema.hide_condition(component)
        if condition is None:
            return False
        if schema.kind(component) in schema.SHOWN_ONLY:
            return _is_true(condition, self.variables)
        inputs = list(_input_places(component, where))
        return bool(inputs) and self.hidden.issuperset(inputs)


def conditions_of(
    form: Mapping[str, object] | None, data: Mapping[str, object], answers: Mapping[str, object] | None
) -> Conditions:
    """The conditions of a form while it is filled with `answers` and shows `data`.

    Before anybody answered, the form stands filled with what is known and with its defaults.
    """
    texts = [text for text in map(schema.hide_condition, _every(schema.components(form))) if text]
    if not texts:
        return Conditions()
    parsed = _parsed(json.dumps(form, sort_keys=True))
    filled = {**parsed.defaults(), **data} if answers is None else answers
    watched = frozenset(word for text in texts for word in WORD.findall(text))
    return Conditions({**data, **filled}, frozenset(parsed.hidden(filled, data=data)), watched)


@lru_cache(maxsize=256)
def _parsed(form: str) -> Form:
    return Form.parse(form, name="form")


def _every(inside: tuple[Component, ...]) -> Iterator[Component]:
    for component in inside:
        yield component
        yield from _every(schema.components(component))


def _input_places(component: Component, where: Place) -> Iterator[Place]:
    """Where the answers of a component stand, itself or those inside it."""
    if schema.kind(component) == "group":
        for inner in schema.components(component):
            yield from _input_places(inner, schema.place(inner, where))
    elif schema.kind(component) not in schema.SHOWN_ONLY:
        yield where


def _is_true(condition: str, variables: Mapping[str, object]) -> bool:
    """A condition over what is still unfilled has no value, and hides nothing."""
    try:
        return compile_expression(condition).evaluate(variables) is True
    except FeelError:
        return False
