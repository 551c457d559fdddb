"""Tells, as JSON, what the running interpreter makes of names of its library: Python 2.7 and 3.x alike.

Reads qualified names from its standard input, one a line. A name that is not there gets null.
"""
import inspect
import json
import os
import sys
import warnings


def find(name):
    """The object of a name, and whether it is looked up in a class; None where there is no such name."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module_name = ".".join(parts[:length])
        try:
            __import__(module_name)
        except (Exception, SystemExit):
            continue
        found, holder = sys.modules[module_name], None
        for part in parts[length:]:
            holder = found
            if not hasattr(found, part):
                return None
            found = getattr(found, part)
        return found, inspect.isclass(holder), parts[-1], holder
    return None


def positions(found, in_class, name, holder):
    """The least and most positions (-1 for any number), and the other names; None where Python does not tell."""
    try:
        parameters = list(inspect.signature(found).parameters.values())
    except (ValueError, TypeError, AttributeError):
        return None
    if in_class and not inspect.isclass(found):
        static = inspect.getattr_static(holder, name, None)
        if not isinstance(static, (staticmethod, classmethod)) and not inspect.ismethod(found) and not inspect.isbuiltin(found):
            parameters = parameters[1:]
    kinds = inspect.Parameter
    in_order = [one for one in parameters if one.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
    any_number = any(one.kind == kinds.VAR_POSITIONAL for one in parameters)
    least = len([one for one in in_order if one.default is kinds.empty])
    named = [one.name for one in parameters if one.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)]
    any_name = any(one.kind == kinds.VAR_KEYWORD for one in parameters)
    return {"least": least, "most": -1 if any_number else len(in_order), "named": named, "anyName": any_name}


def describe(name):
    found = find(name)
    if found is None:
        return None
    described = {}
    if inspect.isclass(found[0]):
        described["line"] = [base.__module__ + "." + base.__name__ for base in inspect.getmro(found[0])]
    if callable(found[0]) and hasattr(inspect, "signature"):
        described["positions"] = positions(*found)
    return described


warnings.simplefilter("ignore")
output, sys.stdout = sys.stdout, open(os.devnull, "w")
names = sys.stdin.read().split()
json.dump({name: describe(name) for name in names}, output)
