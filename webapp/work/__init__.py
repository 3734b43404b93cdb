"""The village desk: what is to be done, starting something, a task, a case."""

from webapp.work import (
    board_losses,
    cancelling,
    cases,
    copying,
    files,
    lists,
    resuming,
    returning,
    starting,
    tasks,
)
from webapp.work.blueprint import work

__all__ = [
    "board_losses",
    "cancelling",
    "cases",
    "copying",
    "files",
    "lists",
    "resuming",
    "returning",
    "starting",
    "tasks",
    "work",
]
