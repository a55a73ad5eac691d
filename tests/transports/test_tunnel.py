"""Tunnels: which request gets one, and what the others are told."""

from __future__ import annotations

import pytest

from vfmock.transports.tunnel import (
    TunnelRequest,
    may_be_tunnel,
    read_request,
    refusal,
)
from vfmock.transports.voiceflow_hosts import VOICEFLOW_HOSTS


@pytest.mark.parametrize("data", [b"C", b"CONNECT", b"CONNECT ", b"CONNECT a:443 HTTP/1.1\r\n"])
def test_the_beginning_of_a_request_is_known(data: bytes) -> None:
    assert may_be_tunnel(data)


@pytest.mark.parametrize("data", [b"GET ", b"CO ", b"connect a", b"\x16\x03", b"\x00"])
def test_the_beginning_of_anything_else_is_known(data: bytes) -> None:
    assert not may_be_tunnel(data)


def test_a_request_is_read_with_what_comes_after_it() -> None:
    data = b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n\x16\x03\x01"
    assert read_request(data) == TunnelRequest("a.example:443", b"\x16\x03\x01")
    assert read_request(data[:50]) is None


@pytest.mark.parametrize(
    ("line", "target", "host"),
    [
        (b"CONNECT a:443 HTTP/1.1", "a:443", "a"),
        (b"CONNECT a", "a", "a"),
        (b"CONNECT [::1]:443 HTTP/1.1", "[::1]:443", "[::1]"),
        (b"CONNECT ", "", ""),
        (b"CONNECT \xff\x00:1 x", "\xff\x00:1", "\xff\x00"),
    ],
)
def test_the_host_of_a_request_is_read(line: bytes, target: str, host: str) -> None:
    request = read_request(line + b"\r\n\r\n")
    assert request is not None
    assert (request.target, request.host, request.rest) == (target, host, b"")


@pytest.mark.parametrize("host", [*VOICEFLOW_HOSTS, "API.Voiceflow.com", "api.voiceflow.com."])
@pytest.mark.parametrize("port", [":443", ":80", ""])
def test_the_hosts_of_voiceflow_get_a_tunnel(host: str, port: str) -> None:
    assert refusal(TunnelRequest(host + port, b""), is_tls=True) is None


@pytest.mark.parametrize(
    "host", ["example.com", "voiceflow.com", "api.voiceflow.com.example", "xapi.voiceflow.com", ""]
)
def test_other_hosts_get_none(host: str) -> None:
    refused = refusal(TunnelRequest(f"{host}:443", b""), is_tls=True)
    assert refused is not None
    assert refused.status == 403
    assert refused.text.startswith(f"CONNECT '{host}:443': a proxy is wanted for another host")
    assert ", ".join(VOICEFLOW_HOSTS) in refused.text
    assert refused.answer.endswith(f"\r\n\r\n{refused.text}\n".encode())


def test_the_nearest_host_is_named() -> None:
    near = refusal(TunnelRequest("general-runtme.voiceflow.com:443", b""), is_tls=True)
    far = refusal(TunnelRequest("api.example.com:443", b""), is_tls=True)
    assert near is not None
    assert near.text.endswith("did you mean 'general-runtime.voiceflow.com'")
    assert far is not None
    assert "did you mean" not in far.text


def test_a_target_is_shown_without_what_controls_a_terminal() -> None:
    refused = refusal(TunnelRequest("\x1b[2J\xff" + "a" * 1000, b""), is_tls=True)
    assert refused is not None
    assert "\x1b" not in refused.text
    assert len(refused.text) < 600
