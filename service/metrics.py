"""Every metric kabar has, in seconds, bytes and counts; nothing else defines one.

Labels are closed sets (reasons, types, topics) or partitions, so the number of series is bounded.
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

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
BYTES = (512, 1024, 2048, 4096, 8192, 16_384, 65_536, 262_144, 1_048_576, 4_194_304)

# --- What came out -------------------------------------------------------------------------------

# One per input record that was acknowledged; the outcomes add up to the records read.
ARTICLES = Counter(
    "kabar_articles",
    "Articles finished, by outcome: enriched, unsupported (language), dead_letter.",
    ["outcome"],
    registry=REGISTRY,
)
# The reason is that of service.errors.Rejected, the same as in the dead letter's header.
DEAD_LETTERS = Counter(
    "kabar_dead_letters", "Dead letters delivered, by reason.", ["reason"], registry=REGISTRY
)
EVENTS = Counter("kabar_events", "Events delivered, by PLOVER type.", ["type"], registry=REGISTRY)
ENTITIES = Counter("kabar_entities", "Entities delivered, by type.", ["type"], registry=REGISTRY)
QUOTES = Counter("kabar_quotes", "Quotes delivered, by kind.", ["kind"], registry=REGISTRY)

# --- How much and how long -----------------------------------------------------------------------

# Inside the extraction process: decode, enrich, serialise.
EXTRACTION_SECONDS = Histogram(
    "kabar_extraction_seconds",
    "Time one article spent in extraction.",
    buckets=SECONDS,
    registry=REGISTRY,
)
# From the agent's first sight of a record to the confirmed delivery of all its outputs.
RECORD_SECONDS = Histogram(
    "kabar_record_seconds",
    "Time from reading an article to the confirmed delivery of its outputs.",
    buckets=SECONDS,
    registry=REGISTRY,
)
INPUT_BYTES = Histogram(
    "kabar_input_bytes", "Size of raw articles.", buckets=BYTES, registry=REGISTRY
)
OUTPUT_RECORDS = Counter(
    "kabar_output_records", "Records delivered, by topic.", ["topic"], registry=REGISTRY
)
OUTPUT_BYTES = Counter(
    "kabar_output_bytes",
    "Bytes of record values delivered, by topic.",
    ["topic"],
    registry=REGISTRY,
)

# --- What went wrong -----------------------------------------------------------------------------

DELIVERY_RETRIES = Counter(
    "kabar_delivery_retries", "Sends that failed and were tried again.", registry=REGISTRY
)
EXTRACTOR_RESTARTS = Counter(
    "kabar_extractor_restarts",
    "Extraction processes replaced, by cause: timeout, memory, crash.",
    ["cause"],
    registry=REGISTRY,
)

# --- State ---------------------------------------------------------------------------------------

EXTRACTORS_READY = Gauge(
    "kabar_extractors_ready", "Extraction processes that are warm.", registry=REGISTRY
)
IN_FLIGHT = Gauge(
    "kabar_in_flight_records", "Articles read and not yet acknowledged.", registry=REGISTRY
)
# Highest offset in the partition minus the next offset to commit, for our partitions only.
LAG_RECORDS = Gauge(
    "kabar_consumer_lag_records",
    "Articles in the partition that are not yet committed.",
    ["partition"],
    registry=REGISTRY,
)
# Age of the oldest article in flight; 0 when nothing waits.
LAG_SECONDS = Gauge(
    "kabar_consumer_lag_seconds",
    "Age of the oldest unfinished article, from its Kafka timestamp.",
    registry=REGISTRY,
)
PARTITIONS = Gauge("kabar_partitions_assigned", "Partitions this worker reads.", registry=REGISTRY)
REBALANCES = Counter("kabar_rebalances", "Group rebalances seen.", registry=REGISTRY)
# How late the loop's one-second heartbeat came: work on the loop that blocks shows here first.
LOOP_DELAY = Gauge(
    "kabar_loop_delay_seconds", "Lateness of the event loop's last beat.", registry=REGISTRY
)
BUILD_INFO = Gauge(
    "kabar_build_info",
    "Always 1; the labels say what runs.",
    ["version", "language_pack"],
    registry=REGISTRY,
)
