"""The stub pipeline in a process whose wall clock is wrong by KABAR_TEST_SKEW seconds.

The worker loads the pipeline's module to check it, so its own clock is wrong too.
"""

import os
import time

from tests.stream import stubs

_true = time.time
_SKEW = float(os.environ.get("KABAR_TEST_SKEW", "0"))

if _SKEW:
    time.time = lambda: _true() + _SKEW

enrich = stubs.enrich
