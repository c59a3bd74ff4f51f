"""Provenance: a suspect model's outputs in, statistical evidence out that it learned from ours.

Only evidence whose null distribution we randomised ourselves counts as proof: a secret key, a
randomly drawn reply, a served answer out of exchangeable candidates. Likeness is a lead.
"""
