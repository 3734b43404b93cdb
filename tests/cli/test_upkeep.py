"""Upgrading, the demo, verifying, backups, holiday tables: and what is said when something is wrong."""

import sqlite3
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path

import pytest

from engine.settings import Settings
from tests.cli.conftest import Weiquan

HOLIDAYS = """
year = 2027
[[notice]]
number = "试〔2026〕1号"
issued_on = 2026-11-04
[[holiday]]
name = "元旦"
off = [{ from = 2027-01-01, to = 2027-01-03 }]
"""


def test_an_empty_folder_is_brought_up(weiquan: Weiquan, tmp_path: Path) -> None:
    assert weiquan("db", "upgrade").status == 0
    assert weiquan("db", "upgrade").status == 0
    assert weiquan("verify").out == "intact entries=0\n"
    assert (tmp_path / "weiquan.sqlite3").exists()


def test_the_demo_is_loaded_by_one_command_and_kept_by_the_second(weiquan: Weiquan) -> None:
    assert "载入" in weiquan("demo").out
    token = weiquan("token", "create", "--user", "dongshan.clerk").out
    assert token
    assert "保留" in weiquan("demo").out


@pytest.mark.usefixtures("demo")
def test_a_fresh_demo_is_intact(weiquan: Weiquan) -> None:
    said = weiquan("verify")
    assert (said.status, said.out.splitlines()[-1]) == (0, "intact entries=0")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("form", ["xes", "ocel", "csv"])
def test_logs_are_written(weiquan: Weiquan, tmp_path: Path, form: str) -> None:
    assert weiquan("log", "--format", form, "--village", "dongshan", "--out", tmp_path / "log").status == 0
    assert (tmp_path / "log").stat().st_size


# When something is wrong.


WRITERS = (
    pytest.param(("log", "--format", "csv", "--out"), id="log"),
    pytest.param(("export", "DONGSHAN-2026-0001", "--out"), id="export"),
    pytest.param(("backup",), id="backup"),
)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("command", WRITERS)
def test_a_folder_that_is_not_there_is_named_and_not_made(
    weiquan: Weiquan, tmp_path: Path, command: tuple[str, ...]
) -> None:
    said = weiquan(*command, tmp_path / "nowhere" / "file")
    assert said.status == 2
    assert f"没有文件夹 {tmp_path / 'nowhere'}" in said.err
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "crashes.log").exists()


@pytest.mark.usefixtures("demo")
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder in which nobody can write")
@pytest.mark.parametrize("command", WRITERS)
def test_a_folder_in_which_nothing_can_be_written_is_named(
    weiquan: Weiquan, tmp_path: Path, command: tuple[str, ...]
) -> None:
    said = weiquan(*command, "/proc/file")
    assert said.status == 2
    assert "文件夹 /proc 里不能写文件" in said.err
    assert not (tmp_path / "crashes.log").exists()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("village", ["nope", "qingshi", ""])
def test_a_log_of_no_village_is_refused(weiquan: Weiquan, tmp_path: Path, village: str) -> None:
    said = weiquan("log", "--format", "csv", "--village", village, "--out", tmp_path / "log")
    assert said.status == 2
    assert f"“{village}”" in said.err
    assert not (tmp_path / "log").exists()


def test_a_database_that_is_not_there_is_not_made(weiquan: Weiquan, tmp_path: Path) -> None:
    said = weiquan("verify")
    assert said.status == 2
    assert "weiquan.sqlite3" in said.err
    assert not (tmp_path / "weiquan.sqlite3").exists()


def test_a_crash_is_one_line_with_an_id_under_which_the_rest_is_kept(
    weiquan: Weiquan, tmp_path: Path
) -> None:
    (tmp_path / "weiquan.sqlite3").write_bytes(b"no database at all\n" * 500)
    said = weiquan("verify")
    kept = (tmp_path / "crashes.log").read_text("utf-8")
    assert said.status == 70
    assert len((said.out + said.err).splitlines()) == 1
    assert any(word in said.err for word in kept.split() if len(word) == 8)
    assert "Traceback" in kept
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEIQUAN_TEST_CLOCK", "perhaps"), ("WEIQUAN_WEBHOOK_NETWORKS", "10.20.0.0/16, secret-word")],
)
def test_a_setting_that_is_none_is_named_and_not_repeated(
    weiquan: Weiquan, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = weiquan("user", "list")
    assert said.status == 2
    assert name in said.err
    assert value not in said.err


def test_networks_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIQUAN_WEBHOOK_NETWORKS", "10.20.0.0/16, fd00:20::/32")
    assert Settings().webhook_networks == (ip_network("10.20.0.0/16"), ip_network("fd00:20::/32"))


def test_a_database_of_before_is_named_as_such(weiquan: Weiquan, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "weiquan.sqlite3")) as old:
        old.execute("CREATE TABLE regions (id)")
    said = weiquan("user", "list")
    assert said.status == 2
    assert "weiquan db upgrade" in said.err


# Backups.


def test_a_backup_brings_everything_back(weiquan: Weiquan, demo: Path, tmp_path: Path) -> None:
    before = weiquan("user", "list", "--format", "json").out
    assert weiquan("backup", tmp_path / "copy").status == 0
    demo.unlink()
    assert weiquan("restore", tmp_path / "copy").status == 0
    assert weiquan("user", "list", "--format", "json").out == before


def test_a_backup_is_never_restored_over_data(weiquan: Weiquan, demo: Path, tmp_path: Path) -> None:
    assert weiquan("backup", tmp_path / "copy").status == 0
    said = weiquan("restore", tmp_path / "copy")
    assert said.status == 2
    assert "已经有数据" in said.err
    assert demo.stat().st_size


def test_a_damaged_backup_is_not_restored(weiquan: Weiquan, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"no database at all\n" * 500)
    assert weiquan("restore", tmp_path / "copy").status == 2
    assert not (tmp_path / "weiquan.sqlite3").exists()


def test_nothing_is_backed_up_where_nothing_is(weiquan: Weiquan, tmp_path: Path) -> None:
    assert weiquan("backup", tmp_path / "copy").status == 2
    assert not (tmp_path / "copy").exists()


# The calendar.


@pytest.mark.usefixtures("demo")
def test_the_holidays_of_the_next_year_are_loaded(weiquan: Weiquan, tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text(HOLIDAYS, "utf-8")
    said = weiquan("calendar", "import", tmp_path / "2027.toml")
    assert (said.status, "2027" in said.out) == (0, True)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("content", [b"year = 'soon'", b"\xff\xfe", b""])
def test_what_is_no_holiday_table_is_refused(weiquan: Weiquan, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "table.toml").write_bytes(content)
    said = weiquan("calendar", "import", tmp_path / "table.toml")
    assert said.status == 2
