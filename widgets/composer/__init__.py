"""Where an answer is written: as text, or as a voice heard first."""
