"""Everything that is true only of Meta's Lead Ads."""
