"""What nobody may find on a page: a serious fault by axe-core, a word of another language, a page wider than
the screen, a target too small for a thumb, a complaint of the browser about the policy of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe

from tests.journeys.person import Person

AXE = Axe()
SERIOUS = {"serious", "critical"}
WORDS = re.compile(r"[A-Za-z]{2,}")
PROPER = frozenset({"PDF", "JPG", "PNG", "DOCX", "XLSX", "MB", "KB", "BPMN", "SM", "REST"})
"""Words that people here write in Latin letters too."""
NAMES = re.compile(
    r"[A-Z]+-\d{4}-\d+"  # numbers of cases
    r"|\d{8}-[0-9A-Z]{8}"  # receipts
    r"|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"  # fingerprints
    r"|[a-z]+\.[a-z_]+\d*"  # user names
    r"|\S+\.pdf"
    r"|\.(?:bpmn|zip)"
)
SAID = """() => {
  const spoken = ["aria-label", "title", "alt", "placeholder"];
  const aside = [...document.querySelectorAll("*")].flatMap(
    (one) => spoken.map((name) => one.getAttribute(name) ?? ""));
  return [document.title, document.body.innerText, ...aside].join("\\n");
}"""
SMALL = """() => {
  const pressed = "main :is(button, select, summary, textarea, a.button, a.what, .options label), .tab-bar a";
  const typed = "main input:not([type=hidden], [type=file], [type=radio], [type=checkbox])";
  const tall = (one) => (one.matches("a.what") ? one.closest("li") : one).getBoundingClientRect().height;
  return [...document.querySelectorAll(`${pressed}, ${typed}`)]
    .filter((one) => tall(one) > 0 && tall(one) < 43.5 && !one.closest(".unseen, .default-submit"))
    .map((one) => one.outerHTML.slice(0, 90));
}"""


def faults(one: Person) -> list[str]:
    """All that is wrong with the page that is open; what its console said is taken off its list."""
    page, address = one.page, one.page.url.removeprefix(one.address)
    found = [*_by_axe(one), *(f"says {word}" for word in _foreign_words(page.evaluate(SAID)))]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("is wider than the screen")
    if page.viewport_size and page.viewport_size["width"] < 720:  # a mouse is more exact than a thumb
        found += [f"has a target too small: {small}" for small in page.evaluate(SMALL)]
    found += [trouble for trouble in one.trouble if "Content Security Policy" in trouble]
    one.trouble.clear()
    return [f"{address} {fault}" for fault in found]


def faults_at(one: Person, *addresses: str) -> list[str]:
    """The same for pages, one after another."""
    found = []
    for address in addresses:
        one.open(address)
        found += faults(one)
    return found


def _by_axe(one: Person) -> Iterator[str]:
    for fault in AXE.run(one.page, options={"resultTypes": ["violations"]}).response["violations"]:
        if fault["impact"] in SERIOUS:
            yield f"{fault['id']}: {[node['target'] for node in fault['nodes'][:3]]}"


def _foreign_words(said: str) -> list[str]:
    return sorted(set(WORDS.findall(NAMES.sub(" ", said))) - PROPER)
