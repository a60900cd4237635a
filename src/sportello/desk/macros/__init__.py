"""Macros on the desk: found and put into an answer, written and proved, and the facts they stand on."""
