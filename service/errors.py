"""Every error kabar raises on purpose.

KabarError
├── SettingsError              a KABAR_* variable or flag is wrong
├── PackError                  a language pack file is wrong (names file and line)
├── GoldError                  an annotated article is wrong (names file and line)
├── ModelError                 a model file is missing or damaged, or training data are wrong
├── Rejected                   this record cannot be processed: it goes to the dead letters
│   ├── NotJson                not parsable as JSON (bad UTF-8, too deep, truncated)
│   ├── NotAnObject            JSON, but not an object
│   ├── WrongType              a field has a type the contract does not allow
│   ├── NoText                 title and body are both empty
│   ├── TooLarge               the input is over the limit
│   ├── OutputTooLarge         an output record would not fit the broker's limit
│   ├── ExtractionFailed       the pipeline raised
│   ├── ExtractionTimeout      the pipeline ran over its time limit
│   ├── ExtractionOutOfMemory  the worker process reached its memory limit on this record
│   └── ExtractorCrashed       the worker process died on this record
├── Unsupported                the broker does not know a request that was made to it
├── Undeliverable              the broker did not take a record: stop, uncommitted
└── TooManyFailures            almost every article is rejected: stop, uncommitted

`Rejected` errors are permanent: trying again gives the same answer. `Undeliverable` is raised
after the bounded retries of a transient failure; the process ends and the record is read again.
"""

from typing import ClassVar


class KabarError(Exception):
    """The root of the tree."""


class SettingsError(KabarError):
    """A setting is missing or wrong; the message says which and how to mend it."""


class PackError(KabarError):
    """A language pack file is wrong; the message starts with file:line."""


class GoldError(KabarError):
    """A gold file is wrong; the message starts with file:line."""


class ModelError(KabarError):
    """A model file or the data to train one are missing or wrong; the message says which and how."""


class Rejected(KabarError):
    """This record goes to the dead letters; `reason` is the header's (and the metric's) value."""

    reason: ClassVar[str] = "rejected"


class NotJson(Rejected):
    """The value is not JSON."""

    reason = "not_json"


class NotAnObject(Rejected):
    """The value is JSON, but not an object."""

    reason = "not_an_object"


class WrongType(Rejected):
    """A field of the article has the wrong type; the message names the field."""

    reason = "wrong_type"


class NoText(Rejected):
    """Neither title nor body holds any text."""

    reason = "no_text"


class TooLarge(Rejected):
    """The input value is over the size limit."""

    reason = "too_large"


class OutputTooLarge(Rejected):
    """An output record would be over the broker's message limit."""

    reason = "output_too_large"


class ExtractionFailed(Rejected):
    """The pipeline raised; the message names the error."""

    reason = "extraction_failed"


class ExtractionTimeout(Rejected):
    """The pipeline ran over its time limit and its process was ended."""

    reason = "extraction_timeout"


class ExtractionOutOfMemory(Rejected):
    """The worker process reached its memory limit on this record and was ended."""

    reason = "extraction_memory"


class ExtractorCrashed(Rejected):
    """The worker process died while it held this record."""

    reason = "extractor_crashed"


class Unsupported(KabarError):
    """The broker does not know a request: it is very old, or the embedded one."""


class Undeliverable(KabarError):
    """The broker did not confirm a record within the bounded retries."""


class TooManyFailures(KabarError):
    """The share of rejected articles reached the breaker's limit."""


REJECTIONS: dict[str, type[Rejected]] = {kind.reason: kind for kind in Rejected.__subclasses__()}
"""Reason → error, for whoever reads a dead letter back."""
