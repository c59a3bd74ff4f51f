"""A keyed pseudo-random number for each (window, token): the coin that marks and tests share.

Two 64-bit words of a derived key drive SplitMix64 over window and token. Each tuple's number is
independent of any other's, and of any other key's, so greenness is a Bernoulli draw and the
binomial is exact. The sampler processors that come with public libraries do not have this: key 2k
on token t equals key k on token 2t there, and the list depends on the device.
SplitMix64 is no cryptographic hash; what must stay secret is the key, derived by `keys.py`.
Source: Steele, Lea, Flood 2014, OOPSLA (SplitMix64); Kirchenbauer et al. 2023 (green lists).

>>> import numpy as np
>>> key = np.array([1, 2], np.uint64)
>>> uniform(key, np.array([[5]]), np.array([7])).round(3)
array([0.481])
"""

import numpy as np

from gauger.provenance.arrays import Bools, Floats, Ints, Keys

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MUL_A = np.uint64(0xBF58476D1CE4E5B9)
_MUL_B = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = (np.uint64(k) for k in (30, 27, 31, 11))


def uniform(key: Keys, windows: Ints, tokens: Ints) -> Floats:
    """Numbers in [0, 1) of shape (n,) for windows of shape (n, h) and tokens of shape (n,)."""
    with np.errstate(over="ignore"):
        return _unit(_finish(_enter(key, windows), tokens, key))


def uniform_over(key: Keys, windows: Ints, vocab: int) -> Floats:
    """Numbers of shape (n, vocab): every token after each window of shape (n, h)."""
    with np.errstate(over="ignore"):
        state = _enter(key, windows)[:, None]
        return _unit(_finish(state, np.arange(vocab)[None, :], key))


def green(key: Keys, windows: Ints, tokens: Ints, gamma: float) -> Bools:
    """Which tuples are on the key's list, a share gamma of all; shapes as in `uniform`."""
    return uniform(key, windows, tokens) < gamma


def random_keys(n: int, rng: np.random.Generator) -> Keys:
    """Decoys: n keys of shape (n, 2) drawn as a derived key is, uniform over 128 bits."""
    return rng.integers(0, 2**64, (n, 2), dtype=np.uint64, endpoint=False)


def _enter(key: Keys, windows: Ints) -> Keys:
    state = np.full(len(windows), key[0], np.uint64)
    for column in windows.T:
        state = _mix(state ^ _mix(column.astype(np.uint64) + _STEP))
    return state


def _finish(state: Keys, tokens: Ints, key: Keys) -> Keys:
    return _mix(_mix(state + tokens.astype(np.uint64) * _STEP) ^ key[1])


def _mix(x: Keys) -> Keys:
    x = x + _STEP
    x = (x ^ (x >> _S30)) * _MUL_A
    x = (x ^ (x >> _S27)) * _MUL_B
    return np.asarray(x ^ (x >> _S31))


def _unit(x: Keys) -> Floats:
    return np.asarray((x >> _S11) * 2.0**-53)
