"""How often the cues of `records.asks` see what they should, in texts that nobody here wrote.

`python -m bench.cues DATA [GIT...]` counts, for each kind of source of the labelled prompts under
the folder DATA and for each git directory of a public repository, the texts of which a cue says
that they ask for training material. From a repository come the prompts that its code holds: strings
that are assigned to a name such as `prompt` or stand in a file of such a name.
"""

import ast
import gzip
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from gauger.records.asks import ASKS, asks_of

NAMED = re.compile(r"(?i)prompt|template|instruct|system|judge|rubric|message|query|few_?shot")
"""Names under which code keeps its prompts."""
CODE = re.compile(r"\.(py|ya?ml|txt|jinja2?|j2|[jt]sx?|prompt|md|mustache)$")
ASIDE = re.compile(
    r"(?i)(^|/)(tests?|docs?|node_modules|locales?|i18n|\.github)/"
    r"|readme|changelog|license|requirements"
)
LARGEST = 400_000
"""Bytes of a file that may be code; larger ones are data."""
LEAST = 10, 15
"""Words, or Chinese characters, of a text that may be a prompt."""


def main(data: Path, gits: Iterable[Path]) -> None:
    print("| texts | any cue | of | by cue |\n|---|---|---|---|")
    for kind, texts in labelled(data).items():
        _line(kind, texts)
    for git in gits:
        _line(git.parent.name.replace("+", "/"), list(prompts(git)))


def _line(name: str, texts: list[str]) -> None:
    bits = asks_of(pa.array(texts, pa.string())).to_pylist()
    each = {cue: sum(b >> i & 1 for b in bits) for i, cue in enumerate(ASKS)}
    says = ", ".join(f"{cue} {n}" for cue, n in each.items() if n)
    print(f"| {name} | {sum(b > 0 for b in bits)} | {len(bits)} | {says} |")


def labelled(data: Path) -> dict[str, list[str]]:
    """Texts of the labelled prompts by kind of source."""
    found = defaultdict(list)
    with gzip.open(data / "prompts" / "prompts_labelled.jsonl.gz") as file:
        for line in file:
            row = msgspec.json.decode(line, type=dict[str, Any])
            found[row["cls"]].append(row["text"])
    return dict(found)


def prompts(git: Path) -> Iterator[str]:
    """Prompts in the newest commit of a repository, none twice."""
    seen = set()
    for path, body in _files(git):
        for text in map(str.strip, _texts(path, body)):
            if text not in seen and _may_be_a_prompt(text):
                seen.add(text)
                yield text


def _files(git: Path) -> Iterator[tuple[str, str]]:
    listed = _git(git, "ls-tree", "-r", "-l", "HEAD").decode("utf-8", "replace").splitlines()
    for line in listed:
        facts, path = line.split("\t", 1)
        _, kind, name, size = facts.split()
        small = kind == "blob" and size.isdigit() and int(size) < LARGEST
        if small and CODE.search(path) and not ASIDE.search(path):
            yield path, _git(git, "cat-file", "blob", name).decode("utf-8", "replace")


def _git(git: Path, *command: str) -> bytes:
    return subprocess.run(
        ["git", "--git-dir", git, *command], capture_output=True, check=True
    ).stdout


def _texts(path: str, body: str) -> Iterator[str]:
    if path.endswith(".py"):
        yield from _of_python(path, body)
    elif not NAMED.search(path):
        return
    elif re.search(r"\.[jt]sx?$", path):
        yield from (re.sub(r"\$\{[^}]*\}", "{x}", t) for t in re.findall(r"`([^`]{80,})`", body))
    else:
        yield body


def _of_python(path: str, body: str) -> Iterator[str]:
    try:
        tree = ast.parse(body)
    except (SyntaxError, ValueError):
        return
    everything = bool(NAMED.search(Path(path).name))
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                names = " ".join(ast.unparse(t) for t in targets)
            case ast.keyword(arg=arg, value=value):
                names = arg or ""
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if NAMED.search(_string(key) if key else ""):
                        yield _string(value)
                continue
            case _:
                continue
        if everything or NAMED.search(names):
            yield from (_string(part) for part in [value, *ast.iter_child_nodes(value)])


def _string(node: ast.AST) -> str:
    """A string's text, with `{x}` where something is filled in; empty where it is no string."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_string(v) if isinstance(v, ast.Constant) else "{x}" for v in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _string(left) + _string(right)
    return ""


def _may_be_a_prompt(text: str) -> bool:
    words, chinese = len(text.split()), len(re.findall(r"[\u4e00-\u9fff]", text))
    code = re.match(r"\s*(import|from|def|class|<!doctype|<html|#!/)", text)
    return (words >= LEAST[0] or chinese >= LEAST[1]) and not code


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), [Path(git) for git in sys.argv[2:]])
