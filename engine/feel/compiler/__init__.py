"""Syntax tree to closures: one small function a construct, composed once and run many times. No `eval`, no
attributes."""

from engine.feel.compiler import calls, cells, loops, operators
from engine.feel.compiler.registry import compiled
from engine.feel.compiler.scope import Scope, Uses

__all__ = ["Scope", "Uses", "calls", "cells", "compiled", "loops", "operators"]
