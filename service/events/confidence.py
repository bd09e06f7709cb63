"""How sure an event is: the share of such events that are right, as annotators of real articles see it.

The model of events gives a chance that was learned on single sentences; in whole articles fewer are
right, and fewer still of those without an actor or told by somebody else. The weights below are of a
logistic regression on the events found in 96 annotated articles, 50 of them real news, in November
2026; the constant is that of the real ones. `make quality` tells how many of each band are right.
"""

import math

from service.events.merge import Mention

CONSTANT, BY_CHANCE, NO_ACTOR, ATTRIBUTED = -0.36, 0.6, -1.02, -0.85
# The model's chances end before these, so that none has an infinite logit.
LEAST, MOST = 0.01, 0.995
# Less sure ones are left out: F1 gains by whatever is right less often than half of F1 itself, .65.
FLOOR = 0.28


def confidence(chance: float, *, actor: bool, attributed: bool) -> float:
    """Return the share, 0 to 1, of such events that are right.

    `chance` is the model's; `actor` whether the text tells who acts, `attributed` whether somebody
    else reports it.
    """
    chance = min(max(chance, LEAST), MOST)
    logit = CONSTANT + BY_CHANCE * math.log(chance / (1 - chance))
    logit += (0.0 if actor else NO_ACTOR) + (ATTRIBUTED if attributed else 0.0)
    return 1 / (1 + math.exp(-logit))


def of(told: Mention) -> float:
    """Return the confidence in the event that a mention tells."""
    return confidence(
        told.confidence, actor=bool(told.actors), attributed=told.attributed_to is not None
    )


def stands(told: Mention) -> bool:
    """Whether it is an event of the article: sure enough, and told for itself, not only aside."""
    return not told.aside and of(told) >= FLOOR
