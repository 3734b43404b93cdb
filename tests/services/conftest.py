"""People of the demo district, as services meet them."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from engine.persistence import tables
from engine.services.actors import actor_of
from engine.services.kernel import Kernel, Work
from engine.services.views import Actor

ActorOf = Callable[[str], Actor]


@pytest.fixture
def actor(kernel: Kernel) -> ActorOf:
    """Somebody by user name, as he stands today."""

    def find(work: Work, user: str) -> Actor:
        person = sa.select(tables.accounts.c.person).where(tables.accounts.c.user == user)
        return actor_of(work, user, work.connection.execute(person).scalar_one())

    return lambda user: kernel.read(lambda work: find(work, user))
