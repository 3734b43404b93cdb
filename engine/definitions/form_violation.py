"""What a JSON Schema refuses, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from jsonschema.protocols import Validator

Path = tuple[str | int, ...]


class Violation(NamedTuple):
    """At `path` stands `value`, which the keyword `rule` of `schema` with the value `expected` refuses."""

    path: Path
    rule: str
    expected: Any
    value: Any
    schema: Any

    def unknown(self) -> tuple[str, ...]:
        """Names of members that the schema doesn't have, in order; of an `additionalProperties` violation."""
        return tuple(sorted(map(str, self.value.keys() - self.schema.get("properties", {}).keys())))

    def absent(self) -> tuple[str, ...]:
        """Names of members that must be there; of a `required` violation."""
        return tuple(name for name in self.expected if name not in self.value)


def violations(validator: Validator, value: Any) -> Iterator[Violation]:
    """Everything that the validator's schema refuses in a value."""
    for error in validator.iter_errors(value):
        path, rule = tuple(error.absolute_path), str(error.validator)
        yield Violation(path, rule, error.validator_value, error.instance, error.schema)
