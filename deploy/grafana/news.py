"""The board of whoever reads the news: outlets, events, countries, casualties, dead letters."""

from deploy.grafana.panels import Board, Row, bars, ranking, sized, table

HOUR = 3600


def _an_hour(metric: str, by: str) -> str:
    return f"sum by ({by}) (rate({metric}[$__rate_interval])) * {HOUR}"


def _in_range(metric: str, by: str) -> str:
    return f"sum by ({by}) (increase({metric}[$__range]))"


def _countries(role: str) -> str:
    events = _in_range(f'kabar_event_countries_total{{role="{role}"}}', "country")
    return f"topk(15, {events})"


ARTICLES = Row(
    "Articles",
    (
        sized(
            bars(
                "Articles an hour, by outlet",
                "The outlets first seen by a worker are named, the rest are other.",
                (_an_hour("kabar_articles_by_source_total", "source"), "{{source}}"),
            ),
            16,
        ),
        bars(
            "Articles an hour, by language",
            "As found in the text.",
            (_an_hour("kabar_articles_by_language_total", "language"), "{{language}}"),
        ),
        ranking(
            "Articles, by outlet",
            "In the time shown.",
            _in_range("kabar_articles_by_source_total", "source"),
            "{{source}}",
        ),
        ranking(
            "Articles, by language",
            "In the time shown.",
            _in_range("kabar_articles_by_language_total", "language"),
            "{{language}}",
        ),
        ranking(
            "Hours since an outlet's last article",
            "By the articles' Kafka timestamps.",
            f"(time() - max by (source) (kabar_source_last_seen_timestamp_seconds)) / {HOUR}",
            "{{source}}",
            "h",
        ),
    ),
)

EVENTS = Row(
    "Events",
    (
        sized(
            bars(
                "Events an hour, by type",
                "PLOVER types. Many outlets tell the same event: this measures reporting.",
                (_an_hour("kabar_events_total", "type"), "{{type}}"),
            ),
            16,
        ),
        bars(
            "Events an hour, by modality",
            "Asserted, negated, future or hypothetical.",
            (_an_hour("kabar_events_total", "modality"), "{{modality}}"),
        ),
        ranking(
            "Events, by type",
            "In the time shown.",
            _in_range("kabar_events_total", "type"),
            "{{type}}",
        ),
        ranking(
            "Entities, by type",
            "In the time shown, each once an article.",
            _in_range("kabar_entities_total", "type"),
            "{{type}}",
        ),
        ranking(
            "Quotes, by kind",
            "In the time shown.",
            _in_range("kabar_quotes_total", "kind"),
            "{{kind}}",
        ),
    ),
)

COUNTRIES = Row(
    "Countries",
    (
        ranking(
            "Who acts",
            "Countries of actors, in the time shown, each once an event.",
            _countries("actor"),
            "{{country}}",
            width=6,
        ),
        ranking(
            "Who is acted upon",
            "Countries of recipients, in the time shown, each once an event.",
            _countries("recipient"),
            "{{country}}",
            width=6,
        ),
        ranking(
            "Where",
            "Countries of places, in the time shown, each once an event.",
            _countries("location"),
            "{{country}}",
            width=6,
        ),
        table(
            "Who to whom",
            "Pairs of countries, in the time shown, each once an event.",
            f"sort_desc(topk(20, {_in_range('kabar_event_pairs_total', 'actor, recipient')}))",
            width=6,
        ),
    ),
)

REPORTED = Row(
    "Casualties reported, and what could not be read",
    (
        sized(
            bars(
                "Casualties reported an hour, by kind",
                "Best counts of asserted events. Many outlets tell of the same people: this is a "
                "measure of reporting, never a count of people.",
                (_an_hour("kabar_casualties_reported_total", "kind"), "{{kind}}"),
            ),
            12,
        ),
        sized(
            bars(
                "Dead letters an hour, by reason",
                "Articles that were rejected; look at them with `kabar dlq`.",
                (_an_hour("kabar_dead_letters_total", "reason"), "{{reason}}"),
            ),
            12,
        ),
        ranking(
            "Casualties reported, by kind",
            "In the time shown.",
            _in_range("kabar_casualties_reported_total", "kind"),
            "{{kind}}",
            width=12,
        ),
        ranking(
            "Dead letters, by reason",
            "In the time shown.",
            _in_range("kabar_dead_letters_total", "reason"),
            "{{reason}}",
            width=12,
        ),
    ),
)

NEWS = Board(
    uid="kabar-news",
    title="kabar: News",
    about="What the outlets write about. Counts begin when a worker first sees a name: the very "
    "first article of an outlet or event of a pair is not in a rate.",
    span="now-24h",
    refresh="1m",
    rows=(ARTICLES, EVENTS, COUNTRIES, REPORTED),
)
