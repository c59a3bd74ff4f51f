"""Worlds made elsewhere: a second generator of provider logs with known truth.

Written without knowledge of `gauger.simulate` or of the detector, so that the detector can be judged
on worlds that its authors did not think of. A kind (`kinds`) has one provider with its own habits of
logging, ordinary customers (`customers`), innocent crowds (`crowds`) and operators (`operators`).
`python -m bench.elsewhere KIND --seed N --out FOLDER` writes one; `docs/benchmark-elsewhere.md` tells
what is in each. Of Gauger only the table schemas and the writing of whole folders are used.
"""
