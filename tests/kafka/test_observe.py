"""Real workers, a real Kafka and a real Prometheus: every panel and rule has an answer."""

from collections.abc import Iterator

import pytest

from tests.deploy import checks
from tests.deploy.prometheus import Prometheus
from tests.deploy.stack import observed
from tests.kafka.brokers import Broker

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def prometheus(
    promtool: str, broker: Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prometheus]:
    assert promtool
    if broker.kind == "embedded":
        pytest.skip("NOT TESTED: the embedded broker cannot create topics")
    with observed(broker.address, tmp_path_factory.mktemp("observe"), print) as running:
        yield running


def test_every_panel_has_data(prometheus: Prometheus) -> None:
    answers = [checks.answer(prometheus, query) for query in checks.panels()]
    assert {item.query.board for item in answers} == {"operations", "news"}
    assert [item for item in answers if item.wrong] == []
    news = [item for item in answers if item.query.board == "news"]
    assert [item for item in news if item.largest <= 0] == []


def test_every_rule_works_and_its_metrics_exist(prometheus: Prometheus) -> None:
    found = checks.judged(prometheus)
    assert [item for item in found if item.wrong] == []
    written = [rule.get("alert") or rule["record"] for rule in checks.rules()]
    assert sorted(item.query.panel for item in found) == sorted(written)


def test_the_alert_that_should_wait_does_and_no_other_fires(prometheus: Prometheus) -> None:
    """A fifth of what was sent is no article, on purpose."""
    states = {rule["name"]: rule["state"] for rule in prometheus.rules() if "state" in rule}
    assert states.pop("KabarDeadLettersHigh") == "pending"
    assert "firing" not in states.values()


def test_a_lost_extraction_process_shows_as_a_rise(prometheus: Prometheus) -> None:
    assert prometheus.number('sum(increase(kabar_extractor_restarts_total{cause="idle"}[10m]))') > 0


def test_what_has_no_data_or_is_wrong_is_told(prometheus: Prometheus) -> None:
    """The checks can fail."""
    for expression, told in (
        ("kabar_no_such_metric", "no data"),
        ("0 / 0 * kabar_broker_up", "no data"),
        ("sum(", "parse error"),
    ):
        assert told in checks.answer(prometheus, checks.Query("", "", expression)).wrong
