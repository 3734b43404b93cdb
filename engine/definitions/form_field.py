"""One input of a form, and what is wrong with a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from engine.errors import EngineError

Path = tuple[str, ...]
"""Where an answer stands; `*` stands for every row of a dynamic list."""

Subtype = Literal["date", "datetime", "time"]

CHOICES = frozenset({"select", "radio", "checklist", "taglist"})
LISTS = frozenset({"checklist", "taglist", "filepicker"})
"""Kinds whose answer is a list of plain values."""


class Problem(NamedTuple):
    """Why a form can't be used: `form.<code>` of the catalogue with `facts`; `component` is a key or id."""

    component: str
    code: str
    facts: Mapping[str, object] = {}


class FormError(EngineError):
    """A file that is no form of the profile; `problems` says all that is wrong with it."""

    default_code = "bad_form"

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(name=name, count=len(problems))
        self.problems = problems


class Option(NamedTuple):
    """Something one may choose: the value that is kept and the words that a person reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One input. Bounds are None when the form sets none; a number with `unit: fen` counts fen.

    `hide` holds FEEL texts, its own last, those of the groups around it before: it is hidden when any of them
    is true. `step` is the number that an answer must be a multiple of.
    """

    path: Path
    key: str
    kind: str
    label: str
    description: str = ""
    required: bool = False
    readonly: bool = False
    hide: tuple[str, ...] = ()
    default: object = None
    options: tuple[Option, ...] = ()
    options_key: str | None = None
    subtype: Subtype | None = None
    no_past: bool = False
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    step: int | Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_advice: str | None = None
    multiple: bool = False
    accept: str = ""
    rows: int = 1
    """Rows that a dynamic list shows at first."""
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def in_fen(self) -> bool:
        """Whether the answer is money in fen, shown in yuan."""
        return self.properties.get("unit") == "fen"

    @property
    def is_material(self) -> bool:
        """Whether a change of the answer calls for a new round instead of an amendment."""
        return self.properties.get("material") == "true"

    @property
    def is_person(self) -> bool:
        """Whether the answer is the id of a person, or a list of such ids."""
        return self.properties.get("person") == "true"

    @property
    def privacy(self) -> str:
        """`public`, `masked` or `private`; what nobody classed is private."""
        return self.properties.get("class", "private")

    def choices(self, data: Mapping[str, object]) -> tuple[Option, ...]:
        """What one may choose, from the form or from the list that `data` holds for it."""
        if self.options_key is None:
            return self.options
        rows = dig(data, tuple(self.options_key.split(".")))
        return tuple(filter(None, map(option, rows))) if isinstance(rows, list | tuple) else ()


def option(row: object) -> Option | None:
    """An option as form-js takes it: `{"value", "label"}` or a bare text; None for anything else."""
    value = row.get("value") if isinstance(row, Mapping) else row
    label = row.get("label") if isinstance(row, Mapping) else None
    return Option(value, str(label or value)) if isinstance(value, str) else None


def dig(tree: object, path: Path) -> object:
    """The value at a path, None when there is none."""
    for step in path:
        tree = tree.get(step) if isinstance(tree, Mapping) else None
    return tree


def put(tree: dict[str, object], path: Path, value: object) -> None:
    """Put a value at a path, making the contexts on the way."""
    for step in path[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree[path[-1]] = value


def drop(tree: object, path: Path) -> None:
    """Take away the value at a path, if there is one."""
    holder = dig(tree, path[:-1])
    if path and isinstance(holder, dict):
        holder.pop(path[-1], None)


def level(fields: tuple[Field, ...], prefix: Path = ()) -> tuple[Field, ...]:
    """The fields of the form itself, or of one row of the list whose rows are at `prefix`."""
    size = len(prefix)
    return tuple(f for f in fields if f.path[:size] == prefix and "*" not in f.path[size:])
