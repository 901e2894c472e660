"""The audio library: what is said once and sent often."""
