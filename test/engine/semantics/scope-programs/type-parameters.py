"""Type parameters and type aliases in classes and functions; Python 3.12 or later."""
def f(x):
    class C[T: (lambda: x), U: [y for y in x]](Base[[z for z in x]]):
        w = 1
        type A[V] = list[w, V, T, str]
        def m[W](self, a: w = [j for j in w], b=T) -> w: return w, W, A, __class__, super
        k = [(lambda: i) for i in w if x]
        g = {a: [lambda: (a, b, x) for b in a] for a in x}
        type B = __class__
    type X[T] = [lambda: T for i in x]
    return [[x for x in y] for y in x], [y for _ in ()] if 0 else [x2 := 3 for _ in x]
