"""Patterns of text fields, matched in linear time.

A designer's regular expression never meets a backtracking matcher: `^(\\w+\\s?)*$` takes one for ever.
Taken are literals, classes, `. \\d \\w \\s` and their negations, `\\uXXXX`, groups, `|`, `* + ? {m,n}`,
and `^`, `$` at the ends; the meaning is that of JavaScript's `test`, which is what form-js does. The text is
read once, with all states that it can be in (Thompson, 1968).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

MOST_STATES = 500
_TOKEN = re.compile(
    r"\[\^?(?:[^\\\[\]]|\\.)+\]|\\u[0-9a-fA-F]{4}|\\.|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}|\(\?:|[^\\]", re.DOTALL
)
_MEMBER = re.compile(r"(\\u[0-9a-fA-F]{4}|\\.|[^\\])(?:-(\\u[0-9a-fA-F]{4}|\\.|[^\\]))?", re.DOTALL)
_DIGITS = frozenset("0123456789")
_WORD = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")

Accepts = Callable[[str], bool]
_CLASSES: dict[str, Accepts] = {
    ".": lambda sign: sign not in "\n\r\u2028\u2029",
    r"\d": _DIGITS.__contains__,
    r"\w": _WORD.__contains__,
    r"\s": str.isspace,
    r"\D": lambda sign: sign not in _DIGITS,
    r"\W": lambda sign: sign not in _WORD,
    r"\S": lambda sign: not sign.isspace(),
}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}


class PatternError(ValueError):
    """A pattern outside of the subset."""


@dataclass(frozen=True, slots=True)
class _State:
    """Reads one sign that it accepts and goes to the next state; without `accepts` it goes to `targets`."""

    accepts: Accepts | None = None
    targets: tuple[int, ...] = ()


_END = _State()


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text. Raises PatternError for a pattern outside of the subset."""
    return compiled(pattern).found_in(text)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Automaton:
    """The automaton of a pattern. Raises PatternError."""
    return _Builder(pattern).automaton()


@dataclass(frozen=True, slots=True)
class Automaton:
    """A pattern ready to be matched; `from_start` and `to_end` are its anchors."""

    states: tuple[_State, ...]
    from_start: bool
    to_end: bool

    def found_in(self, text: str) -> bool:
        """Whether the pattern is found in the text, in time proportional to its length."""
        end = len(self.states) - 1
        current = self._reached({0})
        for sign in text:
            if end in current and not self.to_end:
                return True
            moved = {at + 1 for at in current if (accepts := self.states[at].accepts) and accepts(sign)}
            current = self._reached(moved if self.from_start else moved | {0})
        return end in current

    def _reached(self, starts: set[int]) -> set[int]:
        """The states that can be reached from some without reading a sign."""
        seen, waiting = set(starts), list(starts)
        while waiting:
            for target in self.states[waiting.pop()].targets:
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen


class _Builder:
    """Recursive descent over the tokens of a pattern; parts are lists of states with relative targets."""

    def __init__(self, pattern: str) -> None:
        self.tokens = _TOKEN.findall(pattern)
        if "".join(self.tokens) != pattern:
            raise PatternError(pattern)
        self.from_start = self.tokens[:1] == ["^"]
        self.to_end = self.tokens[-1:] == ["$"]
        self.tokens = self.tokens[self.from_start : len(self.tokens) - self.to_end]
        self.at = 0

    def automaton(self) -> Automaton:
        part = self._branches(anchored=self.from_start or self.to_end)
        if self.at < len(self.tokens):
            raise PatternError(self.tokens[self.at])
        states = [_State(s.accepts, tuple(at + t for t in s.targets)) for at, s in enumerate(part)]
        return Automaton((*states, _END), self.from_start, self.to_end)

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _branches(self, *, anchored: bool = False) -> list[_State]:
        part = self._branch()
        while self._peek() == "|":
            # In JavaScript `^a|b$` anchors each branch at one end only: nobody means that.
            if anchored:
                raise PatternError("|")
            self.at += 1
            part = _either(part, self._branch())
        return part

    def _branch(self) -> list[_State]:
        part: list[_State] = []
        while self._peek() not in ("", "|", ")"):
            part += self._repeated(self._atom())
            if len(part) > MOST_STATES:
                raise PatternError("too many states")
        return part

    def _atom(self) -> list[_State]:
        token = self._peek()
        self.at += 1
        if token in ("(", "(?:"):
            return self._group()
        if token in ("^", "$", "*", "+", "?", "]", "[", "{", "}") or token[0] == "{":
            raise PatternError(token)
        return [_State(_accepting(token))]

    def _group(self) -> list[_State]:
        part = self._branches()
        if self._peek() != ")":
            raise PatternError("(")
        self.at += 1
        return part

    def _repeated(self, part: list[_State]) -> list[_State]:
        token = self._peek()
        if token not in ("*", "+", "?") and not token.startswith("{"):
            return part
        self.at += 1
        least, most = _bounds(token)
        if len(part) * max(least, most or 1) > MOST_STATES:
            raise PatternError("too many states")
        if most is None:
            return part * least + _star(part)
        return part * least + _optional(part, most - least)


def _either(left: list[_State], right: list[_State]) -> list[_State]:
    fork = _State(targets=(1, len(left) + 2))
    return [fork, *left, _State(targets=(len(right) + 1,)), *right]


def _star(part: list[_State]) -> list[_State]:
    return [_State(targets=(1, len(part) + 2)), *part, _State(targets=(-len(part) - 1,))]


def _optional(part: list[_State], times: int) -> list[_State]:
    return [_State(targets=(1, len(part) + 1)), *part] * times


_REPETITIONS: Mapping[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def _bounds(token: str) -> tuple[int, int | None]:
    if token in _REPETITIONS:
        return _REPETITIONS[token]
    least, comma, most = token[1:-1].partition(",")
    if not comma:
        return int(least), int(least)
    if most and int(most) < int(least):
        raise PatternError(token)
    return int(least), int(most) if most else None


def _accepting(token: str) -> Accepts:
    if token in _CLASSES:
        return _CLASSES[token]
    if token[0] == "[":
        return _accepting_one_of(token)
    return _sign(token).__eq__


def _accepting_one_of(token: str) -> Accepts:
    turned = token[1] == "^"
    members = [_member(first, last) for first, last in _MEMBER.findall(token[1 + turned : -1])]
    if not members:
        raise PatternError(token)
    return lambda sign: any(accepts(sign) for accepts in members) != turned


def _member(first: str, last: str) -> Accepts:
    if not last:
        return _accepting(first) if first[0] == "\\" else first.__eq__
    low, high = _sign(first), _sign(last)
    if high < low:
        raise PatternError(f"{first}-{last}")
    return lambda sign: low <= sign <= high


def _sign(token: str) -> str:
    """The sign that a token stands for; an escaped letter means something else in some language."""
    if token[0] != "\\":
        return token
    if len(token) == 6:
        return chr(int(token.removeprefix("\\u"), 16))
    if token[1] in _CONTROLS:
        return _CONTROLS[token[1]]
    if token[1].isalnum():
        raise PatternError(token)
    return token[1]
