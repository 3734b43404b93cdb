"""Receivers of web-hooks: which addresses may be called, and the call.

An address that somebody enters must not turn this server against its own network (server-side request
forgery). So only public addresses are called, looked up anew for every call; the connection goes to the very
address that was looked at; and no redirect is followed.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from engine.errors import EngineError, Invalid

TIMEOUT_SECONDS = 10.0
MOST_URL = 2_000
PORTS: Mapping[str, int] = {"http": 80, "https": 443}

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class NoAnswer(EngineError):
    """No HTTP answer came: `timeout`, `tls` (no certificate to trust), `not_http`, `no_connection`."""

    default_code: ClassVar[str] = "no_connection"


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str


class Receivers:
    """Checks and calls receivers. In a rehearsal they may stand on this machine, with and without TLS.

    `networks` are those that whoever runs the server has opened besides the public internet.
    """

    def __init__(
        self, *, rehearsal: bool, networks: Collection[Network] = (), seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._rehearsal = rehearsal
        self._networks = networks
        self._seconds = seconds

    def refuse(self, url: str) -> None:
        """Raise Invalid for an address that is not called.

        `webhook_url`: not a plain https address; `webhook_host_unknown`: its name leads nowhere;
        `webhook_address_closed`: it leads into a network that is not public.
        """
        self._addresses(_target(url))

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status that a receiver answers within 10 s; of its answer nothing else is read.

        Raises Invalid as `refuse` does, NoAnswer.
        """
        target = _target(url)
        addresses = self._addresses(target)
        begun = time.monotonic()
        try:
            with self._connection(target, addresses) as connection:
                connection.request("POST", target.path, body, dict(headers))
                with connection.getresponse() as response:
                    return response.status
        except (OSError, HTTPException) as error:
            is_late = time.monotonic() - begun >= self._seconds
            raise NoAnswer("timeout" if is_late else _why(error)) from error

    @contextmanager
    def _connection(self, target: _Target, addresses: list[Address]) -> Iterator[HTTPConnection]:
        """A connection to one of these addresses and to no other, cut off when its time is over."""
        ends = time.monotonic() + self._seconds
        with ExitStack() as stack:
            plain = stack.enter_context(self._connect(addresses, target.port))
            stack.enter_context(_cut_off(plain, ends - time.monotonic()))
            connection = HTTPConnection(target.host, target.port)
            connection.sock = plain
            if target.scheme == "https":
                connection = HTTPSConnection(target.host, target.port, context=self._tls)
                connection.sock = stack.enter_context(
                    self._tls.wrap_socket(plain, server_hostname=target.host)
                )
            connection.auto_open = 0  # it would look the name up once more
            yield connection

    def _connect(self, addresses: list[Address], port: int) -> socket.socket:
        *others, last = addresses
        seconds = self._seconds / len(addresses)
        for address in others:
            with suppress(OSError):
                return socket.create_connection((str(address), port), seconds)
        return socket.create_connection((str(last), port), seconds)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _addresses(self, target: _Target) -> list[Address]:
        """Where the name leads now; all of it must be fit to be called."""
        found = _resolved(target)
        if self._rehearsal and all(address.is_loopback for address in found):
            return found
        if target.scheme != "https":
            raise Invalid("webhook_url")
        if not all(is_public(address) or self._is_opened(address) for address in found):
            raise Invalid("webhook_address_closed", host=target.host)
        return found

    def _is_opened(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and not one in disguise (mapped, 6to4, NAT64)."""
    is_special = address.is_multicast or address.is_reserved
    if isinstance(address, IPv6Address):
        # `is_reserved` holds for mapped addresses and those of NAT64.
        is_special = is_special or address.sixtofour is not None or address.is_site_local
    return address.is_global and not is_special


def host_of(url: str) -> str:
    """The receiver's host, to name it by: paths may hold secrets."""
    return _target(url).host


def _target(url: str) -> _Target:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid("webhook_url") from error
    if not _is_plain(url, parts):
        raise Invalid("webhook_url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(parts.scheme, str(parts.hostname), port or PORTS[parts.scheme], path)


def _is_plain(url: str, parts: SplitResult) -> bool:
    is_text = url.isascii() and url.isprintable() and " " not in url and len(url) <= MOST_URL
    return is_text and parts.scheme in PORTS and bool(parts.hostname) and "@" not in url and "#" not in url


def _resolved(target: _Target) -> list[Address]:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # the latter for what no name can be
        raise Invalid("webhook_host_unknown", host=target.host) from error
    return [ip_address(address) for address in dict.fromkeys(str(place[0]) for *_, place in found)]


@contextmanager
def _cut_off(connected: socket.socket, seconds: float) -> Iterator[None]:
    """End the connection when its time is over: a receiver that sends a byte now and then holds nobody up."""
    with connected.dup() as twin:
        timer = threading.Timer(max(seconds, 0), _shut, [twin])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):  # the other side may have gone already
        connected.shutdown(socket.SHUT_RDWR)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls"
    return "not_http" if isinstance(error, HTTPException) else "no_connection"
