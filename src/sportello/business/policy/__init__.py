"""Policy facts: the values that every text of the house shares, such as the return window, per channel and country."""
