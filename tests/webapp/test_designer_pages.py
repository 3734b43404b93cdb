"""The designers' desk: what an upload may be, what its page tells, what a broken version leaves standing."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import pytest

from engine.definitions.source import procedure_files, shipped
from engine.services.definitions import put_in_force
from engine.services.library import pack
from engine.wiring import Services
from tests.webapp.browser import Browser, Page

LogIn = Callable[[str], Browser]
MEBIBYTE = 1024 * 1024


@pytest.fixture
def designer(browser_of: LogIn) -> Browser:
    """The designer of the district."""
    return browser_of("haiwan.district_designer")


def upload(designer: Browser, procedure: str, files: Mapping[str, bytes]) -> Page:
    """The page after uploading these files, packed."""
    sent = {"file": (io.BytesIO(pack(files)), "files.zip"), "note": "改动", "basis": "海湾区〔2026〕1 号"}
    page = designer.send(designer.open(f"/designer/{procedure}"), sent)
    for answer in (page.response, *page.response.history):
        answer.request.environ["wsgi.input"].close()  # a large one is a file that the test client leaves open
    return page


def newest(designer: Browser, procedure: str) -> Page:
    """The page of a procedure's newest version."""
    versions = designer.open(f"/designer/{procedure}")
    return designer.open(next(a for a in versions.links() if a.startswith("/designer/versions/")))


@pytest.mark.parametrize("procedure", ["meeting", "public-notice", "archive", "four-deliberations"])
def test_the_page_of_a_called_procedure_tells_which_cases_run_on_it(
    case: Page, designer: Browser, procedure: str
) -> None:
    page = newest(designer, procedure)
    assert "正在办 1 件，已办完 0 件" in page.text
    listed = designer.open(next(a for a in page.links() if a.endswith("/cases")))
    assert listed.title.endswith("正在办的办件 1")
    assert case.address in listed.links()


def test_the_page_of_a_version_tells_which_file_it_lacks(designer: Browser) -> None:
    files = dict(shipped()["village-affairs"].files)
    del files["forms/start.json"]
    page = upload(designer, "village-affairs", files)
    assert "没有发现问题" not in page.text
    assert "village-affairs/start" in page.text


def test_as_much_as_the_page_says_is_taken_and_no_more(designer: Browser) -> None:
    files = shipped()["archive"].files
    assert "压缩前后都不超过 10 MB" in designer.open("/designer/archive").text
    assert "已上传" in upload(designer, "archive", {**files, "scan.txt": bytes(9 * MEBIBYTE)}).text
    refused = upload(designer, "archive", {**files, "scan.txt": bytes(11 * MEBIBYTE)})
    assert refused.status == 413
    assert "压缩前后都不超过 10 MB" in refused.text


@pytest.mark.parametrize("left_out", ["forms/start.json", "forms/correct.json"])
def test_a_broken_version_leaves_the_catalogue_standing(
    clerk: Browser, services: Services, left_out: str
) -> None:
    before = clerk.open("/work/procedures")
    files = dict(shipped()["village-affairs"].files)
    del files[left_out]
    services.kernel.write(lambda work: put_in_force(work, procedure_files("village-affairs", files)))
    after = clerk.open("/work/procedures")
    assert set(after.links()) == set(before.links())
    assert "正在执行的版本缺少" in after.text
    assert clerk.open("/work/procedures/village-affairs").status == 200
    start = clerk.open("/work/procedures/village-affairs/start")
    assert (start.status, start.title) == (409, "这个事项的文件不齐")


def test_a_program_reads_the_catalogue_beside_a_broken_version(clerk: Browser, services: Services) -> None:
    files = dict(shipped()["village-affairs"].files)
    del files["forms/start.json"]
    services.kernel.write(lambda work: put_in_force(work, procedure_files("village-affairs", files)))
    token = services.accounts.create_token("dongshan.clerk")
    answer = clerk.client.get("/api/v1/procedures", headers={"Authorization": f"Bearer {token}"})
    found = {one["key"]: (one["may_start"], one["form"] is None) for one in answer.get_json()["items"]}
    assert found["expenditure"] == (True, False)
    assert found["village-affairs"] == (False, True)
