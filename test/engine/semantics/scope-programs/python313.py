"""Comprehensions beside `__class__` and in type aliases of classes; Python 3.13 or later."""
def f(x):
    class C:
        w = 1
        [super for i in w]
        [__class__ for i in w]
        type A[V] = list[w, V, [q for q in w], {q for w in x}, (lambda: (w, V))]
