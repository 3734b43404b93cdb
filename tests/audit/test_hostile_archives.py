"""A file that somebody hands in to be verified may be anything: it gets a verdict, and does no harm."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.audit import archive
from engine.audit.chain import Break, Verdict
from engine.audit.package import verify_package
from tests.audit.packages import members_of, package_at

BROKEN = Verdict(0, Break("-", 0, "archive"))
CENTRAL_DIRECTORY = b"PK\x01\x02"
SIZE_IN_DIRECTORY = 24


def zip_of(*names: str, method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "w", method) as made:
        for name in names:
            made.writestr(name, b"x" * 100)
    return file.getvalue()


def claiming_size(content: bytes, size: int) -> bytes:
    """The zip file with its first member said to be `size` bytes, unpacked."""
    place = content.index(CENTRAL_DIRECTORY) + SIZE_IN_DIRECTORY
    return content[:place] + struct.pack("<I", size) + content[place + 4 :]


def encrypted(content: bytes) -> bytes:
    place = content.index(CENTRAL_DIRECTORY) + 8
    return content[:place] + b"\x01" + content[place + 1 :]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"case-1 intact", id="text"),
        pytest.param(b"PK\x03\x04" + b"\x00" * 100, id="only-the-first-bytes-of-a-zip-file"),
        pytest.param(b"PK\x05\x06" + b"\xff" * 18, id="directory-of-impossible-size"),
        pytest.param(zip_of("../../../etc/passwd"), id="path-upwards"),
        pytest.param(zip_of("a/../../b"), id="path-upwards-inside"),
        pytest.param(zip_of("/etc/passwd"), id="absolute-path"),
        pytest.param(zip_of("C:\\windows"), id="path-of-windows"),
        pytest.param(zip_of("folder/"), id="folder"),
        pytest.param(zip_of("trail.jsonl", "trail.jsonl"), id="one-name-twice"),
        pytest.param(zip_of("trail.jsonl", "TRAIL.jsonl"), id="one-name-twice-on-windows"),
        pytest.param(zip_of(*map(str, range(archive.MAX_MEMBERS + 1))), id="too-many-members"),
        pytest.param(zip_of("manifest.json", method=zipfile.ZIP_LZMA), id="method-that-is-not-taken"),
        pytest.param(
            zip_of("manifest.json", method=zipfile.ZIP_BZIP2), id="another-method-that-is-not-taken"
        ),
        pytest.param(encrypted(zip_of("manifest.json")), id="encrypted"),
        pytest.param(claiming_size(zip_of("manifest.json"), 2**32 - 2), id="manifest-said-to-be-huge"),
        pytest.param(claiming_size(zip_of("manifest.json"), 5), id="manifest-larger-than-said"),
    ],
)
def test_what_is_no_package_gets_a_verdict(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hostile.zip"
    path.write_bytes(content)
    assert verify_package(path) == BROKEN


def test_members_too_large_together_are_refused_from_the_directory(tmp_path: Path) -> None:
    sizes = archive.MAX_BYTES // (2**32 - 2) + 1
    content = zip_of(*map(str, range(sizes)))
    for place in [i for i in range(len(content)) if content.startswith(CENTRAL_DIRECTORY, i)]:
        content = content[:place] + claiming_size(content[place:], 2**32 - 2)
    path = tmp_path / "bomb.zip"
    path.write_bytes(content)
    assert verify_package(path) == BROKEN


def bomb(path: Path, name: str) -> None:
    """Put 64 MiB of blanks, 64 KiB packed, in the place of a member."""
    members = members_of(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for each, content in members.items():
            made.writestr(each, content if each != name else b" " * 64 * 1024 * 1024)


@pytest.mark.parametrize("name", ["manifest.json", "trail.jsonl"])
def test_a_bomb_is_put_away_before_it_fills_the_memory(tmp_path: Path, name: str) -> None:
    path = package_at(tmp_path / "case.zip")
    bomb(path, name)
    assert verify_package(path) == BROKEN


def test_a_file_that_is_not_there_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verify_package(tmp_path / "nowhere.zip")


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """`whole` with some bytes changed and a piece cut out."""
    places = st.integers(0, len(whole) - 1)
    content = bytearray(whole)
    for place, byte in draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=20)):
        content[place] = byte
    start = draw(places)
    return bytes(content[:start] + content[start + draw(st.sampled_from([0, 1, 7, 300])) :])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_no_damage_makes_it_crash(tmp_path: Path, data: st.DataObject) -> None:
    path = package_at(tmp_path / "case.zip")
    written = members_of(path)
    path.write_bytes(data.draw(damaged(path.read_bytes())))
    if verify_package(path).broken is None:
        assert members_of(path) == written
