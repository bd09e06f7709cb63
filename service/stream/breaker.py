"""The failure-rate breaker: stops the worker when almost everything fails.

A scraper that changed its format, or a broken release of kabar, would otherwise turn a whole topic
into dead letters. Off unless KABAR_BREAKER_SHARE is set.
"""

from collections import deque
from collections.abc import Sequence

from service.errors import TooManyFailures
from service.settings import Settings


class Breaker:
    """Watches the latest `settings.breaker_window` records."""

    def __init__(self, settings: Settings) -> None:
        self._share = settings.breaker_share
        self._latest: deque[bool] = deque(maxlen=settings.breaker_window)

    def check(self, failures: Sequence[bool]) -> None:
        """Take in whether each record of a batch failed, before any of them is dead-lettered.

        Raises `TooManyFailures` when the share of failures reaches the limit.
        """
        if not self._share:
            return
        self._latest.extend(failures)
        failed, seen = sum(self._latest), len(self._latest)
        if seen == self._latest.maxlen and failed >= self._share * seen:
            raise TooManyFailures(
                f"{failed} of the last {seen} articles were rejected (KABAR_BREAKER_SHARE is "
                f"{self._share:g}): stopped with the latest uncommitted. `kabar dlq` tells why; "
                "mend it, or unset KABAR_BREAKER_SHARE, and start again"
            )
