"""Replies: macros, and what a reply must contain before it leaves."""
