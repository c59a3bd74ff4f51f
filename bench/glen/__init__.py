"""Worlds of six made-up providers, by a hand that has not seen how the detector looks.

`python -m bench.glen KIND --out FOLDER` writes one; `--list` says what each kind is. A world is the
canonical tables with their truth, and nothing here reads a verdict: `kinds` says which provider
logs what and who its customers are, `crowds` and `operators` say what those customers do, `people`
gives them names, lines and devices, `texts` and `trades` write what they ask.
"""
