"""One module a subcommand of `ladder`; each defines `command`."""
