"""Private names, comprehensions, annotations and closures; every Python 3."""
def h(a):
    def i():
        nonlocal a
        def j():
            global a
            def k(): return a
            return k
        a += 1
    class D:
        global z
        z = 1
        def m(self): return a, z, self.__p, __class__, super
        __p = 1
        import __q.r, os as __s
        def __t(__u=__v): global __w; __w = __u
        [__p for __p in __u if (lambda: __p)]
        b = [[super for i in a] for __class__ in b]
    class __E(__B):
        __x = 1
        class _:
            __y = 1
    lambda: (yield a)
    for a.b, (c, [d, *e]) in x: pass
    with x as (y, z[0]), w as v.u: del c, (d, e[0])
    try: pass
    except E as err: pass
    async def co(): return [i async for i in a], [await i for i in a]
    return f"{a!r:>{b}} {[c for c in a]} {(lambda: a)}"
def g():
    global q, r
    q = [r for r in r]
    def s(): return [q for q in r], q
def shadow(x):
    return [x for x in x], {x: (lambda: x) for x in x}, {y: z for y in x for z in (lambda: y)()}
def t(x: int, *, y: "str" = 1) -> [i for i in x]:
    u: x = 1
    (v): x
    (w): x = 1
    a.b: x = 1
    def v2(): return u, v, w
    return __debug__
