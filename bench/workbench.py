"""Every page of the workbench over a million calls, in a browser at both widths: how long the answer takes, and axe.

python bench/pages.py --home /tmp/pages --load     # fills the databases once
python bench/workbench.py --home /tmp/pages
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src"), str(REPO / "tests")]
PAGES = ("trends", "times", "places", "repeats", "staffing", "beats")
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 760}}
PATIENCE_MS = 300_000


def main() -> None:
    """Open each page at each width and print what was seen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True, help="filled by bench/pages.py --home H --load")
    parser.add_argument("--port", type=int, default=8799)
    given = parser.parse_args()
    os.environ.update(
        COMMONBEAT_HOME=str(given.home / "full"),
        DJANGO_SETTINGS_MODULE="config.settings",
        DJANGO_ALLOW_ASYNC_UNSAFE="1",
    )
    with served(given.port) as address:
        import django

        django.setup()
        fill_cells()
        signs = analyst()
        for line in looked_at(address, *signs):
            print(line, flush=True)


@contextmanager
def served(port: int) -> Iterator[str]:
    """The whole house on the filled home; yields its address."""
    command = [sys.executable, "-m", "commonbeat.front.cli.main", "up", "--port", str(port)]
    house = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        for line in house.stdout or ():
            if line.startswith("Ready: "):
                break
        yield f"http://localhost:{port}"
    finally:
        house.terminate()
        house.wait(timeout=60)


def fill_cells() -> None:
    """Give the bench's calls their hexagons, as an import would."""
    import h3
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT lon, lat FROM calls_call WHERE h3 IS NULL AND lon IS NOT NULL")
        places = cursor.fetchall()
        if not places:
            return
        cells = [(lon, lat, h3.str_to_int(h3.latlng_to_cell(lat, lon, 9))) for lon, lat in places]
        cursor.execute("CREATE TEMP TABLE cell (lon float8, lat float8, h3 bigint)")
        cursor.executemany("INSERT INTO cell VALUES (%s, %s, %s)", cells)
        cursor.execute(
            "UPDATE calls_call t SET h3 = c.h3 FROM cell c WHERE t.lon = c.lon AND t.lat = c.lat AND t.h3 IS NULL"
        )


def analyst() -> tuple[str, str, str]:
    """An analyst of the bench: address, password, secret of the second factor."""
    from factories.people import PASSWORD, TOTP_SECRET, person

    user = person("analyst", email=f"bench{time.time_ns()}@example.test", name="Bench")
    return user.email, PASSWORD, TOTP_SECRET


def looked_at(address: str, email: str, password: str, secret: str) -> Iterator[str]:
    """One line for each page and width."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_context().new_page()
        page.set_default_timeout(PATIENCE_MS)
        sign_in(page, address, email, password, secret)
        yield f"{'page':10} {'width':6} {'answer s':>9} {'again s':>8} {'fits':>5} {'axe':>4}"
        for name in PAGES:
            for width, size in SIZES.items():
                page.set_viewport_size(size)
                first = opened(page, f"{address}/console/workbench/{name}/?source=calls")
                again = opened(page, f"{address}/console/workbench/{name}/?source=calls")
                fits = page.evaluate(
                    "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
                )
                faults = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
                found = len(faults.response["violations"])
                yield f"{name:10} {width:6} {first:9.1f} {again:8.2f} {'yes' if fits else 'NO':>5} {found:4}"
        browser.close()


def sign_in(page: Any, address: str, email: str, password: str, secret: str) -> None:
    """From the notice to the console."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    page.goto(f"{address}/console/")
    page.get_by_role("button", name="I understand and accept").click()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    counter = list(yield_hotp_counters_from_time())[1]
    page.locator("input[name=code]").fill(format_hotp_value(hotp_value(secret, counter)))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/console/")


def opened(page: Any, address: str) -> float:
    """Seconds until the answer, or the sentence that says why there is none, is on the page."""
    began = time.perf_counter()
    page.goto(address)
    page.locator(".wb-method, main .usa-alert--warning").first.wait_for()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
