"""Prints, as JSON, the public names of the modules given as arguments: all there are, and those that are their own."""
import importlib
import json
import sys
import types
import warnings

warnings.simplefilter("ignore")


def is_own(module, name):
    if name in getattr(module, "__all__", ()):
        return True
    owner = getattr(getattr(module, name), "__module__", None)
    return not isinstance(owner, str) or owner == module.__name__


found = {}
for argument in sys.argv[1:]:
    try:
        module = importlib.import_module(argument)
    except ImportError:
        continue
    # The old names in Python 2's email are filled in at the first attribute that is asked for.
    getattr(module, "__all__", ())
    names = [name for name in dir(module) if not isinstance(getattr(module, name), types.ModuleType)]
    public = [name for name in names if not name.startswith("_")]
    found[argument] = {"all": dir(module), "own": [name for name in public if is_own(module, name)]}
print(json.dumps(found))
