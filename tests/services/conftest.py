"""People of the demo district, as services meet them."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from engine.persistence import tables
from engine.services.actors import actor_of
from engine.services.kernel import Kernel, Work
from engine.services.views import Actor
from engine.settings import Settings
from engine.wiring import build
from tests.conftest import SettableClock
from tests.services.office import Office

ActorOf = Callable[[str], Actor]


@pytest.fixture
def actor(kernel: Kernel) -> ActorOf:
    """Somebody by user name, as he stands today."""

    def find(work: Work, user: str) -> Actor:
        person = sa.select(tables.accounts.c.person).where(tables.accounts.c.user == user)
        return actor_of(work, user, work.connection.execute(person).scalar_one())

    return lambda user: kernel.read(lambda work: find(work, user))


@pytest.fixture
def office(url: str, clock: SettableClock) -> Iterator[Office]:
    """All services of the demo district, on the test's clock, on either system."""
    services = build(Settings(db=url), clock)
    yield Office(services, clock)
    services.close()
