"""The timeline of one conversation: bubbles, voices, pictures, notes and what became of each message."""
