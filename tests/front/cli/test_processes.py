"""What proxies say reaches the site only where a proxy of ours stands in front."""

import pytest

from commonbeat.front.cli.processes import manners


@pytest.mark.parametrize(
    ("proxies", "https", "cleared"), [(0, False, True), (1, False, False), (0, True, False), (2, True, False)]
)
def test_headers_of_proxies_are_dropped_unless_one_is_ours(settings, proxies, https, cleared):
    settings.TRUSTED_PROXIES, settings.HTTPS = proxies, https
    assert manners()["clear_untrusted_proxy_headers"] is cleared
