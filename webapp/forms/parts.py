"""What a rendered form consists of: values that a template only has to write down.

`name` is the dotted path of the answer and the name of the HTML control, `id` its anchor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Anything in a form; `kind` names the macro that writes it."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Part):
    """A text between fields; `lines` are its paragraphs."""

    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """The fraction that is shown while ticking or counting, and by what rule.

    `kind` is `attendance` (due, needed, come) or `vote` (voting, votes needed, votes in favour).
    """

    kind: str
    whole: int
    needed: int
    counted: int
    sources: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many are still lacking."""
        return max(0, self.needed - self.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled(Part):
    """What every field has."""

    name: str
    id: str
    label: str
    hint: str | None = None
    required: bool = False
    readonly: bool = False
    errors: tuple[str, ...] = ()
    refreshes: bool = False
    """Whether other fields come and go with this one's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Labelled):
    """One line or several lines of text, a number, an amount, a date; `attributes` go onto the control."""

    value: str
    shown: str
    """The value as one reads it: an amount with its sign, a date with its weekday."""
    prefix: str | None = None
    suffix: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    tally: Tally | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `initials` are the pinyin initials by which it is found."""

    value: str
    label: str
    chosen: bool
    initials: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Labelled):
    """One of several, or many of several."""

    options: tuple[Option, ...]
    searchable: bool = False
    tally: Tally | None = None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was uploaded with an earlier post of the same form."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Files(Labelled):
    """Uploads of one field."""

    accept: str
    multiple: bool
    kept: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Part):
    """Fields under one heading."""

    label: str | None
    hint: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; `number` counts from 1 for people."""

    name: str
    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Labelled):
    """A list to which lines can be added."""

    rows: tuple[Row, ...]
    may_change: bool = True
