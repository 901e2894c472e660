"""What the agency does, in plain Python: no Qt here, ever."""
