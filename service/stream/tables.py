"""Faust's table manager without its wait for tables: we have none.

It gives an app a second in which to make its tables; until then it joins no group.
"""

from faust.tables import TableManager


class NoTables(TableManager):
    """The table manager of an app whose tables are all there when it starts, since it has none."""

    async def on_start(self) -> None:
        """Do what Faust does after its wait."""
        await self._update_channels()
        await self.recovery.start()
