"""The steps by which a database comes up to the tables of this program (Alembic)."""
