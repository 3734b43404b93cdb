"""Functions of contexts."""

from __future__ import annotations

from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelTypeError, unknown
from engine.feel.values import items, kind

_Context = dict[str, object]


@builtin("get value(m: context, key: string) -> any")
def _get_value(context: _Context, key: str) -> object:
    if key not in context:
        raise unknown("unknown_member", key, context)
    return context[key]


@builtin("get entries(m: context) -> list")
def _get_entries(context: _Context) -> list[object]:
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list) -> context")
def _context(entries: list[object]) -> _Context:
    pairs = [_pair(entry) for entry in entries]
    context = dict(pairs)
    if len(context) < len(pairs):
        raise FeelTypeError("duplicate_entry")
    return context


def _pair(entry: object) -> tuple[str, object]:
    if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
        raise FeelTypeError("wrong_member", function="context", expected="context", type=kind(entry))
    return entry["key"], entry["value"]


@builtin("context put(context: context, key: string, value: any) -> context")
def _context_put(context: _Context, key: str, value: object) -> _Context:
    items(list(context))
    return {**context, key: value}


@builtin("context merge(contexts: list) -> context")
def _context_merge(contexts: list[object]) -> _Context:
    merged: _Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise FeelTypeError(
                "wrong_member", function="context merge", expected="context", type=kind(context)
            )
        merged |= context
        items(list(merged))
    return merged
