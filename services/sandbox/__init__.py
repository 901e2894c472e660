"""The practice agency: rehearsal providers over real HTTP on loopback, with leads who write, listen and answer."""
