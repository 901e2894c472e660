"""Parts with a life of their own that several panes use: segments, the send button, the play button, cards."""
