"""The demands of a protest, which are part of it and no requests of their own (gold guidelines)."""

from service.events.cues import Cues
from service.events.merge import Mention, folded_name
from service.records import Party

PROTEST, REQUEST = "PROTEST", "REQUEST"


def without_demands(mentions: list[Mention], cues: Cues) -> list[Mention]:
    """Return the mentions without what protesters of the article demand.

    Protesters are the actors of a protest, and whom a word such as 'massa' or 'demonstran' names.
    """
    protesting = [mention for mention in mentions if mention.type == PROTEST]
    if not protesting:
        return mentions
    protesters = {folded_name(party) for mention in protesting for party in mention.actors}

    def demands(mention: Mention) -> bool:
        return mention.type == REQUEST and any(
            folded_name(party) in protesters or _protests(party, cues) for party in mention.actors
        )

    return [mention for mention in mentions if not demands(mention)]


def _protests(party: Party, cues: Cues) -> bool:
    return not cues.protesters.isdisjoint(folded_name(party).split())
