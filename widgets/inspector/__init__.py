"""The pane beside the conversation: who the lead is, and the takes of the voice being prepared."""
