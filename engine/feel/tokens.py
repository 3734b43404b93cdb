"""Text to tokens: names with blanks, comments, the brackets of intervals, and hints for other languages'
operators."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from lark import Token

from engine.feel.builtins import BUILTINS
from engine.feel.errors import FeelBoundError, FeelSyntaxError
from engine.feel.types import NAMED
from engine.feel.values import MAX_TEXT

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<WRONG>===?|!==|&&?|\|\|?|!(?!=)|%|\$\{|\#\{|<>|=>|:=|[;^~'`‘’“”，（）【】＝＞＜≥≤≠＋－×÷：；。、])
    |(?P<NUMBER>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w))
    |(?P<TEMPORAL>@"[^"]*")
    |(?P<STRING>"(?:[^"\\]|\\.)*")
    |(?P<NAME>[^\W\d]\w*|\?)
    |(?P<SYMBOL>\.\.|\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{},:.])""",
    re.VERBOSE | re.DOTALL,
)
_KEYWORDS = {
    **{word: word.upper() for word in ("true", "false", "null", "some", "every", "function")},
    **{
        word: f"_{word.upper()}"
        for word in (
            "and", "or", "between", "in", "instance", "of",
            "if", "then", "else", "for", "return", "satisfies",
        )
    },
}  # fmt: skip
_SYMBOLS = {
    "=": "COMPARE", "!=": "COMPARE", "<=": "COMPARE", ">=": "COMPARE", "<": "LT", ">": "GT",
    "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "**": "POWER",
    "(": "_LPAR", ")": "_RPAR", "[": "_LSQB", "]": "_RSQB", "{": "_LBRACE", "}": "_RBRACE",
    ",": "_COMMA", ":": "_COLON", ".": "_DOT", "..": "_DOTS", "->": "_ARROW",
}  # fmt: skip
# What people write from habit or with a Chinese keyboard, and what FEEL writes instead.
_INSTEAD = {
    "==": "=", "===": "=", "!==": "!=", "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not(…)",
    "%": "modulo(a, b)", "<>": "!=", "=>": ">=", ":=": "=",
    "^": "**", "'": '"', "`": '"', "‘": '"', "’": '"',
    "“": '"', "”": '"', "，": ",", "、": ",", "（": "(",
    "）": ")", "【": "[", "】": "]", "＝": "=", "＞": ">",
    "＜": "<", "≥": ">=", "≤": "<=", "≠": "!=", "＋": "+", "－": "-", "×": "*", "÷": "/", "：": ":",
    "True": "true", "False": "false", "None": "null", "elif": "else if", "AND": "and", "OR": "or",
}  # fmt: skip
_ENDS_OPERAND = frozenset({
    "NUMBER", "STRING", "TEMPORAL", "NAME", "TRUE",
    "FALSE", "NULL", "_RPAR", "_RSQB", "_RBRACE", "_TURNED_CLOSE",
})  # fmt: skip
_BEFORE_TYPE = frozenset({"_OF", "LT", "_ARROW", "_COLON"})
_OPENERS = frozenset({"_LPAR", "_LSQB", "_LBRACE", "_TURNED_OPEN"})
_CLOSERS = frozenset({"_RPAR", "_RSQB", "_RBRACE", "_TURNED_CLOSE"})


def _alternatives(names: Iterable[str], after: str) -> re.Pattern[str]:
    longest_first = sorted((name for name in names if " " in name), key=len, reverse=True)
    written = (r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return re.compile(f"(?:{'|'.join(written)}){after}" if longest_first else r"(?!)")


_FUNCTIONS = _alternatives(BUILTINS, r"(?=\s*\()")
_TYPES = _alternatives(NAMED, r"(?!\w)")
_MEMBERS = _alternatives(("start included", "end included", "time offset"), r"(?!\w)")


@cache
def _declared(names: frozenset[str]) -> re.Pattern[str]:
    odd = sorted((name for name in names if not name.isidentifier()), key=len, reverse=True)
    written = (r"\s+".join(map(re.escape, name.split())) for name in odd)
    return re.compile(f"(?:{'|'.join(written)})(?!\\w)" if odd else r"(?!)")


@dataclass(slots=True)
class _Bracket:
    """An open bracket; `interval` once `..` was met where it can only belong to an interval."""

    plain: bool = True
    interval: bool = False


@dataclass(slots=True)
class _Scanner:
    text: str
    declared: re.Pattern[str]
    tokens: list[Token] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    position: int = 0

    def scan(self) -> list[Token]:
        while self.position < len(self.text):
            self._next()
        return self.tokens

    def _next(self) -> None:
        if self._name(self.declared):
            return
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            raise self._error("syntax_character", found=self.text[self.position])
        group, found = match.lastgroup, match.group()
        if group == "WRONG":
            raise self._wrong(found)
        if group == "NAME":
            self._word(found)
        elif group == "SYMBOL":
            self._symbol(found)
        elif group != "space":
            self._add(str(group), found)
        self.position = max(self.position, match.end())

    def _name(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.position)
        if match is None:
            return False
        self._add("NAME", " ".join(match.group().split()))
        self.position = match.end()
        return True

    def _word(self, found: str) -> None:
        previous = self._previous()
        if previous == "_DOT":
            if not self._name(_MEMBERS):
                self._add("NAME", found)
            return
        if self._name(_FUNCTIONS) or (previous in _BEFORE_TYPE and self._name(_TYPES)):
            return
        if found in _INSTEAD:
            raise self._wrong(found)
        if re.compile(r"\s*:").match(self.text, self.position + len(found)):
            self._add("NAME", found)
            return
        self._keyword_or_name(found)

    def _keyword_or_name(self, found: str) -> None:
        kind = _KEYWORDS.get(found, "NAME")
        if kind != "NAME" and self.brackets:
            self.brackets[-1].plain = False
        self._add(kind, found)

    def _symbol(self, found: str) -> None:
        kind = self._turned(_SYMBOLS[found])
        if kind in _OPENERS:
            self.brackets.append(_Bracket())
        elif kind in _CLOSERS and self.brackets:
            self.brackets.pop()
        elif kind == "_COMMA" and self.brackets:
            self.brackets[-1].plain = False
        elif kind == "_DOTS" and self.brackets:
            self.brackets[-1].interval = self.brackets[-1].plain
        self._add(kind, found)

    def _turned(self, kind: str) -> str:
        previous = self._previous()
        operand = previous in _ENDS_OPERAND
        if kind == "_RSQB" and not operand and previous != "_LSQB":
            return "_TURNED_OPEN"
        if kind == "_LSQB" and operand and self.brackets and self.brackets[-1].interval:
            return "_TURNED_CLOSE"
        return kind

    def _previous(self) -> str | None:
        return self.tokens[-1].type if self.tokens else None

    def _add(self, kind: str, value: str) -> None:
        line, column = place(self.text, self.position)
        self.tokens.append(Token(kind, value, start_pos=self.position, line=line, column=column))

    def _wrong(self, found: str) -> FeelSyntaxError:
        if found in ("${", "#{"):
            return self._error("syntax_template", found=found)
        if found in (";", "；", "。", "~"):
            return self._error("syntax_character", found=found)
        return self._error("syntax_write", found=found, write=_INSTEAD[found])

    def _error(self, code: str, **facts: object) -> FeelSyntaxError:
        line, column = place(self.text, self.position)
        return FeelSyntaxError(code, line=line, column=column, **facts)


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in the text."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def scan(text: str, names: frozenset[str] = frozenset()) -> list[Token]:
    """The tokens of an expression.

    `names` are declared names that are no identifiers (`Full Name` in a decision file of another modeller);
    where one fits it is taken whole. Raises FeelSyntaxError, and FeelBoundError for a text that is too
    long.
    """
    if len(text) > MAX_TEXT:
        raise FeelBoundError("text_too_long", limit=MAX_TEXT)
    return _Scanner(text, _declared(names)).scan()


def scan_tests(text: str, names: frozenset[str] = frozenset()) -> list[Token]:
    """The tokens of a cell of a decision table, where `not(…)` around everything negates the tests."""
    tokens = scan(text, names)
    if len(tokens) > 2 and tokens[0] == "not" and tokens[1].type == "_LPAR" and _closes_last(tokens[1:]):
        tokens[0] = Token.new_borrow_pos("_NOT", "not", tokens[0])
    return tokens


def _closes_last(tokens: list[Token]) -> bool:
    open_brackets = 0
    for index, token in enumerate(tokens):
        open_brackets += (token.type in _OPENERS) - (token.type in _CLOSERS)
        if open_brackets == 0:
            return index == len(tokens) - 1
    return False
