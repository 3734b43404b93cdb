"""Which names mean what at one place of an expression, and what the whole of it needs from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Binding:
    """A local name, or the item of a filter, whose members are names inside of it."""

    kind: Literal["local", "item"]
    name: str


@dataclass(slots=True)
class Uses:
    """What an expression needs: filled while it is compiled."""

    names: set[str] = field(default_factory=set)
    item_names: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)

    def frozen(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Names, names that may be members of items, functions."""
        return frozenset(self.names), frozenset(self.item_names), frozenset(self.functions)


@dataclass(frozen=True, slots=True)
class Scope:
    """The bindings around a node, innermost last."""

    uses: Uses
    bindings: tuple[Binding, ...] = ()

    def local(self, *names: str) -> Scope:
        """The scope inside a construct that makes local names."""
        return Scope(self.uses, (*self.bindings, *(Binding("local", name) for name in names)))

    def item(self) -> tuple[Scope, str]:
        """The scope inside a filter, and the hidden local name of its item."""
        hidden = f"item {len(self.bindings)}"
        inner = (*self.bindings, Binding("item", hidden), Binding("local", "item"))
        return Scope(self.uses, inner), hidden

    def resolve(self, name: str) -> tuple[tuple[str, ...], bool]:
        """Hidden names of the items that may have the name as a member, innermost first; whether it is
        local then."""
        items = []
        for binding in reversed(self.bindings):
            if binding.kind == "item":
                items.append(binding.name)
            elif binding.name == name:
                return tuple(items), True
        return tuple(items), False
