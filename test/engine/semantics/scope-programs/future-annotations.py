"""Annotations that never run; Python 3.7 or later."""
from __future__ import annotations
def f(x: a, *b: [y for y in x], c: (lambda: 1) = d) -> e:
    g: x = 1
    class C(Base):
        h: x
        def m(self, p: T, q: h = T): i: j = x
    def n(): k: x; l: [x for x in g]
