"""The public answers as a panel of leads: who is kin, who made whom, who was taught, and by whom.

Lineage comes from the data's own table. Controls beyond its nine rest on their makers' documents,
which were not checked again here; each says why it is one.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from gauger.provenance.leads import Member, Panel

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "provenance"
FAMILIES: tuple[tuple[str, str], ...] = (
    ("claude2-alpaca", r"^claude2-alpaca"),
    ("alpaca", r"^alpaca"),
    ("vicuna", r"^vicuna"),
    ("wizardlm", r"wizardlm"),
    ("baize", r"^baize"),
    ("hermes", r"[hH]ermes"),
    ("platolm", r"^platolm"),
    ("airoboros", r"^airoboros"),
    ("ultralm", r"^ultralm"),
    ("zephyr", r"[zZ]ephyr"),
    ("openchat", r"^openchat|^opencoder|^Starling|^Storm"),
    ("tulu", r"tulu"),
    ("falcon", r"^falcon"),
    # One data set, OASST1: Humpback's 3,200 seed examples are of it (arXiv 2308.06259).
    ("open-assistant", r"^guanaco|^oasst|^humpback"),
    ("llama-2-chat", r"^llama-2-.*chat-hf|^TempNet"),
    ("llama-3", r"^Meta-Llama-3|^Llama-3|^REBEL-Llama-3|^SPPO-Llama-3"),
    ("anthropic", r"^claude|^bedrock_claude"),
    ("google", r"^gemini|^gemma|^SPPO-Gemma|^SelfMoA_gemma"),
    ("openai", r"^gpt-?[34]|^gpt35|^text_davinci"),
)
"""First match wins; a model that matches none is its own family."""
META = {
    "llama-2-chat": "arXiv 2307.09288: 27,540 annotations and preferences by people; TempNet only "
    "learns a temperature",
    "llama-3": "model card: public instruction sets and 10M human annotations; the public sets may "
    "hold others' answers, so this is the weakest of the controls",
}
SELF_TAUGHT = (
    r"^(Meta-Llama-3|Llama-3-Instruct-8B-(SimPO|RainbowPO)|REBEL-Llama-3|SPPO-)|SimPO$|DPO$"
)
"""Kin that were tuned on their own answers under a reward model: their maker stays the base's."""
LEFT_OUT = r"evol70k|WPO-HB|Infinity|higgs|Nova|GPO-|openbuddy|SkillMix|FuseChat|SelfMoA"
"""Kin of a control whose tuning took, or may have taken, others' answers."""


def family_of(model: str) -> str:
    """Family of a model."""
    return next((f for f, pattern in FAMILIES if re.search(pattern, model)), model)


def lineage() -> dict[str, dict[str, str]]:
    """The data's own table by model."""
    with (SHARED / "lineage.csv").open(encoding="utf-8") as file:
        return {r["model"]: r for r in csv.DictReader(file)}


def roles(model: str, known: dict[str, dict[str, str]]) -> tuple[str, str] | None:
    """(maker, teacher); None for a model of which nothing is known."""
    label = known.get(model, {}).get("teacher_family", "")
    if label.startswith("TEACHER-"):
        return label.removeprefix("TEACHER-"), ""
    if label:
        teachers = {"none-human": "none", "none-self": "none", "openai": "openai",
                    "anthropic": "anthropic"}  # fmt: skip
        return "", teachers.get(label, "")
    return _by_document(model)


def _by_document(model: str) -> tuple[str, str] | None:
    """Controls that the data's table does not have."""
    family = family_of(model)
    own = re.search(SELF_TAUGHT, model) and not re.search(LEFT_OUT, model)
    if family == "llama-2-chat" or (family == "llama-3" and own):
        return "meta", ""
    return ("google", "") if family == "google" and own else None


def public_panel(prompts: int = 805) -> tuple[Panel, dict[str, str]]:
    """All models of known role on the first prompts, and what the data's table calls each."""
    first = [("prompt_id", "<", prompts)]
    table = pq.read_table(SHARED / "alpaca_eval_outputs.parquet", filters=first)
    said: dict[str, dict[str, str]] = defaultdict(dict)
    columns = (table[c].to_pylist() for c in ("model", "prompt_id", "output"))
    for model, prompt, output in zip(*columns, strict=True):
        said[model][str(prompt)] = output or ""
    known = lineage()
    members, labels = [], {}
    for model in sorted(said):
        role = roles(model, known)
        if role is None:
            continue
        labels[model] = known.get(model, {}).get("teacher_family", "by-document")
        members.append(
            Member(
                model=model, family=family_of(model), maker=role[0], teacher=role[1],
                answers=said[model],
            )
        )  # fmt: skip
    return Panel(members=tuple(members)), labels
