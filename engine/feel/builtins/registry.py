"""How built-in functions are declared: by a signature in words, checked before the body runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engine.feel.errors import FeelTypeError, unknown
from engine.feel.types import ANY, NAMED, Type
from engine.feel.values import kind

_Body = TypeVar("_Body", bound=Callable[..., object])
_SIGNATURE = re.compile(r"(?P<name>[\w ]+)\((?P<parameters>[^)]*)\) -> (?P<result>[\w ]+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; null is refused unless its type is `any`."""

    name: str
    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function; `variadic` lets the last parameter repeat."""

    parameters: tuple[Parameter, ...]
    result: Type
    variadic: bool
    body: Callable[..., object]

    def takes(self, count: int) -> bool:
        """Whether that many arguments by position fit."""
        least = sum(not parameter.optional for parameter in self.parameters)
        return count >= least if self.variadic else least <= count <= len(self.parameters)

    def parameter(self, index: int) -> Parameter:
        """The parameter of an argument."""
        return self.parameters[min(index, len(self.parameters) - 1)]

    def fits(self, arguments: Sequence[object]) -> bool:
        """Whether the arguments have the types of the parameters."""
        return self.takes(len(arguments)) and all(map(self.fits_at, range(len(arguments)), arguments))

    def fits_at(self, index: int, argument: object) -> bool:
        """Whether one argument has the type of its parameter."""
        parameter = self.parameter(index)
        expected = parameter.type.name
        return expected == "any" or kind(argument) == expected or (argument is None and parameter.optional)


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of the language with all ways to call it."""

    name: str
    signatures: tuple[Signature, ...]
    weight: int = 1
    """Steps that it costs, by the size of its arguments."""

    def call(self, arguments: Sequence[object]) -> object:
        """The result for arguments by position."""
        for signature in self.signatures:
            if signature.fits(arguments):
                return signature.body(*arguments)
        raise self._misfit(arguments)

    def _misfit(self, arguments: Sequence[object]) -> FeelTypeError:
        taken = [signature for signature in self.signatures if signature.takes(len(arguments))]
        if not taken:
            return FeelTypeError("wrong_count", function=self.name, count=len(arguments))
        closest = max(
            taken, key=lambda signature: sum(map(signature.fits_at, range(len(arguments)), arguments))
        )
        index = next(i for i, argument in enumerate(arguments) if not closest.fits_at(i, argument))
        return FeelTypeError(
            "wrong_argument", function=self.name, position=index + 1, parameter=closest.parameter(index).name,
            expected=closest.parameter(index).type.name, type=kind(arguments[index]),
        )  # fmt: skip

    def order(self, names: Sequence[str]) -> tuple[int | None, ...]:
        """For arguments by name: for each parameter by position the place of its argument, None where it
        has none."""
        for signature in self.signatures:
            places = [p.name for p in signature.parameters]
            missing = [p.name for p in signature.parameters if not p.optional and p.name not in names]
            if set(names) <= set(places) and not missing:
                return tuple(names.index(name) if name in names else None for name in places)
        known = [p.name for signature in self.signatures for p in signature.parameters]
        wrong = next((name for name in names if name not in known), None)
        if wrong is not None:
            raise unknown("unknown_parameter", wrong, known, function=self.name)
        raise FeelTypeError("wrong_count", function=self.name, count=len(names))


_FUNCTIONS: dict[str, Builtin] = {}
BUILTINS: Mapping[str, Builtin] = _FUNCTIONS
"""Every built-in function by name; filled when the modules of this package are imported."""


def builtin(text: str, weight: int = 1) -> Callable[[_Body], _Body]:
    """Declare a body under a signature such as `substring(string: string, start position: number, length?:
    number) -> string`.

    `?` marks an optional parameter, `...` after the last name one that repeats. More declarations under one
    name are tried in their order.
    """
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = [part.strip() for part in match["parameters"].split(",") if part.strip()]
    variadic = bool(parts) and "..." in parts[-1]
    parameters = tuple(_parameter(part) for part in parts)
    name = match["name"]

    def declare(body: _Body) -> _Body:
        signature = Signature(parameters, NAMED[match["result"]], variadic, body)
        known = _FUNCTIONS.get(name, Builtin(name, ()))
        _FUNCTIONS[name] = Builtin(name, (*known.signatures, signature), weight)
        return body

    return declare


def _parameter(text: str) -> Parameter:
    name, _, type_name = text.partition(":")
    bare = name.strip().removesuffix("...").removesuffix("?")
    return Parameter(bare, NAMED.get(type_name.strip(), ANY), optional="?" in name)
