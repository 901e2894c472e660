"""The store: the log folded into rows, and everything that reads or writes them; the only place that knows SQL here."""

from services.store.replica import Store

__all__ = ["Store"]
