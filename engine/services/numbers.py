"""Numbers that people name things by: counted by village, year and series, each given once."""

from __future__ import annotations

import sqlalchemy as sa

from engine.persistence import tables
from engine.services.kernel import Work

NUMBERS = tables.numbers
COUNTED = (
    sa.update(NUMBERS)
    .where(
        NUMBERS.c.village == sa.bindparam("of_village"),
        NUMBERS.c.series == sa.bindparam("of_series"),
        NUMBERS.c.year == sa.bindparam("of_year"),
    )
    .values(last=NUMBERS.c.last + 1)
    .returning(NUMBERS.c.last)
)


def next_number(work: Work, village: str, series: str) -> int:
    """The next number of a series (`case`, or the body whose resolutions are counted) in this year.

    Whoever counts at the same time waits for the row: no two get the same, whatever day their papers bear.
    """
    year = work.today.year
    work.insert_new(NUMBERS, village=village, series=series, year=year, last=0)
    own = {"of_village": village, "of_series": series, "of_year": year}
    return int(work.connection.execute(COUNTED, own).scalar_one())
