"""The width of the intervals that are shown everywhere: 90 %."""

from scipy import special

#: Half width of a 90 % interval in standard errors.
Z90 = float(special.ndtri(0.95))
