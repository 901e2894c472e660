"""Telling somebody who looks elsewhere that a lead wrote: when, in which words, how it is shown and how it sounds"""
