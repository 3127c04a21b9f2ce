"""Puts the campaign's modules on the path: a script's folder is, a test's is not."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
