"""Public technique ids, so that nobody has to learn a taxonomy of ours.

Pinned: ATLAS 5.6.1 (5 May 2026), ATT&CK Enterprise 18.1, DISARM (February 2025).
"""

from dataclasses import dataclass

VERSIONS = {"mitre-atlas": "5.6.1", "mitre-attack": "18.1", "DISARM": "2025-02"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """One published technique."""

    source: str
    id: str
    name: str


def _atlas(number: str, name: str) -> Technique:
    return Technique(source="mitre-atlas", id=number, name=name)


TECHNIQUES: dict[str, Technique] = {
    t.id: t
    for t in (
        _atlas("AML.T0024.002", "Extract AI Model"),
        _atlas("AML.T0040", "AI Model Inference API Access"),
        _atlas("AML.T0048.004", "AI Intellectual Property Theft"),
        _atlas("AML.T0008.005", "AI Service Proxies"),
        _atlas("AML.T0021", "Establish Accounts"),
        _atlas("AML.T0012", "Valid Accounts"),
        _atlas("AML.T0065", "LLM Prompt Crafting"),
        _atlas("AML.T0034.000", "Excessive Queries"),
        _atlas("AML.T0055", "Unsecured Credentials"),
        Technique(source="mitre-attack", id="T1585", name="Establish Accounts"),
        Technique(source="mitre-attack", id="T1090.002", name="External Proxy"),
        Technique(source="mitre-attack", id="T1078", name="Valid Accounts"),
        Technique(source="DISARM", id="T0150.008", name="Bulk Created Asset"),
        Technique(source="DISARM", id="T0149.008", name="Proxy IP Address Asset"),
        Technique(source="DISARM", id="T0130.005", name="Obfuscate Payment"),
    )
}
ALWAYS = ("AML.T0040",)
"""What any case is about: access through the API."""
HARVEST = ("AML.T0024.002",)
"""What distillation through an API is. AML.T0048.004, AI Intellectual Property Theft,
is known, never written: theft is a conclusion of law."""
BY_GROUND = {
    "false-identity": ("AML.T0021", "T1585", "T0150.008"),
    "payment-fraud": ("T0130.005",),
    "control-evasion": ("AML.T0008.005", "T1090.002", "T0149.008"),
    "proxy-resale": ("AML.T0008.005",),
    "credential-theft": ("AML.T0012", "AML.T0055", "T1078"),
    "terms": (),
}
BY_FAMILY = {"content": ("AML.T0065",), "timing": ("AML.T0034.000",)}


def techniques(
    assessment: str, grounds: tuple[str, ...], families: tuple[str, ...]
) -> tuple[str, ...]:
    """Ids that a case's assessment, grounds and kinds of evidence support, sorted.

    Where the purpose is not shown, neither extraction nor how it was done is said.

    >>> techniques("distillation", ("proxy-resale",), ("content",))
    ('AML.T0008.005', 'AML.T0024.002', 'AML.T0040', 'AML.T0065')
    >>> techniques("coordinated", ("proxy-resale",), ("content",))
    ('AML.T0008.005', 'AML.T0040')
    """
    found = set(ALWAYS)
    for ground in grounds:
        found |= set(BY_GROUND.get(ground, ()))
    if assessment == "distillation":
        found |= set(HARVEST)
        for family in families:
            found |= set(BY_FAMILY.get(family, ()))
    return tuple(sorted(found))
