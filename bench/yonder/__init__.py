"""Worlds by another hand: eight sorts of providers, six of them harvested, two with crowds only.

`python -m bench.yonder --list` says what each kind logs, who harvests there and what may tempt.
"""
