"""A voice as it is seen and heard: waveform, player, take."""
