"""Which papers are taken, what is stored of them, and who may open them."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from engine.errors import Invalid, NotFound, TooLarge, UnsupportedType
from engine.persistence import tables
from engine.services.attachments import Attachments
from engine.services.kernel import Kernel
from engine.services.uploads import MOST_BYTES, checked
from tests.services.conftest import ActorOf
from tests.services.papers import (
    CONTENT_TYPES,
    archive,
    claiming,
    gps,
    office,
    padded_pdf,
    pdf,
    picture,
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("会议记录.pdf", pdf(), id="pdf"),
        pytest.param("照片.jpg", picture("JPEG"), id="jpg"),
        pytest.param("照片.JPEG", picture("JPEG", mode="L"), id="grey-jpeg"),
        pytest.param("扫描.png", picture("PNG", mode="P"), id="png-with-a-palette"),
        pytest.param("扫描.png", picture("PNG", mode="LA"), id="png-with-transparency"),
        pytest.param("方案.docx", office(), id="docx"),
        pytest.param("预算.xlsx", office("spreadsheetml.sheet"), id="xlsx"),
    ],
)
def test_papers_of_the_five_kinds_are_taken(name: str, content: bytes) -> None:
    assert checked(name, content).name == name


@pytest.mark.parametrize("content", [pdf(), office()], ids=["pdf", "docx"])
def test_documents_are_stored_as_they_came(content: bytes) -> None:
    name = "a.pdf" if content.startswith(b"%PDF") else "a.docx"
    assert checked(name, content).content == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.txt", "文字".encode(), id="text"),
        pytest.param("a.html", b"<html>", id="page"),
        pytest.param("a.svg", b"<svg/>", id="drawing"),
        pytest.param("a.zip", archive({"a": b""}), id="archive"),
        pytest.param("a.jpg", b"<html><script>", id="page-called-picture"),
        pytest.param("a.pdf", b"MZ\x90\x00", id="program-called-pdf"),
        pytest.param("a.png", picture("JPEG"), id="jpeg-called-png"),
        pytest.param("a.docm", office(), id="macro-ending"),
        pytest.param("pdf", pdf(), id="no-ending"),
    ],
)
def test_another_kind_or_a_false_ending_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UnsupportedType, match="unsupported_type"):
        checked(name, content)


SCRIPT = "<< /S /JavaScript /JS (app.alert) >>"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pdf(root=f"/OpenAction {SCRIPT}"), id="on-opening"),
        pytest.param(pdf(root="/OpenAction 5 0 R", more=(SCRIPT,)), id="on-opening-by-reference"),
        pytest.param(
            pdf(root="/Names << /JavaScript << /Names [(a) 5 0 R] >> >>", more=(SCRIPT,)), id="by-name"
        ),
        pytest.param(pdf(page=f"/AA << /O {SCRIPT} >>"), id="on-turning-to-the-page"),
        pytest.param(
            pdf(page="/Annots [5 0 R]", more=("<< /Subtype /Link /A << /S /Launch /F (a.exe) >> >>",)),
            id="link",
        ),
        pytest.param(
            pdf(page="/Annots [<< /Subtype /Link /A << /S /J#61vaScript >> >>]"), id="written-in-hex"
        ),
        pytest.param(
            pdf(more=("<< /Type /EmbeddedFile /Length 0 >>\nstream\n\nendstream",)), id="file-inside"
        ),
        pytest.param(
            pdf(page="/Annots [<< /Subtype /FileAttachment /FS << /EF << >> >> >>]"),
            id="file-pinned-to-the-page",
        ),
    ],
)
def test_a_pdf_that_acts_or_carries_a_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedType, match="file_active"):
        checked("a.pdf", content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.pdf", b"%PDF-1.4\n", id="nothing-after-the-first-line"),
        pytest.param("a.pdf", pdf()[:200], id="half-a-pdf"),
        pytest.param("a.png", picture("PNG")[:-20], id="half-a-picture"),
        pytest.param("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, id="no-picture"),
        pytest.param("a.docx", office()[:-30], id="half-a-document"),
        pytest.param("a.docx", archive({"a.txt": b"text"}), id="any-archive"),
        pytest.param("a.docx", office("spreadsheetml.sheet"), id="a-sheet-called-document"),
        pytest.param("a.docx", office(**{"../../evil": b""}), id="a-way-out"),
        pytest.param("a.docx", office(**{"/etc/passwd": b""}), id="a-place-of-its-own"),
        pytest.param(
            "a.docx", archive({CONTENT_TYPES: b"<!DOCTYPE a>", "word/document.xml": b""}), id="entities"
        ),
    ],
)
def test_a_file_that_is_not_whole_or_not_what_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UnsupportedType, match="file_damaged"):
        checked(name, content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(office(**{"word/vbaProject.bin": b""}), id="macros"),
        pytest.param(office(**{"word/activeX/activeX1.bin": b""}), id="controls"),
        pytest.param(
            office(types='<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'),
            id="types",
        ),
    ],
)
def test_an_office_file_with_a_program_is_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedType, match="file_active"):
        checked("a.docx", content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("a.png", claiming(50_000, 50_000), "picture_too_large", id="picture"),
        pytest.param(
            "a.docx", office(**{"word/media/a": b"\0" * 110_000_000}), "file_too_packed", id="one-member"
        ),
        pytest.param(
            "a.docx", office(**{f"word/{n}": b"" for n in range(3_000)}), "file_too_packed", id="many-members"
        ),
        pytest.param(
            "a.docx",
            office(**{f"word/{n}": b"" for n in range(30_000)}),
            "file_too_packed",
            id="so-many-that-they-are-not-even-listed",
        ),
        pytest.param("a.pdf", pdf(more=("<< >>",) * 20_001), "file_too_packed", id="pdf-of-many-objects"),
    ],
)
def test_what_unpacks_beyond_measure_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(UnsupportedType, match=code):
        checked(name, content)


def test_ten_mebibytes_are_taken_and_not_one_byte_more() -> None:
    whole = padded_pdf(MOST_BYTES)
    assert len(whole) == MOST_BYTES
    assert checked("大.pdf", whole).content == whole
    with pytest.raises(TooLarge):
        checked("大.pdf", whole + b"\n")


def test_a_photograph_keeps_only_what_one_sees_and_stands_upright() -> None:
    stored = checked("照片.jpg", picture("JPEG", exif=gps(), comment=b"made by")).content
    assert b"village phone" not in stored
    assert b"made by" not in stored
    with Image.open(io.BytesIO(stored)) as seen:
        assert not seen.getexif()
        assert seen.size == (4, 8)
        top, bottom = (seen.convert("L").getpixel((0, row)) for row in (0, 7))
        assert (top < 50, bottom > 200) == (True, True)


def test_a_file_hidden_behind_a_picture_is_gone() -> None:
    stored = checked("a.png", picture("PNG") + archive({"evil.exe": b"MZ"})).content
    assert b"evil.exe" not in stored


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        pytest.param("C:\\Users\\村委\\票据.pdf", "票据.pdf", id="a-way-of-windows"),
        pytest.param("../../票据.pdf", "票据.pdf", id="a-way-out"),
        pytest.param("票\u202e据\n.pdf", "票据.pdf", id="signs-that-do-not-print"),
        pytest.param("长" * 300 + ".pdf", "长" * 116 + ".pdf", id="long"),
    ],
)
def test_a_name_is_a_name(name: str, stored: str) -> None:
    assert checked(name, pdf()).name == stored


# Storing and opening.


@pytest.fixture
def attachments(kernel: Kernel) -> Attachments:
    return Attachments(kernel)


def test_a_paper_is_opened_where_its_village_is(attachments: Attachments, actor: ActorOf) -> None:
    view = attachments.add(actor("dongshan.clerk"), key="1", village="dongshan", name="a.pdf", content=pdf())
    assert (view.size, view.media_type) == (len(pdf()), "application/pdf")
    for user in ("dongshan.vsc_chair", "qingshi.town_officer"):
        assert attachments.open(actor(user), view.id) == (view, pdf())
    for user in ("xihe.clerk", "baisha.town_officer"):
        with pytest.raises(NotFound):
            attachments.open(actor(user), view.id)


def test_the_same_bytes_are_kept_once(attachments: Attachments, actor: ActorOf, kernel: Kernel) -> None:
    clerk = actor("dongshan.clerk")
    views = [
        attachments.add(clerk, key=key, village="dongshan", name=f"{key}.pdf", content=pdf()) for key in "12"
    ]
    assert len({view.id for view in views}) == 2
    assert len({view.digest for view in views}) == 1
    assert len(kernel.read(lambda work: work.all(sa.select(tables.attachment_bytes.c.digest)))) == 1


def test_the_same_request_stores_one_paper(attachments: Attachments, actor: ActorOf) -> None:
    clerk = actor("dongshan.clerk")
    same = [
        attachments.add(clerk, key="k", village="dongshan", name="a.pdf", content=pdf()) for _ in range(2)
    ]
    assert same[0] == same[1]
    with pytest.raises(Invalid, match="key_reused"):
        attachments.add(clerk, key="k", village="dongshan", name="b.pdf", content=pdf())


@pytest.mark.parametrize("village", ["xihe", "qingshi", "nowhere"])
def test_a_paper_goes_into_a_village_of_ones_own(
    attachments: Attachments, actor: ActorOf, village: str
) -> None:
    with pytest.raises(NotFound):
        attachments.add(actor("dongshan.clerk"), key="1", village=village, name="a.pdf", content=pdf())


def test_a_paper_changed_in_the_database_is_not_shown(
    attachments: Attachments, actor: ActorOf, kernel: Kernel
) -> None:
    clerk = actor("dongshan.clerk")
    view = attachments.add(clerk, key="1", village="dongshan", name="a.pdf", content=pdf())
    kernel.write(lambda work: work.update(tables.attachment_bytes, content=b"another"))
    with pytest.raises(NotFound):
        attachments.open(clerk, view.id)
