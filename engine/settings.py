"""What an installation sets: where its data lies and how it is reached."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment (`WEIQUAN_…`); the command line's options come first. No default is a
    secret.
    """

    model_config = SettingsConfigDict(env_prefix="WEIQUAN_", frozen=True, extra="ignore")

    data: Path = Path("var")
    """Folder of the database and its backups."""
    db: str = ""
    """Database URL as SQLAlchemy writes it; empty: `weiquan.sqlite3` in `data`."""
    public_url: str = ""
    """The address under which people reach the server; https makes its cookies Secure."""
    test_clock: bool = False
    """Whether the clock may be moved: rehearsals only."""

    @property
    def database_url(self) -> str:
        """The URL of the database."""
        return self.db or f"sqlite:///{(self.data / 'weiquan.sqlite3').absolute()}"
