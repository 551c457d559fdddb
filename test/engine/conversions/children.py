"""Talks with child processes, and writes through descriptors."""
import commands
import os
import popen2
import sys

fromchild, tochild = popen2.popen2("cat")
tochild.write("to the first\n")
tochild.close()
print fromchild.read(),

i, o = os.popen2("cat")
i.write("to the second\n")
i.close()
print o.read(),

i, o, errors = os.popen3("cat; echo complaint >&2")
i.close()
print `o.read()`, errors.read(),

i, both = os.popen4("cat; echo complaint >&2")
i.close()
print both.read(),

print commands.getoutput("echo output")
status, text = commands.getstatusoutput("echo output and status")
print status, text
try:
    os.stat("/does/not/exist")
except os.error, e:
    print "no such file", e.errno

sys.stdout.flush()
unbuffered = os.fdopen(os.dup(1), "w", 0)
unbuffered.write("straight to the descriptor\n")
print os.getcwdu() == os.getcwd()
