"""The way out for lifecycle webhooks: an HTTP client."""

from __future__ import annotations

from collections.abc import Mapping


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post a body, and return the status of the answer. The caller limits the time.

    Raises:
        OSError: there is no answer; the message says why.
    """
    import aiohttp  # a server without webhooks needs no HTTP client

    timeout = aiohttp.ClientTimeout(total=None)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            await response.read()
            return response.status
    except aiohttp.ClientError as error:
        raise OSError(str(error) or type(error).__name__) from None
