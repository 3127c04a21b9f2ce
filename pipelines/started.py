"""When this process began, as near as Python can tell: the first thing the command imports.

Also what must be settled before numpy is imported anywhere.
"""

import os
import time

STARTED = time.perf_counter()

# The matrices are small: threads of the linear algebra would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
