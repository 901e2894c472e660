"""Buscar o hacer: one field for every action, place, person and message, that tells the keys on the way"""
