"""Contacts from elsewhere: read from a file, compared with what is known, and written only once somebody says so"""
