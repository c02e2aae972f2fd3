"""How a benchmark that may fail ends."""

import json
import sys


def conclude(result, faults, path):
    """Writes what was measured to `path`, where there is one, and exits with 1 where something is not as it must be."""
    if path:
        path.write_text(json.dumps({**result, "failed": faults}, indent=1))
    if faults:
        sys.exit("; ".join(faults))
