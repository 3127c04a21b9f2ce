"""How much each of several correlated predictors has to do with an outcome: shares of R².

Six standard answers from the predictors' correlation matrix Phi (p x p, ones on its diagonal) and
their covariances c with the outcome, all of variance 1. With beta = Phi^-1 c, R² = c' beta. Leading
axes of c (and of Phi) are a batch. A matrix that is singular is inverted where it can be: of two
predictors that are the same, each is given half. Johnson 2000 (the same as Genizi 1993); Lindeman,
Merenda and Gold 1980 (LMG, "Shapley", general dominance); the rest as in relaimpo, Grömping 2006.
"""

from __future__ import annotations

from math import factorial

import numpy as np

from competency.columns import Floats

#: Most predictors for `lmg`, which looks at every subset.
MOST = 12
#: Eigenvalues below this share of the largest are rounding, not information.
_RANK = 1e-10


def johnson(phi: Floats, c: Floats, error: Floats | None = None) -> Floats:
    """Return Johnson's relative weights, at least 0; they add up to R².

    With L = Phi^(1/2) the columns of Z = X L^-1 are uncorrelated and as near to the predictors as
    such can be; the outcome's coefficients on them are b = L^-1 c. Share j is sum_k L_jk² b_k².

    Args:
        phi: correlations, shape (..., p, p).
        c: covariances with the outcome, shape (..., p).
        error: covariance matrix of the estimate c, shape (..., p, p). The square of a noisy number
            is too large on average by its variance, which is taken off each b_k², down to 0.

    >>> johnson(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3).tolist()
    [0.315, 0.045]
    """
    value, vector = np.linalg.eigh(_correlation(phi))
    kept = value > _RANK * value[..., -1:]
    root = np.sqrt(np.where(kept, value, 0.0))
    inverse = np.where(kept, 1 / np.where(kept, root, 1.0), 0.0)
    forth = (vector * root[..., None, :]) @ np.swapaxes(vector, -1, -2)
    back = (vector * inverse[..., None, :]) @ np.swapaxes(vector, -1, -2)
    square = _apply(back, c) ** 2
    if error is not None:
        noise = np.einsum("...ij,...jk,...ki->...i", back, error, back)
        square = np.maximum(square - noise, 0.0)
    return _apply(forth**2, square)


def lmg(phi: Floats, c: Floats, error: Floats | None = None) -> Floats:
    """Return what each predictor adds to R², averaged over all orders in which they can enter.

    Every subset S counts |S|! (p - 1 - |S|)! / p! times: 2^p regressions instead of p! orders.

    Args:
        phi: correlations, shape (..., p, p).
        c: covariances with the outcome, shape (..., p).
        error: as for `johnson`. R² of S is too large on average by trace(Phi_SS^-1 error_SS), which
            is taken off; shares below 0 are then 0, so they may add up to more than what is left.

    Raises:
        ValueError: with more than 12 predictors.

    >>> lmg(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3).tolist()
    [0.315, 0.045]
    """
    phi, p = _correlation(phi), c.shape[-1]
    if p > MOST:
        raise ValueError(f"lmg: {p} predictors; 2^p subsets are looked at up to p = {MOST}")
    explained = np.stack([_explained(phi, c, error, _members(mask, p)) for mask in range(2**p)], -1)
    mask = np.arange(2**p)
    size = np.array([int(one).bit_count() for one in mask])
    often = np.array([factorial(k) * factorial(p - 1 - k) / factorial(p) for k in range(p)])
    shares = []
    for j in range(p):
        without = mask[mask & (1 << j) == 0]
        gain = explained[..., without | (1 << j)] - explained[..., without]
        shares.append(gain @ often[size[without]])
    share = np.stack(shares, -1)
    return share if error is None else np.maximum(share, 0.0)


def first(phi: Floats, c: Floats) -> Floats:
    """Return each predictor's R² alone, c_j²; adds up to R² only if they are uncorrelated.

    >>> first(np.eye(2), np.array([0.6, 0.3])).round(3).tolist()
    [0.36, 0.09]
    """
    _correlation(phi)
    return np.asarray(c**2)


def last(phi: Floats, c: Floats) -> Floats:
    """Return what each predictor adds to R² after all others, beta_j² / (Phi^-1)_jj.

    >>> last(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3).tolist()
    [0.27, 0.0]
    """
    inverse = _inverse(_correlation(phi))
    return np.asarray(_apply(inverse, c) ** 2 / np.diagonal(inverse, axis1=-2, axis2=-1))


def beta_squared(phi: Floats, c: Floats) -> Floats:
    """Return the squared standardised coefficients, beta_j².

    >>> beta_squared(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3).tolist()
    [0.36, 0.0]
    """
    return np.asarray(_apply(_inverse(_correlation(phi)), c) ** 2)


def pratt(phi: Floats, c: Floats) -> Floats:
    """Return Pratt's c_j beta_j; adds up to R², and may be negative.

    >>> pratt(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3).tolist()
    [0.36, 0.0]
    """
    return np.asarray(c * _apply(_inverse(_correlation(phi)), c))


def _correlation(phi: Floats) -> Floats:
    if not np.allclose(np.diagonal(phi, axis1=-2, axis2=-1), 1.0, rtol=0.0, atol=1e-6):
        raise ValueError("phi: not a correlation matrix, its diagonal is not 1")
    return phi


def _apply(matrix: Floats, vector: Floats) -> Floats:
    return np.asarray((matrix @ vector[..., None])[..., 0])


def _inverse(phi: Floats) -> Floats:
    return np.asarray(np.linalg.pinv(phi, rcond=_RANK, hermitian=True))


def _members(mask: int, p: int) -> list[int]:
    return [j for j in range(p) if mask >> j & 1]


def _explained(phi: Floats, c: Floats, error: Floats | None, chosen: list[int]) -> Floats:
    """Return R² of the chosen predictors, less what noise in c adds to it; shape (...)."""
    inverse = _inverse(phi[..., chosen, :][..., chosen])
    some = c[..., chosen]
    found = (some * _apply(inverse, some)).sum(axis=-1)
    if error is None:
        return np.asarray(found)
    noise = (inverse * error[..., chosen, :][..., chosen]).sum(axis=(-2, -1))
    return np.asarray(found - noise)
