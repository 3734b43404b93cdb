"""Administration: people and posts, rolls, parameters, incidents."""

from webapp.administration import incidents, parameters, people, posts, rolls
from webapp.administration.blueprint import administration

__all__ = ["administration", "incidents", "parameters", "people", "posts", "rolls"]
