"""Worlds by an author who had not seen the detector, its simulator or the other worlds.

Six providers, each of which logs other columns. Five carry two or three operators who harvest
answers to train a model; one carries none. All of them carry honest customers and crowds that look
like operators at first sight. Only raw columns are written; what Gauger derives, it derives itself.
"""
