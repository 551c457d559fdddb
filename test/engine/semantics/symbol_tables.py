"""Prints, for each path on standard input, CPython's own scopes as one line of JSON.

From 3.12 on (PEP 709) comprehensions other than generators have no scope of their own in these tables: their names stand
in the scope around them. "inlined" tells whether that is so.
"""
import json
import os
import symtable
import sys


# Bound by the interpreter itself in a class with type parameters.
IMPLICIT = ("__type_params__", "__classdict__", "__conditional_annotations__")


def demangled(name, classes):
    for owner in reversed(classes):
        prefix = "_" + owner.lstrip("_") + "__"
        if name.startswith(prefix) and not name.endswith("__"):
            return name[len(prefix) - 2 :]
    return name


def scopes(table, classes, found, declared_global):
    kind = str(getattr(table.get_type(), "value", table.get_type()))
    inner = classes + [table.get_name()] if kind == "class" else classes
    # Before Python 3.14 no scope of these kinds holds anything but type parameters.
    if kind in ("module", "class", "function"):
        names = []
        for symbol in table.get_symbols():
            name = symbol.get_name()
            bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter() or symbol.is_namespace()
            if symbol.is_declared_global() and bound:
                declared_global.add(demangled(name, inner))
            elif symbol.is_local() and not name.startswith((".", "_[")) and name not in IMPLICIT:
                names.append(demangled(name, inner))
        found.append([kind, 0 if kind == "module" else table.get_lineno(), names])
    for child in table.get_children():
        scopes(child, inner, found, declared_global)


def main():
    for line in sys.stdin:
        path = line.rstrip("\n")
        try:
            with open(path, encoding="utf-8") as file:
                table = symtable.symtable(file.read(), path, "exec")
        except (SyntaxError, ValueError):
            print("null")
            continue
        found, declared_global = [], set()
        scopes(table, [], found, declared_global)
        found[0][2] = sorted(set(found[0][2]) | declared_global)
        print(json.dumps({"inlined": sys.version_info >= (3, 12), "scopes": found}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        library = os.path.dirname(os.__file__)
        paths = sorted(
            os.path.join(folder, name)
            for folder, _, names in os.walk(library)
            for name in names
            if name.endswith(".py") and "site-packages" not in folder and "dist-packages" not in folder
        )
        print("\n".join(paths[:: max(1, len(paths) // int(sys.argv[1]))]))
    else:
        main()
