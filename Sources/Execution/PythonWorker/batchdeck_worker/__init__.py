"""The worker side of BatchDeck: runs one scoring script's init() and run() for the runner.

Standard library only, Python 3.8 or later; pandas and NumPy are recognised once the script has
loaded them.
"""
