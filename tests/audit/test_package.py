"""A case leaves the house as a zip file that shows every later change, without the server that wrote it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.audit.chain import Break, Verdict
from engine.audit.commitment import commit
from engine.audit.entry import from_json, sm3_hex, to_json
from engine.audit.jcs import decode, encode
from engine.audit.package import verify_package, write_package
from tests.audit.packages import (
    DIAGRAM,
    DOCUMENT,
    INVOICE,
    NAME,
    PHOTO,
    SALT,
    Members,
    entries_of_package,
    forged,
    members_of,
    package_at,
    with_manifest_made_right,
    zip_at,
)
from tests.audit.trails import head_of, rehashed, trail

INTACT = Verdict(6, None)
one_folder_for_all_examples = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return package_at(tmp_path / "case.zip")


def place_and_reason(path: Path) -> tuple[int, str] | None:
    broken = verify_package(path).broken
    return (broken.seq, broken.reason) if broken else None


def test_a_package_as_written_is_intact(package: Path) -> None:
    assert verify_package(package) == INTACT


def test_a_package_holds_what_docs_trail_says(package: Path) -> None:
    members = members_of(package)
    assert list(members) == [
        "README.txt",
        "case.json",
        "trail.jsonl",
        "values.json",
        "attachments/001-发票.pdf",
        "attachments/002-照片.jpg",
        "definition/expenditure.bpmn",
        "definition/forms/apply.json",
        "manifest.json",
    ]
    assert json.loads(members["case.json"]) == DOCUMENT
    assert [from_json(decode(line)) for line in members["trail.jsonl"].splitlines()] == entries_of_package()
    assert json.loads(members["values.json"])[0]["value"] == NAME
    assert members["attachments/001-发票.pdf"] == INVOICE
    assert members["definition/expenditure.bpmn"] == DIAGRAM["expenditure.bpmn"]
    listed = json.loads(members["manifest.json"])["members"]
    assert listed == {name: sm3_hex(content) for name, content in members.items() if name != "manifest.json"}


def test_the_readme_tells_in_chinese_how_to_verify_and_what_to_compare(package: Path) -> None:
    readme = members_of(package)["README.txt"].decode()
    assert "怎样验证" in readme
    assert "weiquan verify" in readme
    assert str(entries_of_package()[-1].hash) in readme


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    once, again = package_at(tmp_path / "a.zip"), package_at(tmp_path / "b.zip")
    assert once.read_bytes() == again.read_bytes()


def test_members_carry_the_village_time_of_the_last_entry(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 3, 1, 10, 30, 0)}


def test_packing_it_anew_does_not_break_it(package: Path) -> None:
    assert verify_package(zip_at(package, members_of(package))) == INTACT


def test_a_value_left_out_or_erased_does_not_break_it(tmp_path: Path) -> None:
    assert verify_package(package_at(tmp_path / "case.zip", reveals=())) == INTACT


def test_a_case_without_attachments_and_values_has_a_package(tmp_path: Path) -> None:
    write_package(tmp_path / "case.zip", DOCUMENT, entries=trail(2))
    assert verify_package(tmp_path / "case.zip") == Verdict(2, None)


def test_a_broken_chain_is_exported_as_it_is_and_says_so(tmp_path: Path) -> None:
    entries = entries_of_package()
    entries[2] = replace(entries[2], role="treasurer")
    package = package_at(tmp_path / "case.zip", entries=entries)
    assert verify_package(package) == Verdict(2, Break("case-1", 3, "hash"))


def test_files_may_share_a_name_and_have_a_hostile_one(tmp_path: Path) -> None:
    hostile = "../../etc/\u202efdp.exe:a|b\x00.pdf"
    package = package_at(tmp_path / "case.zip", attachments=[(hostile, INVOICE), (hostile, PHOTO)])
    names = [name for name in members_of(package) if name.startswith("attachments/")]
    assert names == [f"attachments/00{number}-.._.._etc__fdp.exe_a_b_.pdf" for number in (1, 2)]
    assert verify_package(package) == INTACT


def test_a_very_long_name_is_cut_and_keeps_its_ending(tmp_path: Path) -> None:
    package = package_at(
        tmp_path / "case.zip", attachments=[("长" * 300 + ".pdf", INVOICE), ("长" * 300, PHOTO)]
    )
    names = [name for name in members_of(package) if name.startswith("attachments/")]
    assert names == ["attachments/001-" + "长" * 76 + ".pdf", "attachments/002-" + "长" * 80]
    assert verify_package(package) == INTACT


def test_a_definition_file_cannot_leave_its_folder(tmp_path: Path) -> None:
    package = package_at(
        tmp_path / "case.zip", definition_files={"../../README.txt": b"x", "/a/./b.dmn": b"y"}
    )
    names = [name for name in members_of(package) if name.startswith("definition/")]
    assert names == ["definition/README.txt", "definition/a/b.dmn"]
    assert verify_package(package) == INTACT


@pytest.mark.parametrize(
    ("document", "others"),
    [
        pytest.param({"id": "case-2"}, {}, id="another-case"),
        pytest.param({}, {}, id="no-id"),
        pytest.param(DOCUMENT, {"entries": []}, id="no-entries"),
        pytest.param({**DOCUMENT, "text": "字" * 3_000_000}, {}, id="too-large-to-be-read"),
        pytest.param(
            DOCUMENT, {"definition_files": {"a.bpmn": b"", "A.bpmn": b""}}, id="names-differ-in-case-only"
        ),
    ],
)
def test_what_could_not_be_verified_is_not_written(tmp_path: Path, document: Any, others: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        write_package(tmp_path / "case.zip", document, **{"entries": entries_of_package(), **others})
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_stood_there_stays_when_writing_fails(package: Path) -> None:
    before = package.read_bytes()
    with pytest.raises(ValueError, match="case-2"):
        write_package(package, {"id": "case-2"}, entries=entries_of_package())
    assert package.read_bytes() == before


# What is done to a member without the manifest, and with the manifest made right afterwards.


@one_folder_for_all_examples
@given(data=st.data())
def test_a_flipped_byte_in_any_member_is_found(package: Path, data: st.DataObject) -> None:
    members = members_of(package_at(package))
    name = data.draw(st.sampled_from(sorted(members)))
    content = members[name]
    place = data.draw(st.integers(0, len(content) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    members[name] = content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
    verdict = verify_package(zip_at(package, members))
    assert verdict.broken is not None
    if name == "trail.jsonl":
        assert verdict.broken.seq == content[:place].count(b"\n") + 1


@one_folder_for_all_examples
@given(data=st.data())
def test_a_byte_flipped_in_the_file_itself_changes_no_content_unseen(
    package: Path, data: st.DataObject
) -> None:
    whole = package_at(package).read_bytes()
    written = members_of(package)
    place = data.draw(st.integers(0, len(whole) - 1))
    package.write_bytes(
        whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    )
    if verify_package(package).broken is None:
        assert members_of(package) == written


@one_folder_for_all_examples
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_broken(package: Path, data: st.DataObject) -> None:
    whole = package_at(package).read_bytes()
    package.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert verify_package(package) == Verdict(0, Break("-", 0, "archive"))


@pytest.mark.parametrize(
    "name",
    ["README.txt", "case.json", "trail.jsonl", "values.json", "attachments/001-发票.pdf", "manifest.json"],
)
def test_a_missing_member_is_found(package: Path, name: str) -> None:
    members = members_of(package)
    del members[name]
    reason = "manifest" if name == "manifest.json" else "file"
    assert place_and_reason(zip_at(package, members)) == (0, reason)


def test_an_added_member_is_found(package: Path) -> None:
    members = {**members_of(package), "attachments/003-x.pdf": b"x"}
    assert place_and_reason(zip_at(package, members)) == (0, "file")


def replace_line(members: Members, place: int, line: bytes) -> None:
    lines = members["trail.jsonl"].splitlines()
    lines[place - 1 : place] = [line] if line else []
    members["trail.jsonl"] = b"".join(each + b"\n" for each in lines)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b"", "missing", id="removed"),
        pytest.param(b"{}", "form", id="emptied"),
        pytest.param(b"not json", "form", id="unreadable"),
        pytest.param(b" " + encode(to_json(entries_of_package()[2])), "form", id="blank-before"),
        pytest.param(encode({**to_json(entries_of_package()[2]), "actor": "chair"}), "hash", id="edited"),
        pytest.param(encode({**to_json(entries_of_package()[2]), "note": ""}), "form", id="member-added"),
        pytest.param(encode(to_json(entries_of_package()[1])), "order", id="the-line-before-again"),
    ],
)
def test_a_forged_line_is_named_though_the_manifest_was_made_right(
    package: Path, line: bytes, reason: str
) -> None:
    forgery = forged(package, lambda members: replace_line(members, 3, line))
    assert place_and_reason(forgery) == (3, reason)


def test_an_endless_line_is_not_read_to_its_end(package: Path) -> None:
    forgery = forged(package, lambda members: replace_line(members, 3, b"x" * 2_000_000))
    assert verify_package(forgery) == Verdict(0, Break("-", 0, "archive"))


INVOICE_NAME, PHOTO_NAME = "attachments/001-发票.pdf", "attachments/002-照片.jpg"


@pytest.mark.parametrize(
    ("name", "content", "broken"),
    [
        pytest.param("README.txt", b"trust me", None, id="readme-proves-nothing"),
        pytest.param("case.json", b'{"id":"case-2"}', (0, "document"), id="document-of-another-case"),
        pytest.param("case.json", b"[]", (0, "document"), id="document-that-is-no-object"),
        pytest.param("case.json", b"{", (0, "document"), id="document-unreadable"),
        pytest.param("values.json", b"{}", (0, "value"), id="values-that-are-no-list"),
        pytest.param("values.json", b"[1]", (0, "value"), id="value-that-is-no-record"),
        pytest.param("values.json", b"[", (0, "value"), id="values-unreadable"),
        pytest.param(INVOICE_NAME, b"%PDF-1.7 other", (6, "attachment"), id="another-invoice"),
        pytest.param(PHOTO_NAME, None, (6, "attachment"), id="photo-removed"),
        pytest.param("attachments/003-x.pdf", b"x", (0, "attachment"), id="attachment-added"),
        pytest.param("run-me.exe", b"x", (0, "file"), id="file-of-no-kind"),
    ],
)
def test_what_hangs_from_the_entries_is_proven_by_them(
    package: Path, name: str, content: bytes | None, broken: tuple[int, str] | None
) -> None:
    def forge(members: Members) -> None:
        members.pop(name, None)
        if content is not None:
            members[name] = content

    assert place_and_reason(forged(package, forge)) == broken


@pytest.mark.parametrize(
    ("written", "instead", "seq"),
    [
        pytest.param(f'"{NAME}"', '"李四"', 6, id="another-name"),
        pytest.param(f'"{NAME}"', "0.5", 6, id="value-that-nobody-can-commit-to"),
        pytest.param(f'"{NAME}"', "[" * 500 + "]" * 500, 6, id="value-nested-deep"),
        pytest.param('"000102', '"ff0102', 6, id="another-salt"),
        pytest.param('"000102', '"zz0102', 6, id="salt-that-is-no-hex"),
        pytest.param('"000102', '"0102', 6, id="salt-too-short"),
        pytest.param("salted-sm3:", "salted-sm3:0", 0, id="commitment-that-no-entry-names"),
    ],
)
def test_a_value_that_was_not_committed_to_is_found(
    package: Path, written: str, instead: str, seq: int
) -> None:
    def forge(members: Members) -> None:
        members["values.json"] = members["values.json"].replace(written.encode(), instead.encode())

    assert place_and_reason(forged(package, forge)) == (seq, "value")


def test_a_value_that_opens_a_commitment_of_its_own_is_found(package: Path) -> None:
    own = {"commitment": commit("李四", SALT), "salt": SALT.hex(), "value": "李四"}
    forgery = forged(package, lambda members: members.update({"values.json": json.dumps([own]).encode()}))
    assert place_and_reason(forgery) == (0, "value")


def test_a_trail_rewritten_as_a_whole_is_found_as_long_as_the_head_was_not(package: Path) -> None:
    entries = entries_of_package()
    entries[2] = replace(entries[2], data={"opinion": "不同意"})
    lines = b"".join(encode(to_json(entry)) + b"\n" for entry in rehashed(entries))
    broken = verify_package(forged(package, lambda members: members.update({"trail.jsonl": lines}))).broken
    assert broken == Break("case-1", 6, "head")


def test_a_last_line_without_its_end_is_found(package: Path) -> None:
    def cut(members: Members) -> None:
        members["trail.jsonl"] = members["trail.jsonl"][:-1]

    assert verify_package(forged(package, cut)).broken == Break("case-1", 6, "form")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"format": "another"}, id="format"),
        pytest.param({"version": 2}, id="version"),
        pytest.param({"digest": "sha256"}, id="digest"),
        pytest.param({"case": ""}, id="no-case"),
        pytest.param({"case": "a b"}, id="case-with-blank"),
        pytest.param({"case": "\x1b[2J"}, id="case-that-clears-the-screen"),
        pytest.param({"case": "c" * 201}, id="case-too-long"),
        pytest.param({"case": 1}, id="case-that-is-no-text"),
        pytest.param({"entries": "6"}, id="count-that-is-no-number"),
        pytest.param({"entries": 0}, id="no-entries"),
        pytest.param({"head": None}, id="no-head"),
        pytest.param({"members": []}, id="members-no-object"),
        pytest.param({"members": {"README.txt": 1}}, id="digest-that-is-no-text"),
        pytest.param({"extra": 1}, id="member-of-its-own"),
    ],
)
def test_a_manifest_of_another_form_is_not_taken(package: Path, change: dict[str, Any]) -> None:
    members = members_of(package)
    whole = {**json.loads(members["manifest.json"]), **change}
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    verdict = verify_package(zip_at(package, {**members, "manifest.json": text.encode()}))
    assert verdict == Verdict(0, Break("-", 0, "manifest"))


@pytest.mark.parametrize(
    ("change", "seq", "reason"),
    [
        pytest.param({"entries": 5}, 5, "head", id="fewer"),
        pytest.param({"entries": 7}, 7, "truncated", id="more"),
        pytest.param({"head": "ab" * 32}, 6, "head", id="another-head"),
        pytest.param({"case": "case-2"}, 1, "case", id="another-case"),
    ],
)
def test_the_manifest_cannot_speak_for_another_trail(
    package: Path, change: Any, seq: int, reason: str
) -> None:
    def speak(members: Members) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **change}).encode()

    assert place_and_reason(forged(package, speak)) == (seq, reason)


def test_making_the_manifest_right_alone_changes_nothing(package: Path) -> None:
    members = members_of(package)
    assert with_manifest_made_right(members) == members
    assert json.loads(members["manifest.json"])["head"] == head_of(entries_of_package())[1]
