"""One agent's receipt: why the scores, the tier and the path are what they are, from the marts.

`reading` asks the published result, `build` puts the figures together (the statistics are those of
`competency`), `page` and its sections say them on a terminal.
"""
