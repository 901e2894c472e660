"""Trials of the agency's connections: what each provider says when it is asked, without sending anything to anybody."""

from services.probes.finding import Check, Finding, Report, Warn
from services.probes.probes import Probes

__all__ = ["Check", "Finding", "Probes", "Report", "Warn"]
