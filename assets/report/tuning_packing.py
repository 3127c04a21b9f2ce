"""Numbers as text for a browser: bytes in base64, read by `static/tuning-figures.js`."""

import base64

import numpy as np
import numpy.typing as npt

#: The smallest whole number of 32 bits stands for no number.
_MISSING = -(2**31)
_DECIMALS = 6


def packed(values: npt.ArrayLike, kind: str) -> dict[str, str]:
    """Return numbers as little-endian bytes in base64, with what kind they are.

    Args:
        values: any shape; the last index runs fastest.
        kind: "u8", "i16", "i32", "f64", or "decimals": of six digits at most, as whole millionths;
            where that would lose anything, "f64" is what comes out.

    >>> packed([1, 256], "i16")
    {'kind': 'i16', 'base64': 'AQAAAQ=='}
    >>> packed([0.5, float("nan")], "decimals")
    {'kind': 'decimals', 'base64': 'IKEHAAAAAIA='}
    """
    table = np.ascontiguousarray(values)
    if kind == "decimals":
        known = ~np.isnan(table)
        whole = np.rint(np.where(known, table, 0.0) * 10**_DECIMALS)
        exact = (np.abs(whole) < -_MISSING) & (whole / 10**_DECIMALS == np.where(known, table, 0.0))
        if exact.all():
            table = np.where(known, whole, _MISSING)
        else:
            kind = "f64"
    dtype = {"u8": "<u1", "i16": "<i2", "i32": "<i4", "f64": "<f8", "decimals": "<i4"}[kind]
    text = base64.b64encode(table.astype(dtype).tobytes()).decode("ascii")
    return {"kind": kind, "base64": text}
