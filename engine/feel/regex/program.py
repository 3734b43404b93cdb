"""A tree as a program for the matcher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.feel.errors import FeelTypeError
from engine.feel.regex.parsing import Accepts, Choice, Edge, Group, One, Part, Repeat, Sequence

MAX_PROGRAM = 5_000


@dataclass(frozen=True, slots=True)
class Step:
    """Take one character of a kind, or give up."""

    accepts: Accepts


@dataclass(frozen=True, slots=True)
class Jump:
    """Go on at any of these places, the first being preferred."""

    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Save:
    """Remember the position: even slots are starts of groups, odd ones ends."""

    slot: int


@dataclass(frozen=True, slots=True)
class AtEdge:
    """Go on only at the start or the end."""

    end: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The pattern has matched."""


Instruction: TypeAlias = Step | Jump | Save | AtEdge | Done


def program_of(tree: Part) -> tuple[Instruction, ...]:
    """The program that matches a tree and remembers its groups; raises FeelTypeError when it would be too
    long."""
    code: list[Instruction] = []
    _emit(Group(tree, 0), code)
    code.append(Done())
    return tuple(code)


def _emit(part: Part, code: list[Instruction]) -> None:
    if len(code) > MAX_PROGRAM:
        raise FeelTypeError("pattern_too_large")
    match part:
        case One(accepts):
            code.append(Step(accepts))
        case Edge(end):
            code.append(AtEdge(end))
        case Sequence(parts):
            for inner in parts:
                _emit(inner, code)
        case Group(inner, number):
            code.append(Save(2 * number))
            _emit(inner, code)
            code.append(Save(2 * number + 1))
        case Choice(options):
            _emit_choice(options, code)
        case Repeat():
            _emit_repeat(part, code)


def _emit_choice(options: tuple[Part, ...], code: list[Instruction]) -> None:
    exits = []
    for option in options[:-1]:
        fork = _reserve(code)
        _emit(option, code)
        exits.append(_reserve(code))
        code[fork] = Jump((fork + 1, len(code)))
    _emit(options[-1], code)
    for place in exits:
        code[place] = Jump((len(code),))


def _emit_repeat(part: Repeat, code: list[Instruction]) -> None:
    for _ in range(part.least):
        before = len(code)
        _emit(part.part, code)
        if len(code) == before:
            return  # nothing repeated is nothing; nested a few times it would take for ever to write it down
    if part.most is None:
        fork = _reserve(code)
        _emit(part.part, code)
        code.append(Jump((fork,)))
        code[fork] = _fork(fork + 1, len(code), part)
        return
    forks = []
    for _ in range(part.most - part.least):
        forks.append(_reserve(code))
        _emit(part.part, code)
    for fork in forks:
        code[fork] = _fork(fork + 1, len(code), part)


def _fork(inside: int, past: int, part: Repeat) -> Jump:
    return Jump((inside, past) if part.greedy else (past, inside))


def _reserve(code: list[Instruction]) -> int:
    code.append(Done())
    return len(code) - 1
