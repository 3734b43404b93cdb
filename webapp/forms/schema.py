"""Small readings of a form-js schema that rendering and posting share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

Component = Mapping[str, object]
Place = tuple[str | int, ...]
Answers = Mapping[str, object]

SHOWN_ONLY = frozenset({"text", "separator", "spacer"})
CHOICES = frozenset({"select", "radio", "checklist", "taglist"})
MANY_OF_SEVERAL = frozenset({"checklist", "taglist"})


def components(holder: Mapping[str, object] | None) -> tuple[Component, ...]:
    """The components directly inside a form, a group or a dynamic list."""
    found = (holder or {}).get("components")
    return tuple(cast("list[Component]", found)) if isinstance(found, list) else ()


def kind(component: Component) -> str:
    """The type of a component; unknown ones read as text fields."""
    return str(component.get("type", "textfield"))


def rules(component: Component) -> Mapping[str, object]:
    """The `validate` member."""
    found = component.get("validate")
    return found if isinstance(found, dict) else {}


def place(component: Component, within: Place) -> Place:
    """Where a component's answer stands: by a group's path, a list's path or key, a field's key."""
    if kind(component) == "group":
        own = component.get("path")
    elif kind(component) == "dynamiclist":
        own = component.get("path") or component.get("key")
    else:
        own = component.get("key")
    return (*within, *str(own).split(".")) if own else within


def name_of(where: Place) -> str:
    """The dotted path, which is also the name of the HTML control."""
    return ".".join(map(str, where))


def is_answered(component: Component) -> bool:
    """Whether a person fills this component in."""
    locked = component.get("disabled") or component.get("readonly")
    return kind(component) not in SHOWN_ONLY and not locked


def is_amount(component: Component) -> bool:
    """Whether a number is an amount in fen, which people type in yuan."""
    return own_properties(component).get("unit") == "fen"


def own_properties(component: Component) -> Mapping[str, object]:
    """The `properties` member: what form-js leaves to the product."""
    found = component.get("properties")
    return found if isinstance(found, dict) else {}


def hide_condition(component: Component) -> str | None:
    """The FEEL text that hides a component, if it has one."""
    found = component.get("conditional")
    return str(found["hide"]) if isinstance(found, dict) and found.get("hide") else None


def dig(holder: object, where: Place) -> object:
    """The value at a place, None when any step is missing."""
    for step in where:
        if isinstance(holder, Mapping):
            holder = holder.get(str(step))
        elif isinstance(holder, list) and isinstance(step, int) and step < len(holder):
            holder = holder[step]
        else:
            return None
    return holder


def put(holder: dict[str, object], where: Place, value: object) -> None:
    """Set the value at a place that leads through names only, making what is missing on the way."""
    for step in where[:-1]:
        holder = cast("dict[str, object]", holder.setdefault(str(step), {}))
    holder[str(where[-1])] = value


def options(component: Component, data: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Value and label of each option: those of the form, or the list in `data` that `valuesKey` names."""
    source = component.get("valuesKey")
    found = dig(data, tuple(str(source).split("."))) if source else component.get("values")
    for row in found if isinstance(found, list | tuple) else ():
        if isinstance(row, Mapping):
            yield str(row["value"]), str(row.get("label") or row["value"])
        else:
            yield str(row), str(row)
