"""Asks for a name and a number, and runs pieces of code; it answers its own questions."""
import os
import StringIO
import sys
import tempfile

sys.stdin = StringIO.StringIO("Guido\n40 + 1\n")
name = raw_input("name: ")
print "hello", name
number = input("number: ")
print number + 1, "%d and %s" % (number, name)

path = os.path.join(tempfile.mkdtemp(), "settings.py")
settings = file(path, "w")
settings.write("answer = 6 * 7\n")
settings.close()
print file(path).read(),
execfile(path)
print answer
space = {}
execfile(path, space)
exec "question = answer // 7" in space
print space["question"], space.has_key("answer")
exec "double = 2 * answer"
print double, `double`, `double, 1`, ur"C:\dir", unichr(97), isinstance(name, basestring)
"""A path like C:\users is no escape."""
print cmp(1, 2), "\N" + "\user"
