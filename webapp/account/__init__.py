"""Logging in and out, one's own page, one's messages, the size of the text."""

from webapp.account import entering, own
from webapp.account.blueprint import account

__all__ = ["account", "entering", "own"]
