"""Functions of lists, and of any values in a row. Positions count from 1, negative ones from the end."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cmp_to_key

from engine.feel import comparing
from engine.feel.builtins.registry import builtin
from engine.feel.builtins.strings import start_index, stretch
from engine.feel.errors import FeelTypeError
from engine.feel.values import Function, Number, items, kind


@builtin("list contains(list: list, element: any) -> boolean")
def _list_contains(members: list[object], element: object) -> bool:
    wanted = comparing.identity(element)
    return any(comparing.identity(member) == wanted for member in members)


@builtin("count(list: list) -> number")
def _count(members: list[object]) -> int:
    return len(members)


@builtin("count(c...: any) -> number")
def _count_each(*members: object) -> int:
    return len(members)


@builtin("sublist(list: list, start position: number, length?: number) -> list")
def _sublist(members: list[object], start: Number, length: Number | None = None) -> list[object]:
    index, count = start_index(start, len(members), "sublist"), stretch(length, "sublist")
    return members[index:] if count is None else members[index : index + count]


@builtin("append(list: list, item...: any) -> list")
def _append(members: list[object], *more: object) -> list[object]:
    return items([*members, *more])


@builtin("concatenate(list...: list) -> list")
def _concatenate(*lists: list[object]) -> list[object]:
    return items([member for members in lists for member in members])


@builtin("insert before(list: list, position: number, newItem: any) -> list")
def _insert_before(members: list[object], position: Number, item: object) -> list[object]:
    index = start_index(position, len(members), "insert before")
    return items([*members[:index], item, *members[index:]])


@builtin("remove(list: list, position: number) -> list")
def _remove(members: list[object], position: Number) -> list[object]:
    index = start_index(position, len(members), "remove")
    return [*members[:index], *members[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any) -> list")
def _replace_at(members: list[object], position: Number, item: object) -> list[object]:
    index = start_index(position, len(members), "list replace")
    return [*members[:index], item, *members[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any) -> list")
def _replace_matching(members: list[object], match: Function, item: object) -> list[object]:
    return [item if _says_yes(match.call(member, item), "list replace") else member for member in members]


@builtin("reverse(list: list) -> list")
def _reverse(members: list[object]) -> list[object]:
    return members[::-1]


@builtin("index of(list: list, match: any) -> list")
def _index_of(members: list[object], match: object) -> list[object]:
    wanted = comparing.identity(match)
    return [index for index, member in enumerate(members, 1) if comparing.identity(member) == wanted]


@builtin("union(list...: list) -> list")
def _union(*lists: list[object]) -> list[object]:
    return _distinct(items([member for members in lists for member in members]))


@builtin("distinct values(list: list) -> list")
def _distinct(members: list[object]) -> list[object]:
    firsts: dict[Hashable, object] = {}
    for member in members:
        firsts.setdefault(comparing.identity(member), member)
    return list(firsts.values())


@builtin("flatten(list: list) -> list")
def _flatten(members: list[object]) -> list[object]:
    flat: list[object] = []
    pending: list[object] = [comparing.bounded(members)]
    while pending:
        here = pending.pop()
        if isinstance(here, list):
            pending.extend(reversed(here))
        else:
            flat.append(here)
    return items(flat)


@builtin("sort(list: list) -> list")
def _sort(members: list[object]) -> list[object]:
    return sorted(members, key=cmp_to_key(_order))


def _order(left: object, right: object) -> int:
    first, second = comparing.comparable("<", left, right)
    return int(first > second) - int(first < second)


@builtin("sort(list: list, precedes: function) -> list")
def _sort_by(members: list[object], precedes: Function) -> list[object]:
    def order(left: object, right: object) -> int:
        return -1 if _says_yes(precedes.call(left, right), "sort") else 1

    return sorted(members, key=cmp_to_key(order))


def _says_yes(verdict: object, function: str) -> bool:
    if isinstance(verdict, bool):
        return verdict
    raise FeelTypeError("wrong_member", function=function, expected="boolean", type=kind(verdict))


@builtin("all(list: list) -> boolean")
def _all(members: list[object]) -> bool:
    return False not in [_says_yes(member, "all") for member in _decided(members, decisive=False)]


@builtin("all(b...: any) -> boolean")
def _all_each(*members: object) -> bool:
    return _all(list(members))


@builtin("any(list: list) -> boolean")
def _any(members: list[object]) -> bool:
    return True in [_says_yes(member, "any") for member in _decided(members, decisive=True)]


@builtin("any(b...: any) -> boolean")
def _any_each(*members: object) -> bool:
    return _any(list(members))


def _decided(members: list[object], *, decisive: bool) -> list[object]:
    # One decisive member settles it, whatever the others are (three-valued logic of the standard).
    return [decisive] if any(member is decisive for member in members) else members


@builtin("not(negand: boolean) -> boolean")
def _not(negand: bool) -> bool:
    return not negand


@builtin("is(value1: any, value2: any) -> boolean")
def _is(left: object, right: object) -> bool:
    return kind(left) == kind(right) and comparing.same(left, right)
