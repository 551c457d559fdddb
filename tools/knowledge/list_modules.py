"""Prints, as JSON, the modules that the running interpreter's own library has: Python 2.7 and 3.x alike.

Reads folders and built-in tables only; nothing but `email` and `os` is imported, since importing runs code.
"""
import json
import os
import pkgutil
import sys

import email  # noqa: F401 - in Python 2 it puts its old module names, such as email.MIMEText, into sys.modules

SKIPPED = {"test", "tests", "idle_test", "site-packages", "dist-packages", "__pycache__"}


def modules_in(folders, prefix=""):
    found = set()
    pending = [(folder, prefix) for folder in folders]
    while pending:
        folder, prefix = pending.pop()
        for _, name, is_package in pkgutil.iter_modules([folder]):
            if name in SKIPPED or "-" in name or "." in name:
                continue
            found.add(prefix + name)
            if is_package:
                pending.append((os.path.join(folder, name), prefix + name + "."))
    return found


def is_own(folder):
    return os.path.isdir(folder) and not SKIPPED.intersection(folder.split(os.sep))


library = os.path.dirname(os.__file__)
# Leaves out what the environment or the site module added: only the library's own folders count.
folders = [folder for folder in sys.path if is_own(folder) and (folder + os.sep).startswith(library + os.sep)]
modules = modules_in(folders)
modules.update(sys.builtin_module_names)
# Names of other platforms too; 3.10 and later.
modules.update(getattr(sys, "stdlib_module_names", ()))
modules.update(name for name in sys.modules if name.startswith("email.") and sys.modules[name] is not None)
modules.update({"__main__", "os.path"})
roots = {name for name in modules if "." not in name}
own = {name for name in modules if name.split(".")[0] in roots and not name.startswith("_sysconfigdata")}
print(json.dumps({"release": "%d.%d.%d" % sys.version_info[:3], "modules": sorted(own | {"test"})}))
