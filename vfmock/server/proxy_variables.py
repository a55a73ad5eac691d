"""The environment in which a program calls this server in place of Voiceflow's hosts."""

from __future__ import annotations

LOOPBACK = "localhost,127.0.0.1,::1"
"""What is called without a proxy: the other servers of the machine."""

PROXIED = ("https", "http", "wss")
"""The schemes of URLs. aiohttp looks for the proxy of a websocket under its own scheme."""

TRUSTING = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""Who reads them: OpenSSL (so Python, Ruby and others) and Go; requests; curl; Node.js."""


def proxy_variables(proxy: str, ca_file: str) -> dict[str, str]:
    """The variables. ``proxy`` is the address of the server by plain http.

    Programs differ in the case of a name, and an old value in the other case would win.
    """
    found: dict[str, str] = {}
    for name, value in [*((f"{one}_proxy", proxy) for one in PROXIED), ("no_proxy", LOOPBACK)]:
        found |= {name.upper(): value, name: value}
    return found | dict.fromkeys(TRUSTING, ca_file) | {"NODE_USE_ENV_PROXY": "1"}
