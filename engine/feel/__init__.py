"""FEEL, the one expression language: a strict profile, exact, bounded, compiled to closures.

`compile_expression` and `compile_unary_tests` read a text once; what they give is run many times over
variables. Grammar: `feel.lark`. Values in Python: `engine.feel.values`. What the profile leaves out or
tightens: `docs/feel.md`.
"""

from engine.feel.checking import FeelProblem, check_cell, check_condition, check_types
from engine.feel.errors import FeelBoundError, FeelError, FeelNameError, FeelSyntaxError, FeelTypeError
from engine.feel.expressions import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    evaluate_condition,
)

__all__ = [
    "Expression",
    "FeelBoundError",
    "FeelError",
    "FeelNameError",
    "FeelProblem",
    "FeelSyntaxError",
    "FeelTypeError",
    "UnaryTests",
    "check_cell",
    "check_condition",
    "check_types",
    "compile_expression",
    "compile_unary_tests",
    "evaluate_condition",
]
