"""Regular expressions (XPath 2.0 without back references) that match in linear time.

Python's `re` backtracks: one cell with a pattern such as `(a+)+$` could stop a server. Here all ways to
match are followed at once, so the work is bounded by the length of the text times that of the pattern.
"""

from engine.feel.regex.matching import Pattern, compile_pattern

__all__ = ["Pattern", "compile_pattern"]
