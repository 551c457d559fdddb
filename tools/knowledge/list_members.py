"""Prints, as JSON, what the public modules of the running interpreter offer: Python 2.7 and 3.x alike.

Reads the names of modules from its standard input, one a line, each with names that it had before. Modules are imported; nothing else of them is run.
"""
import inspect
import json
import os
import sys
import warnings

#: Importing them does something, or they are programs.
SKIPPED = {"antigravity", "this", "idlelib", "test", "turtledemo", "lib2to3", "ensurepip", "pydoc_data", "__main__"}
#: Special methods that say how an object may be used; the others are of no interest.
SPECIAL = {
    "__aenter__", "__aexit__", "__aiter__", "__anext__", "__call__", "__enter__", "__exit__", "__getitem__", "__iter__",
    "__len__", "__next__",
}  # fmt: skip


def is_public(name):
    return name in SPECIAL or not name.startswith("_")


def load(name):
    try:
        __import__(name)
        return sys.modules[name]
    except (Exception, SystemExit):
        return None


def is_foreign(member, module):
    """Whether something is a module, or was made in another one: what a module imports for its own use."""
    if inspect.ismodule(member):
        return True
    home = getattr(member, "__module__", None) if inspect.isclass(member) or inspect.isroutine(member) else None
    return isinstance(home, str) and home.split(".")[0].lstrip("_") != module.__name__.split(".")[0].lstrip("_")


def describe(module, before, homes):
    members = vars(module)
    names = {name for name in members if isinstance(name, str) and not name.startswith("_")}
    exported = {str(name) for name in getattr(module, "__all__", names)}
    if "__getattr__" in members:
        names.update(name for name in before if not name.startswith("_") and hasattr(module, name))
    imported = {name for name in names - exported if is_foreign(members.get(name), module)}
    names -= imported
    described = {"names": sorted(names | exported), "hidden": sorted(names - exported), "imported": sorted(imported)}
    classes = {}
    for name in names:
        member = members.get(name)
        is_own = module.__name__ == "types" or not is_foreign(member, module)
        if inspect.isclass(member) and is_own and homes.get(member, module.__name__) == module.__name__:
            classes[name] = describe_class(member, homes)
    described["classes"] = classes
    return described


def describe_class(described, homes):
    """The members that no other class with a public name defines, and the nearest such classes."""
    own = set(name for name in vars(described) if is_public(name))
    bases = []
    implied = set()
    for base in inspect.getmro(described)[1:]:
        if base in homes:
            if base not in implied:
                bases.append(homes[base] + "." + base.__name__)
            implied.update(inspect.getmro(base))
        elif base is not object and base not in implied:
            own.update(name for name in vars(base) if is_public(name))
    return {"own": sorted(own), "bases": bases}


warnings.simplefilter("ignore")
output, sys.stdout = sys.stdout, open(os.devnull, "w")
wanted = [line.split() for line in sys.stdin.read().splitlines()]
before = {words[0]: words[1:] for words in wanted if words[0].split(".")[0] not in SKIPPED}
modules = {name: module for name, module in ((name, load(name)) for name in sorted(before)) if module is not None}
#: The public module that a class is from, where that module has it by its own name.
homes = {}
for module_name, module in sorted(modules.items()):
    for name, member in list(vars(module).items()):
        if (
            inspect.isclass(member)
            and member is not object
            and not name.startswith("_")
            and member.__name__ == name
            and getattr(member, "__module__", None) == module_name
            and module_name != "exceptions"
        ):
            homes[member] = module_name
json.dump({name: describe(module, before[name], homes) for name, module in modules.items()}, output, sort_keys=True)
