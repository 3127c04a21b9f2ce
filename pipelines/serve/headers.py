"""What every answer tells the browser: what it may load, whom it may tell, what it may keep."""

from flask import request
from flask.wrappers import Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SHARED_SECONDS = 3600
"""Look and scripts keep their names from release to release; older than this is looked up."""
HSTS = "max-age=31536000; includeSubDomains"


def secure_headers(answer: Response) -> Response:
    """Add the headers to an answer."""
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = HSTS
    # Pages of people are in no cache, not even the browser's after signing out.
    answer.headers.setdefault("Cache-Control", "private, no-store")
    answer.headers.pop("Server", None)
    return answer
