"""The guard: where a mark may stand in an answer, and where it never may.

Untouched: code (fenced, indented, inline, prompts of a shell), JSON and anything else in braces or
brackets, tool calls and tags, tables, formulas, quotations, addresses of the web or of mail, paths
and identifiers, and every figure with the words around it. An answer that is JSON as a whole, or
that asks for a tool, has no prose. In doubt the guard keeps out: a lost mark costs little.
"""

import re

import msgspec

Span = tuple[int, int]

_PROTECTED = re.compile(
    r"""
      (?P<fence>^[ \t]*(?:```|~~~).*?(?:^[ \t]*(?:```|~~~)[^\n]*$|\Z))   # also one never closed
    | (?P<indent>^(?:[ ]{4}|\t)[^\n]*$)
    | (?P<shell>^[ \t]*(?:\$|>>>|\.\.\.|%|>|\#!)[^\n]*$)
    | (?P<table>^[^\n]*\|[^\n]*$)
    | (?P<statement>^[^\n]*(?:;|\{|\}|==|:=|=>|->|\(\))[^\n]*$)    # looks like code
    | (?P<inline>`+[^`]*`+)
    | (?P<formula>\$[^$\n]+\$|\\\(.*?\\\)|\\\[.*?\\\])
    | (?P<tag><[^>\n]*>)
    | (?P<brackets>\[[^\]]*\]|\{[^}]*\})
    | (?P<quote>"[^"\n]*"|\u201c[^\u201d\n]*\u201d)
    | (?P<address>\S+://\S+|\S+@\S+|www\.\S+)
    | (?P<figure>(?:[^\s\n]+[ ]){0,2}[^\s]*\d[^\s]*(?:[ ][^\s\n]+){0,2})
    | (?P<name>\S*[_/\\=]\S*)
    """,
    re.M | re.S | re.X,
)


def prose_spans(text: str) -> tuple[Span, ...]:
    """Stretches of text in which marks may stand, as (start, end), in order.

    >>> text = "Use big pans. `big` Take 5 big eggs now."
    >>> [text[a:b] for a, b in prose_spans(text)]
    ['Use big pans. ', ' ', ' now.']
    """
    if _is_data(text):
        return ()
    spans, at = [], 0
    for found in _PROTECTED.finditer(text):
        if found.start() > at:
            spans.append((at, found.start()))
        at = max(at, found.end())
    if at < len(text):
        spans.append((at, len(text)))
    return tuple(spans)


def last_prose_end(text: str) -> int | None:
    """Where a sentence may be added: after the last full stop that ends a line of prose, or None.

    Nothing is added behind code, data or a figure: the rest of the answer stays where it was.

    >>> last_prose_end("It works well."), last_prose_end('{"tool": "It works."}')
    (14, None)
    """
    for start, end in reversed(prose_spans(text)):
        for stop in reversed(list(re.finditer(r"[.!?](?=[ \t]*(?:\n|\Z))", text[start:end]))):
            return start + stop.end()
    return None


def _is_data(text: str) -> bool:
    """Whether an answer is meant for a program: JSON, XML, or a call of a tool."""
    bare = text.strip()
    if re.search(r'"?(?:tool_calls?|function_call|tool_use)"?\s*[:=>]|<(?:invoke|tool_)', bare):
        return True
    if bare.startswith("<") and bare.endswith(">"):
        return True
    if bare[:1] in {"{", "[", '"'} or bare[:1].isdigit():
        try:
            msgspec.json.decode(bare)
        except (msgspec.DecodeError, ValueError):
            return False
        return True
    return False
