"""Judges repairs: one line of JSON {"id", "before", "after", "edits"} on standard input, one line {"id", "compiled", "problem"} back.

`edits` are pairs [first line before, last line before, first line after, last line after], counted from 1. A repair is right if
the text after it compiles where the one before did, and no statement outside of the edited lines has changed. Runs under Python 2.7
and every Python 3.
"""
import ast
import io
import json
import sys
import warnings

warnings.simplefilter("ignore")
BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def encoded(text):
    return text.encode("utf-8", "surrogatepass" if sys.version_info[0] > 2 else "strict")


def statements(tree):
    """First line, last line of the head, and what stands there without what is in its blocks, in the order of the text."""
    found = []

    def visit(node):
        for name in BODIES:
            # Of an expression, as in `exec`, lambda or a choice, the body is no list.
            children = getattr(node, name, None)
            for child in children if isinstance(children, list) else []:
                kept = [(each, getattr(child, each)) for each in BODIES if isinstance(getattr(child, each, None), list)]
                for each, _ in kept:
                    setattr(child, each, [])
                own = getattr(child, "lineno", 0)
                value = getattr(child, "value", None)
                # Before 3.8 a long text was where it ends.
                if getattr(value, "col_offset", 0) == -1 and hasattr(value, "s"):
                    own -= value.s.count("\n")
                first = min([own] + [each.lineno for each in getattr(child, "decorator_list", [])])
                text = ast.dump(child)
                for each, value in kept:
                    setattr(child, each, value)
                # Before 3.8 a decorated definition begins with its decorators; its body tells how far its head may go.
                body = kept[0][1] if kept else []
                found.append((first, max([own] + [getattr(each, "lineno", 0) for each in body[:1]]), text))
                visit(child)

    visit(tree)
    return found


def outside(tree, ranges, count):
    """What stands on lines that no edit touches; a statement reaches up to the line before the next one."""
    found = statements(tree)
    ends = [begin for begin, _, _ in found[1:]] + [count + 2]
    kept = []
    for (begin, head, text), following in zip(found, ends):
        last = max(head, following - 1)
        # Nothing between two lines touches what is above it, whatever stands in between.
        if not any(first <= (last if first <= end else head) and begin <= end for first, end in ranges):
            kept.append(text)
    return kept


def problem(before, after, edits):
    """Whether the text compiled at all, and what is wrong with the repaired one."""
    try:
        old = compile(encoded(before), "before.py", "exec", ast.PyCF_ONLY_AST, True)
        compile(encoded(before), "before.py", "exec", 0, True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RuntimeError):
        return False, None
    try:
        new = compile(encoded(after), "after.py", "exec", ast.PyCF_ONLY_AST, True)
        compile(encoded(after), "after.py", "exec", 0, True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RuntimeError) as error:
        return True, "no longer compiles: %s: %s" % (type(error).__name__, error)
    lines = [max(before.count("\n"), before.count("\r")), max(after.count("\n"), after.count("\r"))]
    one = outside(old, [(e[0], e[1]) for e in edits], lines[0])
    other = outside(new, [(e[2], e[3]) for e in edits], lines[1])
    if one == other:
        return True, None
    place = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return True, "changes what it does not touch: %s becomes %s" % ((one + ["nothing"])[place], (other + ["nothing"])[place])


if __name__ == "__main__":
    for line in iter(io.open(sys.stdin.fileno(), "r", encoding="utf-8").readline, ""):
        request = json.loads(line)
        compiled, answer = problem(request["before"], request["after"], request["edits"])
        sys.stdout.write(json.dumps({"id": request["id"], "compiled": compiled, "problem": answer}) + "\n")
        sys.stdout.flush()
