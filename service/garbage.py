"""The garbage collector in processes that read articles all day."""

import gc

# New objects between two looks for cycles. Python looks after 700, a few times an article; but what
# an article makes is freed without it, and a look finds next to nothing.
BETWEEN_LOOKS = 20_000


def settle() -> None:
    """Keep what is loaded out of the collector's sight, and let it look more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_LOOKS)
