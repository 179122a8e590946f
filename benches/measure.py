#!/usr/bin/env python3
"""Runs a command and prints its wall time in seconds and its peak resident memory in MiB: `measure.py COMMAND…`.

The command's own output goes to stderr. The status is the command's.
"""

import resource
import subprocess
import sys
import time

start = time.monotonic()
status = subprocess.call(sys.argv[1:], stdout=sys.stderr)
seconds = time.monotonic() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{seconds:.3f} {peak:.0f}")
sys.exit(status)
