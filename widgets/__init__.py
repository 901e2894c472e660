"""Everything that is seen: item views, panes and words. Talks to services, knows no SQL, no network, no keyring."""
