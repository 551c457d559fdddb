"""Raises and catches exceptions in every way that Python 2 knows."""
import select
import socket
import sys


class Problem(Exception):
    pass


try:
    raise ValueError, "wrong"
except ValueError, e:
    print "ValueError", e
try:
    raise IOError, (2, "No such thing")
except IOError, (n, m):
    print n, m
try:
    raise ValueError
except (ValueError, TypeError), e:
    print "none", str(e)
try:
    raise Problem("with text")
except Problem, problem:
    print problem.args
try:
    try:
        raise KeyError("k")
    except KeyError:
        raise sys.exc_info()[0], "another", sys.exc_info()[2]
except KeyError, e:
    print "again", e.args
try:
    raise "a text"
except:
    print "raised"
for kind in socket.error, select.error, IOError:
    try:
        raise kind, (4, "interrupted")
    except (socket.error, select.error, IOError), e:
        print e.args


def first(values, count):
    while 1:
        if not count:
            raise StopIteration
        count -= 1
        yield values[count]


def pair((a, b), c):
    return a + b + c


print list(first("abc", 2)), pair((1, 2), 3)
