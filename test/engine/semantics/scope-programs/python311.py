"""Names declared nonlocal and global, patterns and walruses in every kind of scope; Python 3.11 or later."""
def g():
    global q, r
    q = 1
def h(a):
    def i():
        nonlocal a
        def j():
            global a
            def k(): return a
            return k
        a += 1
    class D:
        nonlocal a
        global z
        a = z = 1
        def m(self): return a, z, self.__p
        __p = 1
        import __q.r, os as __s
        def __t(__u=__v): global __w; __w = __u
    lambda: (yield a)
    for a.b, (c, [d, *e]) in x: pass
    with x as (y, z[0]), w as v.u: del c, (d, e[0])
    try: pass
    except* E as err: pass
    match a:
        case {"k": v, K.x: 1, **rest} if v: pass
        case P(x, y=z) | [x, *z] as whole: pass
        case A.B | -1 | None: pass
    async def co(): return [i async for i in a], [await i for i in a]
    return f"{a!r:>{b}} {[c for c in a]} {(lambda: a)}"
[last := i for i in range(3)]
def walrus():
    [[y := 1 for _ in a] for _ in b]
    return lambda: [(y, z := y) for y in z]
