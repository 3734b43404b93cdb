"""What a form is given: values already known, and the option lists that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from engine.definitions.form_field import Field
from engine.definitions.forms import Form
from engine.feel import wire
from engine.messages import known, text
from engine.persistence import tables
from engine.services.meetings import seats
from engine.services.regions import in_force
from engine.services.registers import budget_options, resolution_options

Options = list[dict[str, object]]
Provider = Callable[[Connection, str, date], Options]


def option_lists(connection: Connection, village: str, today: date, form: Form) -> dict[str, object]:
    """The lists that the fields of a form name in `valuesKey`; one that no provider knows is empty."""
    names = {field.options_key for field in form.fields if field.options_key}
    return {name: PROVIDERS[name](connection, village, today) for name in sorted(names & PROVIDERS.keys())}


def own_lists(form: Form, variables: Mapping[str, object]) -> dict[str, object]:
    """The lists of a form that are variables of the case: texts, such as the papers owed to the archive."""
    wanted = {field.options_key for field in form.fields if field.options_key} - PROVIDERS.keys()
    lists = ((name, variables.get(name)) for name in sorted(wanted))
    return {
        name: [{"value": text, "label": text} for text in dict.fromkeys(map(str, texts))]
        for name, texts in lists
        if isinstance(texts, list)
    }


def proposed(form: Form, lists: Mapping[str, object]) -> dict[str, object]:
    """Values that a start form proposes: its own defaults, and the only option where there is but one."""
    found = {name: value for name, value in form.defaults().items() if value is not None}
    for field in form.fields:
        options = lists.get(field.options_key or "")
        if field.required and field.kind == "select" and isinstance(options, list) and len(options) == 1:
            found[field.path[0]] = options[0]["value"]
    return found


def prefilled(form: Form, known_values: Mapping[str, object]) -> dict[str, object]:
    """Values of variables that the form asks for again, and of those that its conditions read.

    A value that is no option of its field is left out.
    """
    found = {name: wire.plain(known_values[name]) for name in form.reads & known_values.keys()}
    for field in form.fields:
        name = field.path[0]
        value = known_values.get(name)
        if value is None or field.kind == "filepicker" or "*" in field.path:
            continue
        plain = wire.plain(value)
        if _fits(field, plain):
            found[name] = plain
    return found


def _fits(field: Field, value: object) -> bool:
    choices = [option.value for option in field.options] if field.options else []
    return (
        not choices or value in choices or (isinstance(value, list) and all(one in choices for one in value))
    )


def _roll(body: str) -> Provider:
    def members(connection: Connection, village: str, today: date) -> Options:
        return [
            {"value": seat.person, "label": seat.name} for seat in seats(connection, village, body, today)
        ]

    return members


def people(connection: Connection, village: str, today: date) -> Options:
    """People of the village with a post, and what they are."""
    held, person = tables.post_holdings, tables.persons
    rows = connection.execute(
        sa.select(person.c.id, person.c.name, held.c.post)
        .join(held, held.c.person == person.c.id)
        .where(held.c.region == village, in_force(held, today))
        .order_by(person.c.id)
    )
    posts: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        posts.setdefault((row.id, row.name), []).append(post_name(row.post))
    return [
        {"value": one, "label": f"{name} {_joined(held_posts)}"} for (one, name), held_posts in posts.items()
    ]


def _joined(names: Iterable[str]) -> str:
    return text("list.separator").join(dict.fromkeys(names))


def post_name(post: str) -> str:
    """The Chinese name of a post."""
    return text(f"post.{post}") if known(f"post.{post}") else post


def finished_cases(connection: Connection, village: str, today: date) -> Options:  # noqa: ARG001
    """Completed cases of the village, newest first."""
    case = tables.cases
    rows = connection.execute(
        sa.select(case.c.number, case.c.title)
        .where(case.c.village == village, case.c.status == "completed")
        .order_by(case.c.ended_at.desc())
        .limit(200)
    )
    return [{"value": row.number, "label": f"{row.number} {row.title}"} for row in rows]


def payments(connection: Connection, village: str, today: date) -> Options:  # noqa: ARG001
    """Payments of the village, newest first."""
    claim, case = tables.claims, tables.cases
    rows = connection.execute(
        sa.select(case.c.number, claim.c.payee, claim.c.purpose)
        .join(case, case.c.id == claim.c.case_id)
        .where(claim.c.village == village, claim.c.status == "paid")
        .order_by(claim.c.submitted_on.desc())
        .limit(200)
    )
    return [{"value": row.number, "label": f"{row.number} {row.payee} {row.purpose}"} for row in rows]


PROVIDERS: Mapping[str, Provider] = {
    "villagers": _roll("B4"),
    "representatives": _roll("B5"),
    "supervisors": _roll("B10"),
    "people": people,
    "budget_lines": budget_options,
    "resolutions": resolution_options,
    "cases": finished_cases,
    "payments": payments,
}
"""Option lists by the name that forms use; `roll` comes with the sitting."""
