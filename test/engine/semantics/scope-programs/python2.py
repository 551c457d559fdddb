"""Names as only Python 2 binds and reads them."""
import a.b, c.d as e
from m import (x, y as z)
def f(a, (b, (c, d))=(1, (2, q)), *args):
    print >>b, h, `a + b.c`, `c[d](e.f, i == 0x1F, "x y", g=h)`
    print (a)
    exec a in b
    l = [i for i in [k for k in a] if (lambda: i)]
    s = set([p for p in a]), {m for m in a}, {n: o for n, o in a}, (r for r in [t for t in u])
    try: pass
    except E, e: pass
    except (A, B), (x.y, z[1], w): pass
    lambda (p, q): (p, True, None, b[::], b[1:2:], b[:], b[::2])
    class C:
        global g
        g = 1
        [v for v in a]
        def m(self): return v, g, self.__p
        __p = super
    g2 = 1
    global g2
def k():
    exec "x"
    exec("x")
    exec ("x", g)
def k2():
    exec("x", g)
def k3():
    exec compile(a, b) in c, d
def k4():
    from os import *
def k5():
    exec (a) in b
with x as (y, z): pass
del a, (b, c)
for i, (j, k) in x: pass
