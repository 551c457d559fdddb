"""Runs programs and says of each expression statement whether it gives the object that somebody says it does.

Reads JSON: a list of {"text": source, "answers": {line: qualified name, in Python 3's spelling}, "seed": number}. Writes for each
program a list of [line, verdict] (or null, if it does not compile): "same", "different: ...", or "nothing" for a line that was not reached or raised.
"""
import ast
import importlib
import json
import random
import sys
import types
import warnings

warnings.simplefilter("ignore")
try:
    import builtins
except ImportError:
    import __builtin__ as builtins

PYTHON_2 = sys.version_info[0] == 2
OLD = {"builtins": ["__builtin__", "exceptions"]}
if PYTHON_2:
    from lib2to3.fixes.fix_imports import MAPPING

    for old, new in MAPPING.items():
        OLD.setdefault(new, []).append(old)



class Probes(ast.NodeTransformer):
    """Reports every expression statement; what goes wrong in one does not end the program."""

    def visit(self, node):
        self.generic_visit(node)
        if not isinstance(node, ast.Expr):
            return node
        line = ast.copy_location(ast.Num(node.lineno) if PYTHON_2 else ast.Constant(node.lineno), node)
        probe = ast.Name("__seen__", ast.Load())
        call = ast.Call(probe, [line, node.value], [], None, None) if PYTHON_2 else ast.Call(probe, [line, node.value], [])
        node = ast.copy_location(ast.Expr(call), node)
        caught = ast.ExceptHandler(None, None, [ast.Pass()])
        attempt = ast.TryExcept([node], [caught], []) if PYTHON_2 else ast.Try([node], [caught], [], [])
        return ast.copy_location(attempt, node)


KNOWN = {}


def named(name):
    """Every object that goes by a name: in Python 2 several modules have become one."""
    if name not in KNOWN:
        KNOWN[name] = list(found(name))
    return KNOWN[name]


def found(name):
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        for spelling in [module] + OLD.get(module, []):
            try:
                value = importlib.import_module(spelling)
                for part in parts[length:]:
                    value = getattr(value, part)
            except (ImportError, AttributeError):
                continue
            yield value


def fake(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


class Queue(object):
    pass


def prepare():
    """Modules of a project: a package `pkg` that the programs are in, and `mylib` beside it."""
    queue = fake("pkg.queue", Queue=Queue)
    fake("pkg", queue=queue, Queue=Queue, __path__=[])
    fake("mylib", helper=Queue, Popen=Queue)


def is_same(one, other):
    return plain(one) is plain(other)


def plain(value):
    """Python 2 wraps a function each time it is read from its class; read through an object, it is another thing."""
    return getattr(value, "__func__", value) if getattr(value, "__self__", value) is None else value


def run(program):
    seen = {}
    answers = program["answers"]
    chance = random.Random(program["seed"])

    def see(line, value):
        answer = answers.get(str(line))
        # What may also be None has the name that it has otherwise.
        if answer is None or value is None:
            seen.setdefault(line, "same")
        elif any(is_same(value, each) for each in named(answer)):
            seen.setdefault(line, "same")
        else:
            seen[line] = "different: %s, not %r" % (answer, value)

    names = {
        "__seen__": see,
        "__name__": "pkg.main",
        "__package__": "pkg",
    }
    builtins.flag = lambda: chance.random() < 0.5
    prepare()
    try:
        compile(program["text"], "program", "exec", 0, True)
    except SyntaxError:
        return None
    tree = ast.fix_missing_locations(Probes().visit(ast.parse(program["text"])))
    code = compile(tree, "program", "exec", 0, True)
    try:
        exec(code, names)
    except Exception:
        pass  # What was seen before counts.
    return sorted(seen.items())


print(json.dumps([run(program) for program in json.load(sys.stdin)]))
