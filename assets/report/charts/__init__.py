"""One module a chart: pure functions from numbers to inline SVG, without frames or files.

Charts use percentages across and pixels down, so that they fill their box at any width while
their lettering keeps its size. `svg.py` holds the elements they share.
"""
