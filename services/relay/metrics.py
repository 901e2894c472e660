"""What /metrics tells: counts and times, nothing of anybody."""

from collections import Counter
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

OUTCOMES = ("accepted", "duplicate", "unrouted", "rejected", "unknown")


class Metrics:
    """The relay's own registry; two relays in one process count apart. What is counted at every webhook is a plain
    number until somebody asks."""

    def __init__(self) -> None:
        self.outcomes = Counter(dict.fromkeys(OUTCOMES, 0))
        """Webhooks by what became of them; "unknown" are those to no hook."""
        self.sent = 0
        """Entries sent to consoles."""
        self._gauges: dict[str, tuple[str, Callable[[], float]]] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self.append_seconds = Histogram(
            "strato_relay_append_seconds",
            "From the first of what is committed together to its commit",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
            registry=self._registry,
        )

    def watch(self, gauge: str, text: str, value: Callable[[], float]) -> None:
        """Read `value` whenever somebody asks."""
        self._gauges[gauge] = (text, value)

    def collect(self) -> Iterator[Metric]:
        """For the registry."""
        webhooks = CounterMetricFamily("strato_relay_webhooks", "Webhooks by what became of them", labels=["outcome"])
        for outcome, count in self.outcomes.items():
            webhooks.add_metric([outcome], count)
        yield webhooks
        yield CounterMetricFamily("strato_relay_entries_sent", "Entries sent to consoles", value=self.sent)
        for name, (text, value) in self._gauges.items():
            yield GaugeMetricFamily(f"strato_relay_{name}", text, value=value())

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self._registry)
