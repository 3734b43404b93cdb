"""Pattern text to a tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from engine.feel.errors import FeelTypeError

Accepts: TypeAlias = Callable[[str], bool]
MAX_REPEAT = 1_000


@dataclass(frozen=True, slots=True)
class One:
    """One character of a kind."""

    accepts: Accepts


@dataclass(frozen=True, slots=True)
class Edge:
    """`^` or `$`."""

    end: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, the first that fits."""

    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`part{least,most}`; `most` None for any number."""

    part: Part
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`(part)`, remembered under a number from 1."""

    part: Part
    number: int


Part: TypeAlias = One | Edge | Sequence | Choice | Repeat | Group

_KINDS: dict[str, Accepts] = {
    "d": str.isdecimal,
    "s": lambda c: c in " \t\n\r",
    "w": lambda c: c.isalnum() or c == "_",
}
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPED = frozenset("\\|.?*+(){}-[]^$/\"'")


@dataclass(frozen=True, slots=True)
class Flags:
    """`i` ignores case, `s` lets `.` match line ends, `m` lets `^` and `$` match at lines, `x` passes over
    blanks."""

    ignore_case: bool = False
    dot_all: bool = False
    lines: bool = False

    @classmethod
    def parse(cls, text: str) -> Flags:
        """The flags of a text such as `im`."""
        if set(text) - set("ismx"):
            raise FeelTypeError("bad_pattern", found=text, position=1)
        return cls("i" in text, "s" in text, "m" in text)


class Parser:
    """Reads one pattern."""

    def __init__(self, text: str, flags: Flags) -> None:
        self._text = text
        self._flags = flags
        self._position = 0
        self.groups = 0

    def parse(self) -> Part:
        """The tree of the whole pattern; raises FeelTypeError `bad_pattern`."""
        tree = self._choice()
        if self._position < len(self._text):
            raise self._error()
        return tree

    def _peek(self) -> str:
        return self._text[self._position : self._position + 1]

    def _take(self) -> str:
        sign = self._peek()
        if not sign:
            raise self._error()
        self._position += 1
        return sign

    def _accept(self, sign: str) -> bool:
        found = self._text.startswith(sign, self._position)
        self._position += len(sign) if found else 0
        return found

    def _error(self) -> FeelTypeError:
        return FeelTypeError("bad_pattern", found=self._text[:60], position=self._position + 1)

    def _choice(self) -> Part:
        options = [self._sequence()]
        while self._accept("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Part:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return Sequence(tuple(parts))

    def _repeated(self, part: Part) -> Part:
        bounds = self._bounds()
        if bounds is None:
            return part
        if isinstance(part, Edge):
            raise self._error()
        return Repeat(part, *bounds, greedy=not self._accept("?"))

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._accept(sign):
                return bounds
        return self._counted() if self._accept("{") else None

    def _counted(self) -> tuple[int, int | None]:
        least = self._count()
        most: int | None = least
        if self._accept(","):
            most = None if self._peek() == "}" else self._count()
        if not self._accept("}") or (most is not None and most < least):
            raise self._error()
        return least, most

    def _count(self) -> int:
        digits = ""
        while self._peek().isdecimal():
            digits += self._take()
        if not digits or len(digits) > 4 or int(digits) > MAX_REPEAT:
            raise self._error()
        return int(digits)

    def _atom(self) -> Part:
        sign = self._take()
        match sign:
            case "(":
                return self._group()
            case "[":
                return One(self._class())
            case ".":
                return One(lambda _: True) if self._flags.dot_all else One(lambda c: c not in "\n\r")
            case "^" | "$":
                return Edge(end=sign == "$")
            case "\\":
                return One(self._escape())
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise self._error()
        return One(self._exactly(sign))

    def _group(self) -> Part:
        if self._accept("?:"):
            inner = self._choice()
        elif self._peek() == "?":
            raise self._error()
        else:
            self.groups += 1
            number = self.groups
            inner = Group(self._choice(), number)
        if not self._accept(")"):
            raise self._error()
        return inner

    def _escape(self) -> Accepts:
        sign = self._take()
        if sign in _KINDS:
            return _KINDS[sign]
        if sign.lower() in _KINDS:
            return _none_of([_KINDS[sign.lower()]])
        if sign in _SIGNS or sign in _ESCAPED:
            return self._exactly(_SIGNS.get(sign, sign))
        raise self._error()

    def _exactly(self, sign: str) -> Accepts:
        return self._between(sign, sign)

    def _between(self, low: str, high: str) -> Accepts:
        if not self._flags.ignore_case:
            return lambda c: low <= c <= high
        return lambda c: low <= c <= high or low <= c.lower() <= high or low <= c.upper() <= high

    def _class(self) -> Accepts:
        negated = self._accept("^")
        members: list[Accepts] = []
        while not self._accept("]") or not members:
            if self._accept("-["):
                return self._without(_none_of(members) if negated else _one_of(members))
            members.append(self._member())
        return _none_of(members) if negated else _one_of(members)

    def _without(self, accepts: Accepts) -> Accepts:
        excluded = self._class()
        if not self._accept("]"):
            raise self._error()
        return lambda c: accepts(c) and not excluded(c)

    def _member(self) -> Accepts:
        start = self._take()
        if start == "[":
            raise self._error()
        if start == "\\":
            if self._peek() not in _SIGNS and self._peek() not in _ESCAPED:
                return self._escape()
            start = self._take()
            start = _SIGNS.get(start, start)
        if self._peek() != "-" or self._text[self._position + 1 : self._position + 2] in ("]", "[", ""):
            return self._exactly(start)
        self._take()
        end = self._take()
        end = self._take() if end == "\\" else end
        if end < start:
            raise self._error()
        return self._between(start, end)


def _one_of(members: list[Accepts]) -> Accepts:
    return lambda c: any(accepts(c) for accepts in members)


def _none_of(members: list[Accepts]) -> Accepts:
    return lambda c: not any(accepts(c) for accepts in members)
