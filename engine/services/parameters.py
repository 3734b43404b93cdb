"""Parameters as districts, towns and villages set them; what was in force when stays on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.errors import FieldError, Forbidden, Invalid, NotFound
from engine.messages import text
from engine.persistence import tables
from engine.rules.parameter_table import PARAMETERS, Kind, Parameter, Unit, Value
from engine.rules.parameters import ParameterValue, in_force, refuse
from engine.services.access import note_access
from engine.services.actors import within
from engine.services.kernel import Kernel, Work, parameter_values
from engine.services.posts import KEEPERS
from engine.services.regions import chain, region_row
from engine.services.views import Actor, ParameterRow

SET = tables.parameters
SETTERS = (*KEEPERS, "sysadmin")
"""Who sets parameters: in the region of the post and in those below it."""


class Parameters:
    """Reading and setting parameters."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def list(self, actor: Actor, scope: str | None = None) -> tuple[ParameterRow, ...]:
        """All parameters as they are in force today in a region (the person's own). Raises NotFound."""
        return self.kernel.read(lambda work: tuple(_rows(work, actor, scope or actor.region)))

    def set(
        self, actor: Actor, *, key: str, parameter: str, scope: str, value: object, from_on: date, reason: str
    ) -> ParameterRow:
        """Set a value for a region from a day on; money is in fen.

        Raises Forbidden `not_your_parameter`, NotFound, Invalid with the code of the rule that the value
        breaks
        (such as `parameter_below_floor`, with its article) or with errors of `from_on` and `reason`.
        """
        region = scope or actor.region

        def do(work: Work) -> ParameterRow:
            _visible_scopes(work, actor, region)
            if not _may_set(work, actor, region):
                raise Forbidden("not_your_parameter")
            _refuse_date_and_reason(work, from_on, reason)
            checked = _checked(parameter, value)
            _supersede(work, parameter, region, from_on)
            work.insert(
                SET,
                id=work.id(),
                key=parameter,
                scope=region,
                value=checked,
                from_on=from_on,
                set_by=actor.user,
                set_at=work.now,
                reason=reason.strip(),
            )
            note_access(work, actor, f"parameter_set {parameter} {region} {from_on.isoformat()}")
            return next(row for row in _rows(work, actor, region) if row.key == parameter)

        request = ["set_parameter", parameter, region, value, from_on, reason]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=ParameterRow, do=do)


def _rows(work: Work, actor: Actor, region: str) -> Iterable[ParameterRow]:
    scopes = _visible_scopes(work, actor, region)
    names = {scope: str(region_row(work.connection, scope).name) for scope in scopes}
    may_set = _may_set(work, actor, region)
    values = parameter_values(work.connection)
    for key, definition in PARAMETERS.items():
        held = in_force(key, values, scopes, work.today)
        yield ParameterRow(
            key=key,
            name=text(definition.name_key),
            unit="" if definition.unit is Unit.NONE else text(f"unit.{definition.unit}"),
            value=held.value if held else definition.default,
            default=definition.default,
            scope_name=_scope_name(held, names),
            from_on=held.from_on if held else None,
            to_on=held.to_on if held else None,
            kind=definition.source.standing.name,
            floor=definition.floor,
            ceiling=definition.ceiling,
            source=definition.source.label(),
            may_set=may_set,
        )


def _scope_name(held: ParameterValue | None, names: dict[str, str]) -> str:
    return names[held.scope] if held is not None and held.scope is not None else text("parameter.everywhere")


def _visible_scopes(work: Work, actor: Actor, region: str) -> tuple[str, ...]:
    """The region and those above it, for somebody who belongs there. Raises NotFound."""
    if region not in actor.regions and region not in chain(work.connection, actor.region):
        raise NotFound
    return chain(work.connection, region)


def _may_set(work: Work, actor: Actor, region: str) -> bool:
    return region in within(work, [held.region for held in actor.posts if held.post in SETTERS])


def _refuse_date_and_reason(work: Work, from_on: date, reason: str) -> None:
    """A rule is not changed for days that are over, nor without saying why."""
    errors = []
    if from_on < work.today:
        errors.append(FieldError("from_on", "date_passed"))
    if not reason.strip():
        errors.append(FieldError("reason", "required"))
    if errors:
        raise Invalid(errors=tuple(errors))


def _checked(parameter: str, value: object) -> Value:
    """The value as it is stored. Raises Invalid with the code of what stands against it."""
    definition = PARAMETERS.get(parameter)
    typed = _typed(definition, value)
    finding = refuse(parameter, typed)
    if finding is not None:
        facts: dict[str, Any] = dict(finding.facts)
        raise Invalid(finding.code, source=finding.source, **facts)
    return typed


def _typed(definition: Parameter | None, value: object) -> Value:
    """Forms know only words and numbers: a yes or no is read from the words of the page or of JSON."""
    if definition is not None and definition.kind is Kind.BOOLEAN:
        words = {"true": True, "false": False, text("parameter.yes"): True, text("parameter.no"): False}
        value = words.get(str(value).lower(), value)
    return value if isinstance(value, bool | int) else str(value)


def _supersede(work: Work, parameter: str, region: str, from_on: date) -> None:
    """What was in force or to come into force ends the day before."""
    work.update(
        SET,
        SET.c.key == parameter,
        SET.c.scope == region,
        SET.c.from_on <= from_on,
        sa.or_(SET.c.to_on.is_(None), SET.c.to_on >= from_on),
        to_on=from_on - timedelta(days=1),
    )
