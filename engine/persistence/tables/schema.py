"""What all tables stand in: names of constraints, and the tie of a row to its case and village."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def of_case() -> ForeignKeyConstraint:
    """What ties a row to its case, and to the village of that case."""
    return ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"])
