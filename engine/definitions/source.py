"""Where procedures come from: folders of files, read and hashed as one immutable text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.definitions.read import sm3

FORMS = "forms/"
_PARTS = (".bpmn", ".dmn")


@dataclass(frozen=True, slots=True)
class ProcedureFiles:
    """The files of one version of a procedure: `<key>.bpmn`, decision files, and `forms/<name>.json`.

    `digest` is SM3 over all of them in lower-case hex: names and contents with their lengths, by name.
    """

    key: str
    files: Mapping[str, bytes]
    digest: str


def procedure_files(key: str, files: Mapping[str, bytes]) -> ProcedureFiles:
    """These files as one text with its digest."""
    return ProcedureFiles(key, dict(files), digest_of(files))


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of some files: the same for the same names and bytes, whatever their order."""
    text = bytearray()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            text += len(part).to_bytes(8, "big") + part
    return sm3(bytes(text))


def load_folder(folder: Path, forms: Path | None = None) -> ProcedureFiles:
    """The procedure in a folder; its key is the folder's name.

    `forms` is the folder of its forms, by default `forms/<key>` beside that of procedures. Raises OSError.
    """
    beside = folder.parent.parent / "forms" / folder.name if forms is None else forms
    found = {path.name: path.read_bytes() for path in _files(folder) if path.suffix in _PARTS}
    found |= {FORMS + path.name: path.read_bytes() for path in _files(beside) if path.suffix == ".json"}
    return procedure_files(folder.name, found)


def is_form(name: str) -> bool:
    """Whether a file of a procedure is a form."""
    return name.startswith(FORMS) and name.endswith(".json")


def form_name(key: str, name: str) -> str:
    """The name by which `wq:form` knows a form: `<procedure>/<file without ending>`."""
    return f"{key}/{name.removeprefix(FORMS).removesuffix('.json')}"


def shipped_root() -> Path:
    """The folder that holds `processes/` and `forms/`: the checkout, or what the wheel installed."""
    checkout = Path(__file__).resolve().parents[2]
    return checkout if (checkout / "processes").is_dir() else checkout / "engine" / "_data"


def procedure_folders(root: Path) -> tuple[Path, ...]:
    """The folders of procedures under a root, by name."""
    processes = root / "processes"
    folders = sorted(processes.iterdir()) if processes.is_dir() else []
    return tuple(folder for folder in folders if any(folder.glob("*.bpmn")))


@cache
def shipped() -> Mapping[str, ProcedureFiles]:
    """The procedures that come with the product, by key."""
    return {folder.name: load_folder(folder) for folder in procedure_folders(shipped_root())}


def _files(folder: Path) -> Iterator[Path]:
    """The files directly in a folder, in order of their names; none when there is no such folder."""
    return (path for path in sorted(folder.glob("*")) if path.is_file())
