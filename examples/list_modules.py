"""Tells which modules have no source file because they are part of the interpreter."""
import imp
import sys

print "Built into", sys.executable + ":"
for name in sorted(sys.builtin_module_names):
    print "   ", name,
    if name in sys.modules:
        print "(imported)"
    else:
        print
print >>sys.stderr, len(sys.builtin_module_names), "in all"
imp.reload(sys)
