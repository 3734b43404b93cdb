"""What expressions see besides the variables: the built-in `case`, and functions of time and rules."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import cast

from engine.clock import SHANGHAI, village_date
from engine.errors import EngineError
from engine.feel import FeelTypeError, compile_expression, evaluate_condition
from engine.feel.values import kind
from engine.rules.periods import Period, end_of
from engine.runtime.host import Host


class UnknownParameterError(EngineError):
    """`param` was asked for a key that doesn't exist. Facts: `name`."""

    default_code = "unknown_parameter_key"


class Expressions:
    """FEEL as it is evaluated in one step of one case. `returns` counts returns by element; read live."""

    def __init__(self, host: Host, now: datetime, returns: Mapping[str, int]) -> None:
        self._host = host
        self._now = now
        self._returns = returns
        self.functions: dict[str, Callable[..., object]] = {
            "today": lambda: village_date(now),
            "now": lambda: now.astimezone(SHANGHAI),
            "param": self._parameter,
            "days": lambda n, start=None: self._end("days", n, "d", start),
            "workdays": lambda n, start=None: self._end("workdays", n, "wd", start),
        }

    def names(self, variables: Mapping[str, object]) -> Mapping[str, object]:
        """The variables and the built-in `case`, which no variable hides."""
        case = {**self._host.case(), "returns": dict(self._returns)}
        return ChainMap({"case": case}, cast("dict[str, object]", variables))

    def value(self, text: str, variables: Mapping[str, object]) -> object:
        """The value of a FEEL text. Raises FeelError and what the functions raise."""
        return compile_expression(text).evaluate(self.names(variables), self.functions)

    def condition(self, text: str, variables: Mapping[str, object]) -> bool:
        """Whether a FEEL condition holds. Raises FeelError, also when it gives neither true nor false."""
        return evaluate_condition(compile_expression(text), self.names(variables), self.functions)

    def _parameter(self, key: object) -> object:
        try:
            return self._host.parameter(str(key))
        except KeyError:
            raise UnknownParameterError(name=str(key)) from None

    def _end(self, function: str, count: object, unit: str, start: object) -> datetime:
        if type(count) is not int:
            raise FeelTypeError("not_whole", function=function, found=str(count))
        begins = self._now if start is None else _instant(function, start)
        return end_of(Period.parse(f"{count}{unit}"), begins, self._host.calendar).ends_at.astimezone(
            SHANGHAI
        )


def _instant(function: str, start: object) -> datetime:
    """From when a period counts: a date is its beginning in Shanghai, as is a time without a zone there."""
    if isinstance(start, datetime):
        return start if start.tzinfo else start.replace(tzinfo=SHANGHAI)
    if isinstance(start, date):
        return datetime.combine(start, time.min, SHANGHAI)
    raise FeelTypeError(
        "wrong_argument", function=function, position=2, parameter="from", expected="date", type=kind(start)
    )
