"""Functions with regular expressions."""

from __future__ import annotations

import re

from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelTypeError
from engine.feel.regex import Pattern, compile_pattern
from engine.feel.regex.matching import Match
from engine.feel.values import items, text

_REFERENCE = re.compile(r"\\([$\\])|\$(\d)")
# Per sixteen characters of its arguments a pattern costs as many steps as other functions cost for a
# thousand.
_WEIGHT = 64


@builtin("matches(input: string, pattern: string, flags?: string) -> boolean", weight=_WEIGHT)
def _matches(string: str, pattern: str, flags: str | None = None) -> bool:
    return compile_pattern(pattern, flags or "").search(string) is not None


@builtin(
    "replace(input: string, pattern: string, replacement: string, flags?: string) -> string", weight=_WEIGHT
)
def _replace(string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    compiled, parts, end = compile_pattern(pattern, flags or ""), [], 0
    for match in compiled.all(string):
        if match.start == match.end:
            raise FeelTypeError("pattern_matches_nothing", found=pattern[:60])
        parts += [string[end : match.start], _filled(replacement, match, string, compiled)]
        end = match.end
    return text("".join([*parts, string[end:]]))


def _filled(replacement: str, match: Match, string: str, pattern: Pattern) -> str:
    def part(reference: re.Match[str]) -> str:
        if reference[1]:
            return reference[1]
        number = int(reference[2])
        return match.group(string, number) if number <= pattern.groups else ""

    return _REFERENCE.sub(part, replacement)


@builtin("split(string: string, delimiter: string) -> list", weight=_WEIGHT)
def _split(string: str, delimiter: str) -> list[object]:
    parts, end = [], 0
    for match in compile_pattern(delimiter).all(string):
        if match.start == match.end:
            raise FeelTypeError("pattern_matches_nothing", found=delimiter[:60])
        parts.append(string[end : match.start])
        end = match.end
    return items([*parts, string[end:]])
