"""Where the server listens, and until when."""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask

THREADS = 8
CONNECTIONS = 1000
"""Open at once; those past it wait. An idle one costs memory only, so slow clients, of which a
hundred could fill waitress's own limit, keep nobody out."""
IDLE_SECONDS = 20
"""A connection that sends and takes nothing for so long is closed."""


class ListenError(ValueError):
    """Nobody should listen there."""


def require_safe(host: str, public_url: str | None) -> None:
    """Refuse to carry passwords and scores over a network in the clear.

    Args:
        host: address to listen on.
        public_url: address that people type; a proxy there speaks https.

    Raises:
        ListenError: says what to do instead.

    >>> require_safe("127.0.0.1", None)
    >>> require_safe("0.0.0.0", None)
    Traceback (most recent call last):
    ...
    pipelines.serve.listening.ListenError: 0.0.0.0 is seen by other machines, and this server does \
not speak https: put a proxy that does before it, and give --behind-proxy https://NAME
    """
    if public_url is not None:
        parts = urlsplit(public_url)
        if parts.scheme != "https" or not parts.netloc or parts.path.strip("/") or parts.query:
            raise ListenError(
                f"--behind-proxy {public_url}: give the address people type, as https://NAME"
            )
    elif not _is_loopback(host):
        raise ListenError(
            f"{host} is seen by other machines, and this server does not speak https: put a proxy "
            "that does before it, and give --behind-proxy https://NAME"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(app: Flask, host: str, port: int) -> None:
    """Answer requests until the process is told to end."""
    import waitress  # noqa: PLC0415  only needed here

    waitress.serve(
        app,
        host=host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=IDLE_SECONDS // 4,
        # `select` cannot watch files whose number is above 1023.
        asyncore_use_poll=True,
        ident=None,
        # The proxy's word on addresses is taken by ProxyFix, where there is one.
        clear_untrusted_proxy_headers=False,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
    )
