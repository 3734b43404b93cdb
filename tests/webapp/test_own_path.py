"""After logging in one goes on within this application, wherever a link wanted to send one."""

from __future__ import annotations

import pytest

from webapp.account.entering import own_path


@pytest.mark.parametrize("address", ["/work", "/work/cases/1?x=1#a", "/"])
def test_own_addresses_are_followed(address: str) -> None:
    assert own_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "work",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/work\\..\\x",
        "/a\r\nLocation: https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ],
)
def test_others_are_not(address: str | None) -> None:
    assert own_path(address) == ""
