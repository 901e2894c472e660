"""Copies of a desk: one encrypted file with everything but keys, written while the desk works, opened elsewhere"""
