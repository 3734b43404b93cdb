"""What an installation sets: where its data lies and how it is reached."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = IPv4Network | IPv6Network


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

    webhook_networks: Annotated[tuple[Network, ...], NoDecode] = ()
    """Networks that aren't public where web-hooks may be received, separated by commas: `10.20.0.0/16`."""

    @field_validator("webhook_networks", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        return [one.strip() for one in given.split(",") if one.strip()] if isinstance(given, str) else given

    @property
    def database_url(self) -> str:
        """The URL of the database."""
        return self.db or f"sqlite:///{(self.data / 'weiquan.sqlite3').absolute()}"
