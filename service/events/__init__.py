"""Who did what to whom: the PLOVER event coder."""
