"""The channels: one room per provider, with what it sends, reads and verifies."""
