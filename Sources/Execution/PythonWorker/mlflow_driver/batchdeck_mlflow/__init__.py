"""How the MLflow driver reads files and lays out predictions.

Everything here runs on the libraries of the model's own environment.
"""
