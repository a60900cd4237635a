"""Tests of the whole house; every other test sits beside what it tests."""
