"""What /metrics tells: counts and times, nothing of anybody."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The relay's own registry; two relays in one process count apart."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        entries = Counter(
            "strato_relay_webhooks", "Webhooks by what became of them", ["outcome"], registry=self._registry
        )
        self.outcomes = {
            each: entries.labels(each) for each in ("accepted", "duplicate", "unrouted", "rejected", "unknown")
        }
        self.append_seconds = Histogram(
            "strato_relay_append_seconds",
            "From the request's batch to its commit",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
            registry=self._registry,
        )
        self.sent = Counter("strato_relay_entries_sent", "Entries sent to consoles", registry=self._registry)
        self._gauges = {
            "consoles": Gauge("strato_relay_consoles", "Connected consoles", registry=self._registry),
            "queue": Gauge("strato_relay_queue_depth", "Batches waiting for the disk", registry=self._registry),
        }

    def watch(self, gauge: str, value: Callable[[], float]) -> None:
        """Read `value` whenever somebody asks: of "consoles" or "queue"."""
        self._gauges[gauge].set_function(value)

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self._registry)
