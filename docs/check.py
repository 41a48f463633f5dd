# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens every page of the site in Chromium: ``python -m docs.check DIRECTORY`` fails on what is broken.

Broken is: an error that the browser tells of, a picture or style sheet that does not load, a link within the
site that leads nowhere, a page wider than its window.
"""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# What a page tells of itself once it has loaded.
_LOOK = """
return {
  links: [...document.querySelectorAll('a[href]')].map(link => link.href),
  anchors: [...document.querySelectorAll('[id]')].map(place => place.id),
  broken: [...document.images].filter(image => !image.naturalWidth).map(image => image.src),
  wide: document.documentElement.scrollWidth > window.innerWidth,
}
"""
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,1000",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """The address at which the directory is served, on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(directory))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium without a window."""
    options = webdriver.ChromeOptions()
    for option in _OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def faults(directory: Path) -> Iterator[str]:
    """What is broken, page by page."""
    pages: dict[str, dict[str, Any]] = {}
    with served(directory) as address, browser() as driver:
        for path in sorted(directory.rglob("*.html")):
            name = path.relative_to(directory).as_posix()
            driver.get(address + name)
            seen = pages[address + name] = driver.execute_script(_LOOK)
            yield from (f"{name}: {told['message']}" for told in driver.get_log("browser"))
            yield from (f"{name}: the picture {source} does not load" for source in seen["broken"])
            if seen["wide"]:
                yield f"{name}: wider than its window"
        for url, seen in pages.items():
            for link in sorted(set(seen["links"])):
                page, anchor = urldefrag(link)
                if not page.startswith(address):
                    continue
                if page not in pages:
                    if not (directory / page[len(address) :]).is_file():
                        yield f"{url[len(address) :]}: leads to {page[len(address) :]}, which does not exist"
                elif anchor and anchor not in pages[page]["anchors"]:
                    yield f"{url[len(address) :]}: leads to {link[len(address) :]}, which does not exist"


def main() -> None:
    """Check the site in the directory that the command line names."""
    directory = Path(sys.argv[1])
    found = list(faults(directory))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(list(directory.rglob('*.html')))} pages opened, {len(found)} faults")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
