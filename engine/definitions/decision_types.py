"""The types that a DMN file declares (`itemDefinition`) and names (`typeRef`)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.decision_elements import Problems, child, child_text, children
from engine.definitions.xml_elements import Element
from engine.feel import FeelError, UnaryTests, compile_unary_tests
from engine.feel.types import ANY, NAMED, NUMBER, Type, list_of

# What dmn-js and older modellers write for a number.
_BASE: Mapping[str, Type] = {**NAMED, "integer": NUMBER, "long": NUMBER, "double": NUMBER, "": ANY}


class DecisionTypes:
    """Finds the type that a `typeRef` means."""

    def __init__(self, root: Element, problems: Problems) -> None:
        self._items = {item.get("name", ""): item for item in children(root, "itemDefinition")}
        self._problems = problems
        self._known: dict[str, Type] = {}
        self._open: set[str] = set()

    def of(self, element: Element | None) -> Type:
        """The type of an element with a `typeRef` (attribute or child); any when it has none."""
        if element is None:
            return ANY
        name = element.get("typeRef") or child_text(element, "typeRef")
        return self.named(name.strip(), element)

    def named(self, name: str, element: Element) -> Type:
        """The type of that name; `element` is where it stands."""
        if name in self._items:
            return self._item(name, element)
        bare = name.rpartition(":")[2]
        if bare in self._items:
            return self._item(bare, element)
        if bare not in _BASE:
            self._problems.add("type", element, name=bare)
        return _BASE.get(bare, ANY)

    def allowed(self, element: Element | None) -> UnaryTests | None:
        """The values that the type of an element is restricted to; None when it isn't."""
        seen: set[str] = set()
        while element is not None:
            name = (element.get("typeRef") or child_text(element, "typeRef")).strip().rpartition(":")[2]
            element = None if name in seen else self._items.get(name)
            seen.add(name)
            values = child(element, "allowedValues") if element is not None else None
            if values is not None:
                return self._tests(values)
        return None

    def _tests(self, values: Element) -> UnaryTests | None:
        written = child_text(values, "text")
        try:
            return compile_unary_tests(written) if written else None
        except FeelError as failure:
            self._problems.add_feel(values, written, failure)
            return None

    def _item(self, name: str, element: Element) -> Type:
        if name in self._open:
            self._problems.add("type_circle", element, name=name)
            return ANY
        if name not in self._known:
            self._open.add(name)
            self._known[name] = self._structure(self._items[name])
            self._open.discard(name)
        return self._known[name]

    def _structure(self, item: Element) -> Type:
        components = list(children(item, "itemComponent"))
        if components:
            members = tuple((" ".join(c.get("name", "").split()), self._structure(c)) for c in components)
            base = Type("context", members=members)
        else:
            base = self.of(item)
        return list_of(base) if item.get("isCollection") in ("true", "1") else base
