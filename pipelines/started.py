"""When this process began, as near as Python can tell: the first thing the command imports."""

import time

STARTED = time.perf_counter()
