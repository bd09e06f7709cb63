"""Every metric kabar has, in seconds, bytes and counts; nothing else defines one.

Above each stands what it means and, after "Do:", what a person does about it. Labels are closed
sets (reasons, types, topics, countries), partitions, or the first names seen up to a setting, so
the number of series is bounded. All are kept in the worker's own process: what is measured in an
extraction process comes back with its answer, and is counted once the record is acknowledged.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

# The time a series began is of no use here and doubles the number of series.
disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
PlatformCollector(REGISTRY)
ProcessCollector(registry=REGISTRY)

# An article takes about 10 ms in all; a stage from tens of microseconds to the time limit.
STAGE_BUCKETS = (1e-4, 2.5e-4, 5e-4, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10)
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
# From "at once" to what a worker that was down for hours has to catch up.
LATENCY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600)
BYTES = (512, 1024, 2048, 4096, 8192, 16_384, 65_536, 262_144, 1_048_576, 4_194_304)
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def _counter(name: str, documentation: str, *labels: str) -> Counter:
    return Counter(f"kabar_{name}", documentation, labels, registry=REGISTRY)


def _gauge(name: str, documentation: str, *labels: str) -> Gauge:
    return Gauge(f"kabar_{name}", documentation, labels, registry=REGISTRY)


def _histogram(
    name: str, documentation: str, buckets: tuple[float, ...], *labels: str
) -> Histogram:
    return Histogram(f"kabar_{name}", documentation, labels, buckets=buckets, registry=REGISTRY)


# --- What came out -------------------------------------------------------------------------------

# One per input record that was acknowledged; the outcomes add up to the records read.
# Do: when the rate falls to nothing while there is lag, see kabar_broker_up and
# kabar_extractors_ready; when the share of dead_letter grows, see kabar_dead_letters_total.
ARTICLES = _counter(
    "articles",
    "Articles finished, by outcome: enriched, unsupported (language), dead_letter.",
    "outcome",
)
# The reason is that of the dead letter's header; the stage is the step that was under way:
# read, clean, entities, events, serialise, deliver, or enrich where the process was lost with it.
# Do: `kabar dlq --reason …` shows examples. not_json, wrong_type, no_text: tell the scraper's
# people; extraction_*: a fault of kabar, keep the record and report it; then `kabar replay`.
DEAD_LETTERS = _counter(
    "dead_letters", "Dead letters delivered, by reason and stage.", "reason", "stage"
)
# Do: nothing on one day's number; when all types fall though articles come, the input has changed
# (another language, headlines only) or the language pack has: compare kabar_build_info.
EVENTS = _counter("events", "Events delivered, by PLOVER type and modality.", "type", "modality")
# Do: as for events; entities without LOC for long mean that the gazetteer is not read.
ENTITIES = _counter("entities", "Entities delivered, by type: PER, ORG, LOC.", "type")
# Do: as for events; no direct quotes at all means that quotation marks are lost on the way in.
QUOTES = _counter("quotes", "Quotes delivered, by kind: direct, indirect.", "kind")
# The record's source, else the host of its URL, else "unknown". The first KABAR_METRIC_SOURCES
# are named, the rest are "other"; workers may name different ones, so sum by source over workers.
# Do: when one outlet falls off, look at its scraper; when "other" is large, raise the setting.
SOURCES = _counter("articles_by_source", "Articles enriched, by outlet.", "source")
# Kafka timestamp of the newest article enriched, so a backlog that is read does not look like news.
# Do: an outlet silent for longer than it ever is has a broken scraper or a changed site.
SOURCE_SEEN = _gauge(
    "source_last_seen_timestamp_seconds",
    "Kafka timestamp of the newest article of an outlet, seconds since 1970.",
    "source",
)
# Do: much "und" or another language than "id" means that texts arrive cut, or from a wrong feed.
LANGUAGES = _counter("articles_by_language", "Articles enriched, by language found.", "language")
# Each country once an event and role (actor, recipient, location), of events of every modality.
# Do: this is the news itself; a country that leaps is a story, or a name linked wrongly: read some.
COUNTRIES = _counter("event_countries", "Events in which a country has a role.", "country", "role")
# Country of an actor → country of a recipient, each pair once an event; the first
# KABAR_METRIC_PAIRS pairs are named, the rest are other → other.
# Do: as for countries.
PAIRS = _counter(
    "event_pairs", "Events between a pair of countries, by who acts on whom.", "actor", "recipient"
)
# Best counts of asserted events that are the article's news, not its background. Many outlets
# report the same dead: a measure of reporting, never a count of people.
# Do: a leap is a disaster in the news, or one misread number: see the events' evidence.
CASUALTIES = _counter(
    "casualties_reported", "People killed, injured or arrested in reported events.", "kind"
)

# --- How much and how long -----------------------------------------------------------------------

# read: decoding; clean: HTML, clutter, dateline, tokens, language; entities: with times, quantities
# and quotes; events; serialise; deliver: sending to confirmation, of the batch that the article was
# in; enrich: all of a pipeline of your own (KABAR_ENRICH) that names no steps.
# Do: when the time of one grows, articles are longer than usual (kabar_input_bytes), cores are
# overcommitted (all stages grow), or, for deliver, the broker is slow.
STAGE_SECONDS = _histogram(
    "stage_seconds", "Time one article spent in each stage.", STAGE_BUCKETS, "stage"
)
# From the agent's first sight of a record to the confirmed delivery of all its outputs.
# Do: near kabar_stage_seconds: idle; far above it: records wait in the window, add extraction
# processes or workers.
RECORD_SECONDS = _histogram(
    "record_seconds", "Time from reading an article to the confirmed delivery.", SECONDS
)
# What a reader of the outputs waits for; includes the time the record lay in Kafka. A replay or a
# producer with a wrong clock shows here as very late.
# Do: when it grows with lag, scale out; when without, see kabar_record_seconds.
LATENCY_SECONDS = _histogram(
    "latency_seconds",
    "Time from a record's Kafka timestamp to the confirmed delivery.",
    LATENCY_BUCKETS,
)
# Do: when sizes double, a feed began to send whole pages; expect the stages to slow alike.
INPUT_BYTES = _histogram("input_bytes", "Size of raw articles.", BYTES)
# Do: compare with articles: events or entities per article that change show a changed input.
OUTPUT_RECORDS = _counter("output_records", "Records delivered, by topic.", "topic")
# Do: multiply by retention to plan the broker's disks.
OUTPUT_BYTES = _counter("output_bytes", "Bytes of record values delivered, by topic.", "topic")
# Articles that were ready together and were delivered together.
# Do: 1 most of the time: delivery keeps up; near KABAR_WINDOW: the broker is what is waited for.
BATCH_RECORDS = _histogram("batch_records", "Articles delivered in one batch.", BATCHES)

# --- What went wrong -----------------------------------------------------------------------------

# Do: a few during a broker's restart are fine; lasting ones end in the worker's stop after
# KABAR_DELIVERY_TIMEOUT: look at the broker's disks, leaders and min.insync.replicas.
DELIVERY_RETRIES = _counter("delivery_retries", "Sends that failed and were tried again.")
# Do: timeout and memory: one article each, see their dead letters; crash and idle (ended between two
# articles): see the worker's log and the kernel's for the out-of-memory killer, then lower
# KABAR_EXTRACTORS or raise the memory.
EXTRACTOR_RESTARTS = _counter(
    "extractor_restarts",
    "Extraction processes replaced, by cause: timeout, memory, crash, idle.",
    "cause",
)

# --- State ---------------------------------------------------------------------------------------

# Do: below KABAR_EXTRACTORS for longer than a start takes (seconds): see the log for why.
EXTRACTORS_READY = _gauge("extractors_ready", "Extraction processes that are warm.")
# Do: see kabar_window_fullness_ratio.
IN_FLIGHT = _gauge("in_flight_records", "Articles read and not yet acknowledged.")
# The fuller of two limits, KABAR_WINDOW records and KABAR_WINDOW_BYTES; 1 stops reading.
# Do: near 1 with lag is a worker at its capacity: add workers up to the number of partitions.
FULLNESS = _gauge("window_fullness_ratio", "Articles in flight over the window's limit.")
# Highest offset in the partition minus the next offset to commit, for our partitions only.
# Do: growing on all partitions: scale out; on one: its key is hot or its worker stands still.
LAG_RECORDS = _gauge(
    "consumer_lag_records", "Articles in the partition that are not yet committed.", "partition"
)
# Age of the oldest article in flight; 0 when nothing waits.
# Do: this is how late the news is now; act when it passes what readers of the outputs accept.
LAG_SECONDS = _gauge(
    "consumer_lag_seconds", "Age of the oldest unfinished article, from its Kafka timestamp."
)
# When an article, not a dead letter, was last delivered; the worker's start until there is one.
# Do: old while there is lag: nothing gets through; see the log, the broker, and dead letters.
LAST_SUCCESS = _gauge(
    "last_success_timestamp_seconds", "When an article was last delivered, seconds since 1970."
)
# 1 while a connection to some broker stands, seen once a second.
# Do: 0 on one worker: its network; on all: the brokers.
BROKER_UP = _gauge("broker_up", "Whether the worker is connected to a broker.")
# Do: 0 on a worker for long: more workers than partitions, or the group cannot settle.
PARTITIONS = _gauge("partitions_assigned", "Partitions this worker reads.")
# Do: more than one at a deployment or scaling: workers come and go (memory, probes), or stay silent
# longer than KABAR_SESSION_TIMEOUT.
REBALANCES = _counter("rebalances", "Group rebalances seen.")
# How late the loop's one-second heartbeat came: work on the loop that blocks shows here first.
# Do: above 0.5 for long: too little CPU for the worker's own process; lower KABAR_EXTRACTORS.
LOOP_DELAY = _gauge("loop_delay_seconds", "Lateness of the event loop's last beat.")
# Do: two versions or packs at once outside a deployment: some workers were not replaced.
BUILD_INFO = _gauge("build_info", "Always 1; the labels say what runs.", "version", "language_pack")

# Labels known beforehand begin at 0: a first failure is an increase, and no panel is empty.
for _counter_of, _names in (
    (ARTICLES, ("enriched", "unsupported", "dead_letter")),
    (EXTRACTOR_RESTARTS, ("timeout", "memory", "crash", "idle")),
    (CASUALTIES, ("killed", "injured", "arrested")),
):
    for _name in _names:
        _counter_of.labels(_name)
