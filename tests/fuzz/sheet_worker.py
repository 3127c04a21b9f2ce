"""Reads sheets as `assets.landing.excel_sheet` does, order after order, under a limit of memory."""

import json
import resource
import sys
from pathlib import Path

from assets.landing.excel_sheet import SheetProblem, write_sheet


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for order in sys.stdin:
        told = json.loads(order)
        try:
            header = write_sheet(
                Path(told["path"]),
                Path(told["target"]),
                sheet=None,
                header_row=1,
                most_columns=5000,
            )
            answer = {"header": header}
        except SheetProblem as problem:
            answer = {"problem": str(problem)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
