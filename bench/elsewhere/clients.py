"""With what: programs and their versions, which move on at each account's own pace."""

from dataclasses import dataclass

import numpy as np

from bench.elsewhere.clock import Sends
from bench.elsewhere.dice import below, mixed, unit
from bench.elsewhere.spec import DAY_US, ClientKind, Ints, Words64


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One program: its agent string, how often a version comes, how slowly people follow."""

    agent: str
    first: int
    every_days: int
    lag_days: int
    variants: tuple[str, ...]
    tls: str
    tls_every: int = 6
    """Versions between two changes of the TLS handshake."""


MOZ = "Mozilla/5.0 ({v}) "
FAMILIES: tuple[Family, ...] = (
    Family(agent=MOZ + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Safari/537.36", first=138, every_days=28, lag_days=20, variants=("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64", "X11; CrOS x86_64 14541.0.0"), tls="t13d1516h2_8daaf6152771_"),
    Family(agent=MOZ + "Gecko/20100101 Firefox/{n}.0", first=140, every_days=28, lag_days=14, variants=("Windows NT 10.0; Win64; x64; rv:140.0", "X11; Ubuntu; Linux x86_64; rv:140.0", "Macintosh; Intel Mac OS X 10.15; rv:140.0"), tls="t13d1715h2_5b57614c22b0_"),
    Family(agent=MOZ + "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.{n} Safari/605.1.15", first=2, every_days=45, lag_days=40, variants=("Macintosh; Intel Mac OS X 10_15_7", "iPad; CPU OS 18_2 like Mac OS X"), tls="t13d2014h2_a09f3c656075_"),
    Family(agent="Parley/2.{n} ({v})", first=11, every_days=10, lag_days=12, variants=("iPhone16,2; iOS 18.3", "iPhone14,5; iOS 18.1", "iPhone17,1; iOS 18.4", "iPad14,3; iOS 18.3"), tls="t13d2013h2_2802a3db6c62_"),
    Family(agent="Parley-Android/2.{n} (Android {v})", first=9, every_days=11, lag_days=25, variants=("14; SM-A546B", "15; Pixel 8", "13; Redmi Note 12", "14; CPH2531", "12; SM-A125F", "15; SM-S921B", "14; V2310", "13; TECNO KI5k"), tls="t13d1517h2_8daaf6152771_"),
    Family(agent="parley-python/1.{n} {v}", first=40, every_days=9, lag_days=45, variants=("CPython/3.11 linux", "CPython/3.12 linux", "CPython/3.12 darwin", "CPython/3.10 linux", "CPython/3.13 linux"), tls="t13d1812h1_85036bcba153_"),
    Family(agent="parley-node/0.{n} {v}", first=61, every_days=12, lag_days=40, variants=("node/v20.11.1", "node/v22.3.0", "node/v18.20.2", "bun/1.1.20"), tls="t13d5911h1_a33745022dd6_"),
    Family(agent="Go-http-client/1.1{v}", first=1, every_days=400, lag_days=1, variants=("",), tls="t13d1310h1_f57a46bbacb6_"),
    Family(agent="python-requests/2.{n}.{v}", first=31, every_days=90, lag_days=200, variants=("0", "3", "5"), tls="t13d1811h1_85036bcba153_"),
    Family(agent="okhttp/4.{n}.{v}", first=10, every_days=120, lag_days=200, variants=("0", "1"), tls="t13d1613h2_46e7e9700bed_"),
    Family(agent="parley-java/0.{n}.0 Java/{v}", first=20, every_days=20, lag_days=60, variants=("17.0.11", "21.0.3", "11.0.22"), tls="t13d1212h1_1f22a2ca17c4_"),
    Family(agent="corvid/0.{n} {v}", first=80, every_days=4, lag_days=6, variants=("linux-x64", "darwin-arm64", "win32-x64"), tls="t13d5912h1_a33745022dd6_"),
    Family(agent="lathe-cli/3.{n} {v}", first=12, every_days=8, lag_days=9, variants=("linux", "darwin"), tls="t13d1411h2_cbb2034c60b8_"),
)  # fmt: skip
CHOICES: dict[ClientKind, tuple[int, ...]] = {
    "web": (0, 0, 0, 1, 2), "app": (3, 4, 4), "mixed": (0, 0, 1, 2, 3, 3, 4, 4), "helper": (11, 11, 12, 6),
    "sdk": (5, 5, 5, 6, 6, 7, 8, 9, 10), "one-sdk": (5, 6, 7, 8, 10),
}  # fmt: skip


def clients(
    s: Sends, seed: Words64, house: Words64, kind: ClientKind, start: int
) -> tuple[Ints, Ints, Ints]:
    """Family, variant and version of each exchange. Two devices an account, or one of the house."""
    own, unit_seed = seed[s.account], house[s.account]
    second = unit(mixed(own, s.session, 31)) < 0.3 * unit(mixed(own, 32))
    device = mixed(unit_seed if kind == "one-sdk" else own, second.astype(np.int64), 33)
    if kind in {"sdk", "helper", "one-sdk"}:
        device = mixed(unit_seed if kind == "one-sdk" else own, 34)
    choices = np.array(CHOICES[kind])
    family = choices[below(device, len(choices))]
    variant = below(mixed(device, 35), np.array([len(f.variants) for f in FAMILIES])[family])
    every = np.array([f.every_days for f in FAMILIES])[family]
    lag = unit(mixed(device, 36)) * np.array([f.lag_days for f in FAMILIES])[family]
    pinned = unit(mixed(device, 37)) < (0.5 if kind == "sdk" else 0.1)
    age = np.where(pinned, 60, (s.ts - start) / DAY_US + 200)
    version = np.floor(np.maximum(age - lag, 0) / every).astype(np.int64)
    return family.astype(np.int64), variant, version


def agents(family: Ints, variant: Ints, version: Ints) -> tuple[list[str], list[str]]:
    """Agent strings and TLS fingerprints of rows."""
    names: dict[tuple[int, int, int], tuple[str, str]] = {}
    rows = list(zip(family.tolist(), variant.tolist(), version.tolist(), strict=True))
    for key in set(rows):
        f = FAMILIES[key[0]]
        number = f.first + key[2]
        tail = f"{int(mixed(key[0], key[2] // f.tls_every)) & 0xFFFFFFFFFFFF:012x}"
        names[key] = (f.agent.format(n=number, v=f.variants[key[1]]), f.tls + tail)
    return [names[r][0] for r in rows], [names[r][1] for r in rows]
