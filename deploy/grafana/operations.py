"""The board of whoever runs kabar: rates, errors, durations, saturation, lag."""

from deploy.grafana.panels import Board, Panel, Row, lines, number, sized, table

RATE = "$__rate_interval"
_ALL = f"sum(rate(kabar_articles_total[{RATE}]))"
_DISK = '{job="kafka-disk"}'
_FREE = f"node_filesystem_avail_bytes{_DISK} / node_filesystem_size_bytes{_DISK}"


def _rate(metric: str, by: str) -> str:
    return f"sum by ({by}) (rate({metric}[{RATE}]))"


def _quantile(share: float, metric: str, by: str = "le") -> str:
    return f"histogram_quantile({share}, {_rate(f'{metric}_bucket', by)})"


def _quantiles(title: str, about: str, metric: str, unit: str) -> Panel:
    queries = [(_quantile(share, metric), f"p{share * 100:g}") for share in (0.5, 0.95, 0.99)]
    return lines(title, about, *queries, unit=unit)


GLANCE = Row(
    "At a glance",
    (
        number(
            "Articles a second",
            "Finished, whatever became of them.",
            _ALL,
        ),
        number("Lag", "Articles that wait in Kafka.", "sum(job:kabar_consumer_lag_records:sum)"),
        number(
            "Oldest unfinished",
            "How late the news is now.",
            "max(kabar_consumer_lag_seconds)",
            "s",
            (30, 300),
        ),
        number(
            "Latency, p95",
            "From an article's Kafka timestamp to its confirmed delivery.",
            _quantile(0.95, "kabar_latency_seconds"),
            "s",
            (10, 30),
        ),
        number(
            "Late, last hour",
            "Share of articles over 30 s; the objective allows 1 %.",
            "max(job:kabar_latency_late:ratio_rate1h)",
            "percentunit",
            (0.01, 0.144),
        ),
        number(
            "Dead letters",
            "Share of the articles of the last 15 minutes.",
            "max(job:kabar_dead_letters:ratio_rate15m)",
            "percentunit",
            (0.05, 0.5),
        ),
        number("Workers up", "Workers that answer.", 'sum(up{job=~".*kabar.*"})'),
        number(
            "Alerts firing",
            "What each means stands in deploy/runbook.md.",
            'count(ALERTS{alertstate="firing", alertname=~"Kabar.*"}) or vector(0)',
            limits=(1, 3),
        ),
    ),
)

RATES = Row(
    "Rates",
    (
        lines(
            "Articles finished, by outcome",
            "Outcomes add up to what was read: enriched, unsupported (language), dead_letter.",
            (_rate("kabar_articles_total", "outcome"), "{{outcome}}"),
            unit="ops",
        ),
        lines(
            "Articles finished, by worker",
            "Workers with equal numbers of partitions should be about equal.",
            (_rate("kabar_articles_total", "instance"), "{{instance}}"),
            unit="ops",
        ),
        _quantiles(
            "Size of raw articles",
            "Sizes that double: a feed began to send whole pages.",
            "kabar_input_bytes",
            "bytes",
        ),
        lines(
            "Records out, by topic",
            "Records delivered; a record delivered twice counts twice.",
            (_rate("kabar_output_records_total", "topic"), "{{topic}}"),
            unit="ops",
        ),
        lines(
            "Bytes out, by topic",
            "Times retention it is what Kafka's disks must hold, for each replica.",
            (_rate("kabar_output_bytes_total", "topic"), "{{topic}}"),
            unit="Bps",
        ),
        lines(
            "Rebalances, by worker",
            "In the last half hour; each one halts reading for a moment.",
            ("sum by (instance) (increase(kabar_rebalances_total[30m]))", "{{instance}}"),
        ),
    ),
)

ERRORS = Row(
    "Errors",
    (
        lines(
            "Dead letters, by reason and stage",
            "Look at examples with `kabar dlq`; send them again with `kabar replay`.",
            (_rate("kabar_dead_letters_total", "reason, stage"), "{{reason}}, {{stage}}"),
            unit="ops",
        ),
        lines(
            "Extraction processes replaced, by cause",
            "In the last quarter of an hour. Unless idle, each takes one article to the dead letters.",
            ("sum by (cause) (increase(kabar_extractor_restarts_total[15m]))", "{{cause}}"),
        ),
        lines(
            "Delivery retries",
            "Sends that Kafka did not take at first, in the last ten minutes.",
            ("sum by (instance) (increase(kabar_delivery_retries_total[10m]))", "{{instance}}"),
        ),
        sized(
            lines(
                "Workers connected to Kafka",
                "1: connected to a broker; 0: to none.",
                ("min by (instance) (kabar_broker_up)", "{{instance}}"),
            ),
            12,
        ),
        sized(
            lines(
                "Uptime of workers",
                "A saw-tooth is a worker that starts again and again.",
                (
                    'time() - max by (instance) (process_start_time_seconds{job=~".*kabar.*"})',
                    "{{instance}}",
                ),
                unit="s",
            ),
            12,
        ),
    ),
)

DURATIONS = Row(
    "Durations",
    (
        _quantiles(
            "Latency",
            "From an article's Kafka timestamp to its confirmed delivery: what readers wait for.",
            "kabar_latency_seconds",
            "s",
        ),
        _quantiles(
            "Reading to delivery",
            "Far above the stages' time: articles wait in the window.",
            "kabar_record_seconds",
            "s",
        ),
        lines(
            "Latency objective: share late",
            "Over 30 s. 1 % spends the budget as it is given; fast burning is 14.4 %, slow 6 %.",
            ("max(job:kabar_latency_late:ratio_rate5m)", "5 minutes"),
            ("max(job:kabar_latency_late:ratio_rate30m)", "30 minutes"),
            ("max(job:kabar_latency_late:ratio_rate1h)", "1 hour"),
            ("max(job:kabar_latency_late:ratio_rate6h)", "6 hours"),
            unit="percentunit",
        ),
        sized(
            lines(
                "Stage time, 95th percentile",
                "All grow: too little CPU, or longer articles. deliver alone: a slow broker.",
                (_quantile(0.95, "kabar_stage_seconds", "le, stage"), "{{stage}}"),
                unit="s",
            ),
            12,
        ),
        sized(
            lines(
                "Stage time, mean of an article",
                "Where the time goes.",
                (
                    f"{_rate('kabar_stage_seconds_sum', 'stage')} / on () group_left () {_ALL}",
                    "{{stage}}",
                ),
                unit="s",
            ),
            12,
        ),
    ),
)

SATURATION = Row(
    "Saturation",
    (
        lines(
            "Window fullness",
            "1 stops reading. Near 1 with lag: at capacity, add workers or cores.",
            ("max by (instance) (kabar_window_fullness_ratio)", "{{instance}}"),
            unit="percentunit",
        ),
        lines(
            "Articles in flight",
            "Read and not yet acknowledged.",
            ("sum by (instance) (kabar_in_flight_records)", "{{instance}}"),
        ),
        _quantiles(
            "Articles delivered together",
            "1: delivery keeps up. Near KABAR_WINDOW: the broker is what is waited for.",
            "kabar_batch_records",
            "short",
        ),
        lines(
            "Extraction processes ready",
            "Below KABAR_EXTRACTORS for long: they do not start; the log says why.",
            ("sum by (instance) (kabar_extractors_ready)", "{{instance}}"),
        ),
        lines(
            "Event loop delay",
            "Above 0.5 s for long: the worker's own process gets too little CPU.",
            ("max by (instance) (kabar_loop_delay_seconds)", "{{instance}}"),
            unit="s",
        ),
        lines(
            "Disk under Kafka, free",
            "Below a tenth, or gone within half a day: KabarDiskFilling.",
            (
                f"min by (instance, mountpoint) ({_FREE})",
                "{{mountpoint}}",
            ),
            unit="percentunit",
        ),
        sized(
            lines(
                "CPU of workers",
                "Cores; the worker's own process, without its extraction processes.",
                (
                    _rate('process_cpu_seconds_total{job=~".*kabar.*"}', "instance"),
                    "{{instance}}",
                ),
            ),
            12,
        ),
        sized(
            lines(
                "Memory of workers",
                "Resident; the worker's own process, without its extraction processes.",
                (
                    'sum by (instance) (process_resident_memory_bytes{job=~".*kabar.*"})',
                    "{{instance}}",
                ),
                unit="bytes",
            ),
            12,
        ),
    ),
)

LAG = Row(
    "Lag",
    (
        lines(
            "Lag, by partition",
            "Growing on all: add workers. On one: its key is hot, or its worker stands still.",
            ("max by (partition) (kabar_consumer_lag_records)", "partition {{partition}}"),
        ),
        lines(
            "Oldest unfinished article, by worker",
            "0 when nothing waits.",
            ("max by (instance) (kabar_consumer_lag_seconds)", "{{instance}}"),
            unit="s",
        ),
        lines(
            "Time to work off the lag",
            "At the speed of the last five minutes, if nothing more came.",
            ("max(job:kabar_backlog_seconds:ratio)", "needed"),
            unit="s",
        ),
        lines(
            "Partitions, by worker",
            "0 for long: more workers than partitions, or the group does not settle.",
            ("sum by (instance) (kabar_partitions_assigned)", "{{instance}}"),
        ),
        lines(
            "Since the last delivery, by worker",
            "Long while there is lag: nothing gets through.",
            (
                "time() - max by (instance) (kabar_last_success_timestamp_seconds)",
                "{{instance}}",
            ),
            unit="s",
        ),
        table(
            "Versions",
            "Two outside a deployment: some workers were not replaced.",
            "count by (version, language_pack) (kabar_build_info)",
            height=8,
        ),
    ),
)

OPERATIONS = Board(
    uid="kabar-operations",
    title="kabar: Operations",
    about="Does kabar keep up, and if not, why? Alerts and what to do: deploy/runbook.md.",
    span="now-1h",
    refresh="10s",
    rows=(GLANCE, RATES, ERRORS, DURATIONS, SATURATION, LAG),
)
