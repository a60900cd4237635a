"""Repeat contacts: does a new conversation concern an issue that the same buyer has open already?"""
