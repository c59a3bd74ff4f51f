"""Finds, measures and explains adversarial distillation in a model provider's own logs.

Records become traits; signals weigh the traits that accounts share; linking turns the weights into
groups of accounts; campaigns measure a group and say what it is.
"""

__version__ = "0.1.0"
