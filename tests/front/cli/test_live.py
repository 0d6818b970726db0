"""Where the live process listens, and what pages are told about it."""

import socket

import pytest

from commonbeat.front.cli import up


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_live_process_has_the_port_above_the_sites(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(up.LIVE_URL, raising=False)
    port = free_port()
    assert up.live_address("127.0.0.1", port - 1) == f"http://localhost:{port}/live/"


def test_an_address_behind_a_proxy_is_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(up.LIVE_URL, "https://police.example/live/")
    assert up.live_address("127.0.0.1", free_port() - 1) == "https://police.example/live/"


def test_a_taken_port_is_said_and_pages_ask_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(up.LIVE_URL, "https://police.example/live/")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert up.live_address("127.0.0.1", port - 1) == ""
    assert f"Port {port} is taken" in capsys.readouterr().err


def test_the_highest_port_has_none_above_it():
    assert up.live_address("127.0.0.1", 65535) == ""


def test_links_lead_to_the_port_we_listen_on(monkeypatch):
    monkeypatch.delenv(up.SITE_URL, raising=False)
    assert up.site_address("127.0.0.1", 8700) == "http://localhost:8700"


def test_an_address_of_a_proxy_is_kept_for_links(monkeypatch):
    monkeypatch.setenv(up.SITE_URL, "https://police.example")
    assert up.site_address("127.0.0.1", 8700) == "https://police.example"
