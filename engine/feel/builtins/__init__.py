"""The functions of the language, DMN 1.3 §10.3.4. `today`, `now` and all that lies outside come from the
application."""

from engine.feel.builtins import (
    contexts,
    conversion,
    dates,
    lists,
    numbers,
    patterns,
    ranges,
    statistics,
    strings,
)
from engine.feel.builtins.registry import BUILTINS, Builtin, Parameter, Signature

__all__ = [
    "BUILTINS", "Builtin", "Parameter", "Signature",
    "contexts", "conversion", "dates", "lists", "numbers", "patterns", "ranges", "statistics", "strings",
]  # fmt: skip
