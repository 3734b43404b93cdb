"""What goes wrong with an expression: a code and facts; `sentence` makes the Chinese text of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from engine import messages
from engine.errors import EngineError


class FeelError(EngineError):
    """An expression that has no value. `feel.<code>` of the catalogue, filled with `facts`, says why."""

    default_code = "failed"

    def sentence(self, language: str = messages.DEFAULT_LANGUAGE) -> str:
        """The text for the person who wrote the expression."""
        return sentence(self.code, self.facts, language)


class FeelSyntaxError(FeelError):
    """The text is no expression of the profile. Facts: `line` and `column` from 1, mostly `found`,
    `write`."""

    default_code = "syntax"


class FeelNameError(FeelError):
    """A variable, member or function that isn't there. Facts: `name`, `near` (the nearest known one, or
    None)."""

    default_code = "unknown_name"


class FeelTypeError(FeelError):
    """A value that doesn't fit the operation: its type, its index, a text that is no date, a division by
    zero."""

    default_code = "wrong_type"


class FeelBoundError(FeelError):
    """Too long, too deep, too many steps, or a number outside of what is kept exactly."""

    default_code = "too_many_steps"


def unknown(code: str, name: str, known: Iterable[str], **facts: object) -> FeelNameError:
    """The error for a name that isn't known, with the nearest known one; `code` gets `_near` when there is
    one."""
    near = nearest(name, known)
    return FeelNameError(f"{code}_near" if near else code, name=name, near=near, **facts)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was most probably meant to be."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


_TYPE_FACTS = ("type", "left", "right", "expected", "start", "end")


def sentence(code: str, facts: Mapping[str, object], language: str = messages.DEFAULT_LANGUAGE) -> str:
    """The text of `feel.<code>`; types among the facts are named in words."""
    shown = {**facts, **{key: _type_word(facts[key], language) for key in _TYPE_FACTS if key in facts}}
    return messages.text(f"feel.{code}", language, **shown)


def _type_word(name: object, language: str) -> object:
    key = f"feel.type.{name}"
    return messages.text(key, language) if messages.known(key, language) else name
