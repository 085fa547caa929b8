"""Tell whether a few tests failed, so that trying them again is worth the time.

Where the tests could not even be collected, or many failed, nothing is a matter of
patience, and "what failed last" would be everything.
"""

import json
import sys
from pathlib import Path

_KNOWN = Path(".pytest_cache/v/cache/lastfailed")
_FEW = 30


def main() -> int:
    """Exit with 0 where one to thirty tests failed, each by its name."""
    known = json.loads(_KNOWN.read_text()) if _KNOWN.exists() else {}
    tests = [name for name in known if "::" in name]
    sys.stdout.write(f"{len(known)} failures, {len(tests)} of them tests.\n")
    return 0 if tests and len(tests) == len(known) <= _FEW else 1


if __name__ == "__main__":
    sys.exit(main())
