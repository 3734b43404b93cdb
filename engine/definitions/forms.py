"""Forms: one form-js JSON schema a user task, read strictly, and the answers to it.

`docs/forms.md` tells designers how one is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.definitions.form_answers import Answers, Circumstances, hidden_paths, read_answers, sound_part
from engine.definitions.form_checks import components_in, examine
from engine.definitions.form_field import Field, FormError, Option, Path, Problem, level, put
from engine.definitions.form_reading import condition_of
from engine.definitions.form_schema import to_json_schema
from engine.feel import compile_expression, types

__all__ = [
    "Answers",
    "Field",
    "Form",
    "FormError",
    "Option",
    "Problem",
    "problems",
    "to_json_schema",
    "variable_types",
]


@dataclass(frozen=True, slots=True)
class Form:
    """A form without a fault: the name of its file, the schema that stands in it, and all its inputs."""

    name: str
    schema: Mapping[str, Any]
    fields: tuple[Field, ...]
    _rules: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, data: bytes | str | dict[str, Any], name: str) -> Form:
        """Read a form. Raises FormError with all its problems."""
        schema, fields, found = examine(data)
        if found:
            raise FormError(name, found)
        return cls(name, schema, fields, to_json_schema(fields))

    @property
    def reads(self) -> frozenset[str]:
        """Variables that conditions read and that are no answers of this form: the data must have them."""
        conditions = filter(None, map(condition_of, components_in(self.schema)))
        read = (compile_expression(condition).names for condition in conditions)
        return frozenset().union(*read) - {one.path[0] for one in self.fields if not one.readonly}

    def defaults(self) -> dict[str, object]:
        """The answers that stand in the form before anybody wrote one, as JSON."""
        return _defaults(self.fields)

    def hidden(self, answers: Mapping[str, object], *, data: Mapping[str, object]) -> frozenset[Path]:
        """Paths of the fields that are hidden while the form is filled so; what can't be read is unfilled."""
        return hidden_paths(self.fields, sound_part(self.fields, self._rules, answers), data)

    def validate(
        self,
        answers: Mapping[str, object],
        *,
        data: Mapping[str, object],
        today: date,
        attachment_ok: Callable[[str], bool],
    ) -> Answers:
        """The values that the answers stand for: dates, aware UTC instants, exact numbers.

        `data` is what was shown, `today` the day in Shanghai. What is hidden is dropped; what is read-only is
        not taken, and no value. Raises Invalid (`invalid_answers`) with an error for every wrong field.
        """
        return read_answers(self.fields, self._rules, answers, Circumstances(data, today, attachment_ok))


def problems(data: bytes | str | dict[str, Any]) -> tuple[Problem, ...]:
    """Everything that keeps a file from being a form; empty when it is one."""
    return examine(data)[2]


def variable_types(form: Form) -> Mapping[str, str]:
    """The variables that the answers become, with the FEEL name of their type; any of them may be null.

    Money is a `number` of fen, several choices or files are a `list`, a group with a path is a `context`.
    """
    found: dict[str, str] = {}
    for one in level(form.fields):
        if not one.readonly:
            found[one.path[0]] = types.CONTEXT.name if len(one.path) > 1 else _TYPES[one.subtype or one.kind]
    return found


_TYPES: Mapping[str, str] = {
    "textfield": types.STRING.name,
    "textarea": types.STRING.name,
    "number": types.NUMBER.name,
    "date": types.DATE.name,
    "datetime": types.DATE_TIME.name,
    "time": types.TIME.name,
    "select": types.STRING.name,
    "radio": types.STRING.name,
    "checkbox": types.BOOLEAN.name,
    "checklist": types.LIST.name,
    "taglist": types.LIST.name,
    "filepicker": types.LIST.name,
    "dynamiclist": types.LIST.name,
}


def _defaults(fields: tuple[Field, ...], prefix: Path = ()) -> dict[str, object]:
    values: dict[str, object] = {}
    for one in level(fields, prefix):
        path = one.path[len(prefix) :]
        if one.kind == "dynamiclist":
            put(values, path, [_defaults(fields, (*one.path, "*")) for _ in range(one.rows)])
        elif one.default is not None:
            put(values, path, one.default)
    return values
