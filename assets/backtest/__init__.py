"""What the last months would have been under other weights, told from the published result.

`reading` asks the published result, `build` puts the figures together (the statistics are those of
`competency.backtest` and `competency.tier_stability`), `page` says them on a terminal.
"""
