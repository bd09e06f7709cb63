"""Every setting, read once from the environment (KABAR_*), checked at once, frozen.

`TABLE` is the single list: the dataclass below, the README's table and `kabar worker --help` agree
with it by test.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from service.errors import SettingsError

PREFIX = "KABAR_"
SECURITY = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
CODECS = ("none", "gzip", "snappy", "lz4", "zstd")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("auto", "json", "text")
TRACING = ("off", "otlp")
SWITCH = ("off", "on")


def _setting(
    default: Any,
    doc: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    secret: bool = False,
) -> Any:
    metadata = {"doc": doc, "low": low, "high": high, "choices": choices, "secret": secret}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; build one with `Settings.from_env()`."""

    broker: str = _setting("localhost:9092", "Kafka bootstrap servers, host:port, comma-separated")
    topic_prefix: str = _setting("news.", "put before every topic name")
    group: str = _setting("kabar", "consumer group of the workers")
    security_protocol: str = _setting("PLAINTEXT", "how to talk to the broker", choices=SECURITY)
    sasl_mechanism: str = _setting("PLAIN", "SASL mechanism", choices=MECHANISMS)
    sasl_username: str = _setting("", "SASL user name")
    sasl_password: str = _setting("", "SASL password", secret=True)
    ssl_cafile: str = _setting("", "PEM file of the certificate authority; empty: the system's")
    extractors: int = _setting(0, "extraction processes; 0: one a CPU core", low=0, high=256)
    time_limit: float = _setting(
        10.0, "seconds an article may take before it is dead-lettered", low=0.1, high=300
    )
    extractor_memory_mb: int = _setting(
        1024, "MiB an extraction process may take; over it, its article is dead-lettered", low=128
    )
    window: int = _setting(64, "articles read but not yet delivered, at most", low=1, high=10_000)
    window_bytes: int = _setting(
        33_554_432, "bytes of these articles, at most; one always fits", low=1024
    )
    stream_buffer: int = _setting(32, "articles Faust reads ahead", low=1, high=4096)
    max_input_bytes: int = _setting(1_048_576, "largest raw article", low=1024)
    max_output_bytes: int = _setting(1_000_000, "largest output record", low=1024)
    compression: str = _setting("none", "how output batches are compressed", choices=CODECS)
    delivery_timeout: float = _setting(
        60.0, "seconds to keep trying to deliver before the worker stops", low=1
    )
    request_timeout: float = _setting(10.0, "seconds one broker request may take", low=1, high=300)
    session_timeout: float = _setting(
        25.0, "seconds until a silent worker's partitions move on", low=6, high=300
    )
    commit_interval: float = _setting(1.0, "seconds between offset commits", low=0.1, high=60)
    shutdown_grace: float = _setting(
        30.0, "seconds to finish work in flight after SIGTERM; more than time_limit", low=1
    )
    stall_limit: float = _setting(
        120.0, "seconds of lag without a commit, or of a rebalance, until /live fails", low=5
    )
    breaker_share: float = _setting(
        0.0, "share of rejected articles, 0.5 to 1, that stops the worker; 0: never", low=0, high=1
    )
    breaker_window: int = _setting(
        200, "latest articles that the share is taken of", low=10, high=100_000
    )
    web_host: str = _setting("127.0.0.1", "address of /metrics, /live and /ready")
    web_port: int = _setting(6066, "port of /metrics, /live and /ready", low=1, high=65_535)
    console: str = _setting(
        "off", "the page /console: latest events, map, reading a pasted article", choices=SWITCH
    )
    console_events: int = _setting(500, "events that /console keeps", low=1, high=10_000)
    partitions: int = _setting(6, "partitions of a topic that `topics create` makes", low=1)
    replication: int = _setting(1, "replicas of a topic that `topics create` makes", low=1)
    retention_hours: int = _setting(168, "hours a record is kept (topics create)", low=1)
    dlq_retention_hours: int = _setting(720, "hours a dead letter is kept (topics create)", low=1)
    max_record_bytes: int = _setting(
        8_388_608, "broker limit of a raw or dead-letter record (topics create)", low=1_048_588
    )
    enrich: str = _setting("service.enrich:enrich", "pipeline function, as module:name")
    metric_sources: int = _setting(
        50, "outlets that metrics name, the first seen; the rest are 'other'", low=0, high=1000
    )
    metric_pairs: int = _setting(
        100, "pairs of countries that metrics name, the first seen", low=0, high=2000
    )
    log_level: str = _setting("INFO", "least severe log line that is printed", choices=LOG_LEVELS)
    log_format: str = _setting(
        "auto", "log lines; auto: text on a terminal, else JSON", choices=LOG_FORMATS
    )
    tracing: str = _setting(
        "off", "where spans go; otlp needs the tracing extra and OTEL_* variables", choices=TRACING
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, **overrides: Any) -> "Settings":
        """Return settings from `environ`; `overrides` (flags) win unless None.

        Raises `SettingsError` that lists everything wrong at once. Secrets are never repeated.
        """
        problems: list[str] = []
        values: dict[str, Any] = {}
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        for name, item in known.items():
            given = overrides.get(item.name)
            if given is None:
                given = environ.get(name, "")
            if given == "":
                continue
            try:
                values[item.name] = _convert(item.type, str(given))
            except ValueError:
                kind = getattr(item.type, "__name__", item.type)
                problems.append(f"{name}={_shown(item.metadata, given)!r} is not a number ({kind})")
                continue
            problems += _out_of_bounds(name, item.metadata, values[item.name])
        settings = cls(**values)
        problems += settings._contradictions()
        if problems:
            raise SettingsError("; ".join(problems))
        return settings

    def _contradictions(self) -> list[str]:
        """Return what each setting allows but two together do not."""
        rules = (*self._times(), *self._sizes(), *self._access())
        return [problem for broken, problem in rules if broken]

    def _times(self) -> tuple[tuple[bool, str], ...]:
        slowest = max(self.time_limit, self.delivery_timeout)
        grace = (
            f"KABAR_TIME_LIMIT ({self.time_limit:g}) must be less than "
            f"KABAR_SHUTDOWN_GRACE ({self.shutdown_grace:g}): raise the grace"
        )
        request = (
            f"KABAR_REQUEST_TIMEOUT ({self.request_timeout:g}) must not be more than "
            f"KABAR_DELIVERY_TIMEOUT ({self.delivery_timeout:g})"
        )
        stall = (
            f"KABAR_STALL_LIMIT ({self.stall_limit:g}) must be more than KABAR_TIME_LIMIT and "
            f"KABAR_DELIVERY_TIMEOUT ({slowest:g}), or /live fails on a worker that still tries"
        )
        return (
            (self.time_limit >= self.shutdown_grace, grace),
            (self.request_timeout > self.delivery_timeout, request),
            (self.stall_limit <= slowest, stall),
        )

    def _sizes(self) -> tuple[tuple[bool, str], ...]:
        record = f"must not be more than KABAR_MAX_RECORD_BYTES ({self.max_record_bytes})"
        share = f"KABAR_BREAKER_SHARE ({self.breaker_share:g}) must be 0 or at least 0.5"
        return (
            (
                self.max_input_bytes > self.max_record_bytes,
                f"KABAR_MAX_INPUT_BYTES ({self.max_input_bytes}) {record}",
            ),
            (
                self.max_output_bytes > self.max_record_bytes,
                f"KABAR_MAX_OUTPUT_BYTES ({self.max_output_bytes}) {record}",
            ),
            (0 < self.breaker_share < 0.5, share),
        )

    def _access(self) -> tuple[tuple[bool, str], ...]:
        protocol, user = self.security_protocol, bool(self.sasl_username)
        sasl, tls = protocol.startswith("SASL"), protocol.endswith("SSL")
        secret, authority = bool(self.sasl_password), self.ssl_cafile
        given = f"is given, but KABAR_SECURITY_PROTOCOL is {protocol}: make it"
        return (
            (
                sasl and not (user and secret),
                f"{protocol} needs KABAR_SASL_USERNAME and KABAR_SASL_PASSWORD",
            ),
            (not sasl and (user or secret), f"KABAR_SASL_* {given} SASL_SSL or SASL_PLAINTEXT"),
            (bool(authority) and not tls, f"KABAR_SSL_CAFILE {given} SSL or SASL_SSL"),
            (
                tls and bool(authority) and not Path(authority).is_file(),
                f"KABAR_SSL_CAFILE={authority!r} is no file",
            ),
        )

    def topic(self, name: str) -> str:
        """Return the full name of topic `name`, such as 'articles.raw'."""
        return self.topic_prefix + name

    def brokers(self) -> list[str]:
        """Return the bootstrap servers as host:port each."""
        return [part.strip() for part in self.broker.split(",") if part.strip()]

    def extractor_count(self) -> int:
        """Return how many extraction processes to run."""
        return self.extractors or os.cpu_count() or 1


def table() -> list[tuple[str, str, str]]:
    """Return (variable, default, meaning) of every setting, in order."""
    return [
        (
            PREFIX + item.name.upper(),
            "" if item.metadata["secret"] else _text(item.default),
            _meaning(item.metadata),
        )
        for item in fields(Settings)
    ]


def _meaning(metadata: Mapping[str, Any]) -> str:
    choices = " | ".join(metadata["choices"])
    return f"{metadata['doc']}: {choices}" if choices else metadata["doc"]


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _convert(kind: object, text: str) -> str | int | float:
    if kind is int:
        return int(text.replace("_", ""))
    if kind is float:
        return float(text)
    return text


def _shown(metadata: Mapping[str, Any], value: object) -> object:
    return "***" if metadata["secret"] else value


def _out_of_bounds(name: str, metadata: Mapping[str, Any], value: Any) -> list[str]:
    low, high, choices = metadata["low"], metadata["high"], metadata["choices"]
    if low is not None and not value >= low:
        return [f"{name}={value} must be at least {low:g}"]
    if high is not None and value > high:
        return [f"{name}={value} must be at most {high:g}"]
    if choices and value not in choices:
        return [f"{name}={value} must be one of {', '.join(choices)}"]
    return []
