"""Everything a person can ask for, declared once: its name, its keys, who does it, and what the keys may be"""
