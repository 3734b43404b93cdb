"""Text to syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Transformer, UnexpectedToken, v_args
from lark.common import LexerConf
from lark.lexer import Lexer

from engine.feel import arithmetic, syntax, temporal, types
from engine.feel.errors import FeelBoundError, FeelSyntaxError, unknown
from engine.feel.syntax import Node
from engine.feel.tokens import scan, scan_tests
from engine.feel.types import Type
from engine.feel.values import number

MAX_DEPTH = 100
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}
_COMPARISONS = frozenset({"COMPARE", "LT", "GT"})


def parse_expression(text: str, names: frozenset[str] = frozenset()) -> Node:
    """The tree of an expression; `names` as in `tokens.scan`. Raises FeelSyntaxError and FeelBoundError."""
    return _parse(scan(text, names), "start_expression")


def parse_tests(text: str, names: frozenset[str] = frozenset()) -> syntax.Tests:
    """The tree of a cell of a decision table."""
    return _parse(scan_tests(text, names), "start_tests")  # type: ignore[return-value]


def _parse(tokens: list[Token], start: str) -> Node:
    if not tokens:
        raise FeelSyntaxError("syntax_empty", line=1, column=1)
    try:
        node: Node = _parser().parse(tokens, start=start)  # type: ignore[assignment]
    except UnexpectedToken as error:
        raise _explained(tokens, error.token) from None
    if syntax.depth(node) > MAX_DEPTH:
        raise FeelBoundError("nested_too_deep", limit=MAX_DEPTH)
    return node


def _explained(tokens: list[Token], found: Token) -> FeelSyntaxError:
    place = {"line": found.line, "column": found.column}
    if found.type == "$END":
        return FeelSyntaxError("syntax_end", **place)
    before = tokens[: next(i for i, token in enumerate(tokens) if token is found)]
    code, facts = _hint(before, found) or ("syntax_unexpected", {"found": str(found)})
    return FeelSyntaxError(code, **facts, **place)


def _hint(before: list[Token], found: Token) -> tuple[str, dict[str, str]] | None:
    previous = before[-1] if before else None
    if previous == "not":
        return "syntax_write", {"found": f"not {found}", "write": f"not({found})"}
    if found == "not":
        return "syntax_write", {"found": "not", "write": "not(…)"}
    if previous is not None and previous.type == found.type == "NAME":
        return "syntax_blank", {"found": f"{previous} {found}", "write": f"{previous}_{found}"}
    if found.type == "_IF":
        return "syntax_if", {}
    if found.type in _COMPARISONS and any(token.type in _COMPARISONS for token in before):
        return "syntax_chain", {"found": str(found)}
    return None


class _TokenLexer(Lexer):
    """Hands over tokens that are already made."""

    def __init__(self, lexer_conf: LexerConf) -> None:
        """Lark's way to make a lexer; there is nothing to set up."""

    def lex(self, tokens: Iterable[Token]) -> Iterator[Token]:  # type: ignore[override]
        """The tokens themselves."""
        return iter(tokens)


@cache
def _parser() -> Lark:
    # Built at the first expression: 60 ms that a program which reads none needn't pay.
    grammar = (files("engine.feel") / "feel.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_TokenLexer,
        start=["start_expression", "start_tests"],
        transformer=_Builder(),
        maybe_placeholders=False,
    )


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """One method a rule of the grammar."""

    def start_expression(self, node: Node) -> Node:
        return node

    def any_value(self, _minus: Token) -> Node:
        return syntax.Tests(())

    def cell_tests(self, *tests: Node) -> Node:
        return syntax.Tests(tests)

    def negated_tests(self, *tests: Node) -> Node:
        return syntax.Tests(tests, negated=True)

    def test(self, operator: Token, operand: Node) -> Node:
        return syntax.Test(str(operator), operand)

    def disjunction(self, *operands: Node) -> Node:
        return syntax.Logic("or", operands)

    def conjunction(self, *operands: Node) -> Node:
        return syntax.Logic("and", operands)

    def compare(self, left: Node, operator: Token, right: Node) -> Node:
        return syntax.Comparison(str(operator), left, right)

    def between(self, value: Node, low: Node, high: Node) -> Node:
        return syntax.Between(value, low, high)

    def in_tests(self, value: Node, *tests: Node) -> Node:
        return syntax.In(value, tests)

    def instance_of(self, value: Node, expected: Type) -> Node:
        return syntax.InstanceOf(value, expected)

    def arithmetic(self, left: Node, operator: Token, right: Node) -> Node:
        return syntax.Arithmetic(str(operator), left, right)

    def negation(self, _minus: Token, operand: Node) -> Node:
        if isinstance(operand, syntax.Constant) and type(operand.value) in (int, Decimal):
            return syntax.Constant(arithmetic.negate(operand.value))
        return syntax.Negation(operand)

    def path(self, base: Node, member: Token) -> Node:
        return syntax.Path(base, str(member))

    def filter(self, base: Node, test: Node) -> Node:
        return syntax.Filter(base, test)

    def call(self, function: Node, *arguments: Node) -> Node:
        return syntax.Call(function, arguments)

    def named_call(self, function: Node, *arguments: tuple[str, Node]) -> Node:
        return syntax.Call(function, (), arguments)

    def named(self, *parts: Token | Node) -> tuple[str, Node]:
        *words, value = parts
        return " ".join(map(str, words)), value  # type: ignore[return-value]

    def number(self, token: Token) -> Node:
        return syntax.Constant(number(Decimal(token)))

    def string(self, token: Token) -> Node:
        return syntax.Constant(_unescaped(token))

    def temporal(self, token: Token) -> Node:
        return syntax.Constant(temporal.parse_temporal(token[2:-1]))

    def word(self, token: Token) -> Node:
        return syntax.Constant({"true": True, "false": False, "null": None}[token])

    def name(self, token: Token) -> Node:
        return syntax.Name(str(token))

    def list(self, *members: Node) -> Node:
        return syntax.ListOf(members)

    def context(self, *entries: tuple[str, Node]) -> Node:
        return syntax.ContextOf(entries)

    def entry(self, key: Token, value: Node) -> tuple[str, Node]:
        return (_unescaped(key) if key.type == "STRING" else str(key)), value

    def interval(self, opening: Token, start: Node, _dots: Token, end: Node, closing: Token) -> Node:
        return syntax.Interval(start, end, opening.type == "_LSQB", closing.type == "_RSQB")

    def conditional(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return syntax.Conditional(condition, then, otherwise)

    def for_loop(self, *parts: tuple[str, Node] | Node) -> Node:
        *iterators, result = parts
        return syntax.For(tuple(iterators), result)  # type: ignore[arg-type]

    def quantified(self, quantifier: Token, *parts: tuple[str, Node] | Node) -> Node:
        *iterators, test = parts
        return syntax.Quantified(str(quantifier), tuple(iterators), test)  # type: ignore[arg-type]

    def iterator(self, name: Token, source: Node) -> tuple[str, Node]:
        return str(name), source

    def steps(self, start: Node, end: Node) -> Node:
        return syntax.Steps(start, end)

    def definition(self, _function: Token, *parts: tuple[str, Type] | Node) -> Node:
        *parameters, body = parts
        return syntax.Definition(tuple(parameters), body)  # type: ignore[arg-type]

    def parameter(self, name: Token, expected: Type = types.ANY) -> tuple[str, Type]:
        return str(name), expected

    def plain_type(self, name: Token) -> Type:
        try:
            return types.NAMED[name]
        except KeyError:
            raise unknown("unknown_type", str(name), types.NAMED) from None

    def generic_type(self, name: Token, _less: Token, item: Type, _greater: Token) -> Type:
        if name not in ("list", "range"):
            raise unknown("unknown_type", str(name), ("list", "range", "context", "function"))
        return Type(str(name), item=item)

    def context_type(self, name: Token, _less: Token, *rest: tuple[str, Type] | Token) -> Type:
        if name != "context":
            raise unknown("unknown_type", str(name), ("list", "range", "context", "function"))
        return Type("context", members=rest[:-1])  # type: ignore[arg-type]

    def member(self, name: Token, expected: Type) -> tuple[str, Type]:
        return str(name), expected

    def function_type(self, _function: Token, _less: Token, *rest: Type | Token) -> Type:
        *parameters, _greater, result = rest
        return Type("function", parameters=tuple(parameters), result=result)  # type: ignore[arg-type]


def _unescaped(token: Token) -> str:
    return _ESCAPE.sub(lambda match: _escape(token, match.group(1)), token[1:-1])


def _escape(token: Token, code: str) -> str:
    if code[0] in "uU" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code not in _ESCAPES:
        raise FeelSyntaxError("syntax_escape", found=f"\\{code}", line=token.line, column=token.column)
    return _ESCAPES[code]
