"""Users, tokens and regions from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import run
from engine.clock import system_now
from engine.errors import Unauthenticated
from engine.persistence.database import Database
from engine.services.accounts import Accounts
from engine.services.kernel import Kernel
from tests.cli.conftest import Weiquan

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def accounts(demo: Path) -> Iterator[Accounts]:
    """Accounts on the command line's own clock."""
    database = Database(f"sqlite:///{demo}")
    yield Accounts(Kernel(database, system_now))
    database.close()


def test_users_are_listed_village_by_village_then_town_and_district(weiquan: Weiquan) -> None:
    rows = json.loads(weiquan("user", "list", "--format", "json").out)
    places = list(dict.fromkeys((row["village"], row["town"]) for row in rows))
    assert places == [
        ("dongshan", "青石镇"),
        ("xihe", "青石镇"),
        ("nanlin", "青石镇"),
        (None, "青石镇"),
        (None, "白沙镇"),
        (None, None),
    ]
    clerk = next(row for row in rows if row["user"] == "dongshan.clerk")
    assert {"post": "clerk", "body": None, "from": "2025-01-01", "to": "2038-12-31"} in clerk["posts"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--db", "{}", "user", "list", "--format", "json"], id="before"),
        pytest.param(["user", "list", "--format", "json", "--db", "{}"], id="after"),
        pytest.param(["user", "--db={}", "list", "--format", "json"], id="in-between"),
    ],
)
def test_the_database_is_named_anywhere_in_the_line(
    demo: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run([argument.format(f"sqlite:///{demo}") for argument in arguments]) == 0
    assert len(json.loads(capsys.readouterr().out)) > 130


def test_a_token_is_printed_and_nothing_else(weiquan: Weiquan, accounts: Accounts) -> None:
    said = weiquan("token", "create", "--user", "dongshan.clerk")
    assert (said.status, said.err) == (0, "")
    assert accounts.actor_of_token(said.out.rstrip("\n")).user == "dongshan.clerk"


def test_revoked_tokens_let_nobody_in(weiquan: Weiquan, accounts: Accounts) -> None:
    token = weiquan("token", "create", "--user", "dongshan.clerk").out.strip()
    assert weiquan("token", "revoke", "--user", "dongshan.clerk").status == 0
    with pytest.raises(Unauthenticated):
        accounts.actor_of_token(token)


def test_a_token_of_nobody_is_refused_in_a_sentence(weiquan: Weiquan) -> None:
    said = weiquan("token", "create", "--user", "nobody")
    assert (said.status, said.out) == (2, "")
    assert "没有找到" in said.err


def test_a_whole_place_is_entered_by_hand(weiquan: Weiquan, accounts: Accounts) -> None:
    weiquan("region", "add", "baihe", "--level", "village", "--name", "白鹤村", "--parent", "baisha")
    clerk = ("--name", "许大成", "--region", "baihe", "--post", "clerk", "--post", "reporter")
    password = weiquan("user", "add", "baihe.clerk", *clerk).out.strip()
    actor = accounts.log_in("baihe.clerk", password, "10.0.0.1").actor
    assert (actor.village, actor.person) == ("baihe", "baihe-001")
    assert actor.holds("clerk")
    assert weiquan("user", "close", "baihe.clerk").status == 0
    with pytest.raises(Unauthenticated):
        accounts.log_in("baihe.clerk", password, "10.0.0.1")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(
            ["region", "add", "x", "--level", "village", "--name", "村"], "上一级", id="village-of-no-town"
        ),
        pytest.param(
            ["region", "add", "x", "--level", "village", "--name", "村", "--parent", "haiwan"],
            "上一级",
            id="village-of-a-district",
        ),
        pytest.param(
            ["region", "add", "xihe", "--level", "district", "--name", "区"],
            "已经登记过",
            id="code-that-is-taken",
        ),
        pytest.param(["user", "add", "someone"], "--person", id="neither-person-nor-name"),
        pytest.param(
            ["user", "add", "someone", "--person", "dongshan-006"], "dongshan.clerk", id="has-an-account"
        ),
        pytest.param(
            [
                "user",
                "add",
                "a",
                "--name",
                "某",
                "--region",
                "xihe",
                "--post",
                "vsc_chair",
                "--post",
                "clerk",
            ],
            "监督",
            id="posts-that-the-law-keeps-apart",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(weiquan: Weiquan, arguments: list[str], why: str) -> None:
    said = weiquan(*arguments)
    assert said.status == 2
    assert why in said.err
