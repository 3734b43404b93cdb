"""The drawing of a case: a node leads to what happened there, without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"


def linked(svg: str, addresses: Mapping[str, str], chosen: str | None) -> str:
    """The drawing with a link around every node that has an address; `chosen` is the element shown now."""
    root = etree.fromstring(svg)
    for node in list(root.iter(f"{SVG}g")):
        element = node.get("data-element")
        if element is not None and element in addresses:
            link = _around(node, addresses[element])
            if element == chosen:
                link.set("aria-current", "true")
    return etree.tostring(root, encoding="unicode")


def _around(node: Any, address: str) -> Any:
    """The link is what one comes to by the keyboard, and it says what the node said."""
    link = etree.Element(f"{SVG}a", href=address)
    link.set("aria-label", node.findtext(f"{SVG}title", ""))
    node.getparent().replace(node, link)
    link.append(node)
    for name in ("tabindex", "role"):
        node.attrib.pop(name, None)
    return link
