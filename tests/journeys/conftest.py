from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page of a given size; its window is closed after the test."""
    contexts = []

    def opened(size: dict[str, int], **options: Any) -> Any:
        contexts.append(browser.new_context(viewport=size, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
