"""Functions of strings. Positions count characters from 1, negative ones from the end."""

from __future__ import annotations

from engine.feel.builtins.numbers import whole
from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelBoundError, FeelTypeError
from engine.feel.values import MAX_STRING, Number, kind, text


def start_index(position: Number, count: int, function: str) -> int:
    """Index from 0 of a position counted from 1 or, negative, from the end; an error when there is
    nothing."""
    index = whole(position, function)
    if not 1 <= abs(index) <= count:
        raise FeelTypeError("index_out_of_range", index=index, count=count)
    return index - 1 if index > 0 else count + index


def stretch(length: Number | None, function: str) -> int | None:
    """A length as a whole number that isn't negative; None for no limit."""
    if length is None:
        return None
    if whole(length, function) < 0:
        raise FeelTypeError("outside_domain", function=function, found=str(length))
    return int(length)


@builtin("substring(string: string, start position: number, length?: number) -> string")
def _substring(string: str, start: Number, length: Number | None = None) -> str:
    index, count = start_index(start, len(string), "substring"), stretch(length, "substring")
    return string[index:] if count is None else string[index : index + count]


@builtin("string length(string: string) -> number")
def _string_length(string: str) -> int:
    return len(string)


@builtin("upper case(string: string) -> string")
def _upper_case(string: str) -> str:
    return text(string.upper())


@builtin("lower case(string: string) -> string")
def _lower_case(string: str) -> str:
    return text(string.lower())


@builtin("trim(string: string) -> string")
def _trim(string: str) -> str:
    return string.strip()


@builtin("substring before(string: string, match: string) -> string")
def _substring_before(string: str, match: str) -> str:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string) -> string")
def _substring_after(string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string) -> boolean")
def _contains(string: str, match: str) -> bool:
    return match in string


@builtin("starts with(string: string, match: string) -> boolean")
def _starts_with(string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string) -> boolean")
def _ends_with(string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("string join(list: list, delimiter?: string, prefix?: string, suffix?: string) -> string")
def _string_join(
    members: list[object], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    strings = [_string(member) for member in members if member is not None]
    between = delimiter or ""
    if sum(map(len, strings)) + len(between) * len(strings) > MAX_STRING:
        raise FeelBoundError("string_too_long", limit=MAX_STRING)
    return text((prefix or "") + between.join(strings) + (suffix or ""))


def _string(member: object) -> str:
    if isinstance(member, str):
        return member
    raise FeelTypeError("wrong_member", function="string join", expected="string", type=kind(member))
