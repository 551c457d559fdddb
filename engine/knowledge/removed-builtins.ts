/** What became of a builtin of Python 2 that Python 3 does not have. */
export interface RemovedBuiltin {
  /** Qualified name of what does the same, or nearly. */
  readonly to?: string;
  /** Whether it is the same but for its name, whatever it is given. */
  readonly sameBehaviour: boolean;
  /** Ends "Python 3 has no `x`: ...". */
  readonly advice: string;
}

/** Source: "What's New in Python 3.0"; a test compares the names with CPython 2.7 and 3.13. */
export const REMOVED_BUILTINS: Readonly<Record<string, RemovedBuiltin>> = {
  StandardError: { to: "builtins.Exception", sameBehaviour: false, advice: "use `Exception`" },
  apply: { sameBehaviour: false, advice: "call the function with `*arguments` and `**keywords`" },
  basestring: { to: "builtins.str", sameBehaviour: true, advice: "use `str`" },
  buffer: { to: "builtins.memoryview", sameBehaviour: false, advice: "use `memoryview`" },
  cmp: { sameBehaviour: false, advice: "compare with `<` and `==`, or sort by a `key`" },
  coerce: { sameBehaviour: false, advice: "leave it out: operators convert numbers by themselves" },
  execfile: { sameBehaviour: false, advice: "use `exec` on what is in the file, or `runpy.run_path`" },
  file: { to: "builtins.open", sameBehaviour: true, advice: "use `open`" },
  intern: { to: "sys.intern", sameBehaviour: true, advice: "use `sys.intern`" },
  long: { to: "builtins.int", sameBehaviour: true, advice: "use `int`" },
  raw_input: { to: "builtins.input", sameBehaviour: true, advice: "use `input`" },
  reduce: { to: "functools.reduce", sameBehaviour: true, advice: "use `functools.reduce`" },
  reload: { to: "importlib.reload", sameBehaviour: true, advice: "use `importlib.reload`" },
  unichr: { to: "builtins.chr", sameBehaviour: true, advice: "use `chr`" },
  unicode: { to: "builtins.str", sameBehaviour: true, advice: "use `str`" },
  xrange: { to: "builtins.range", sameBehaviour: true, advice: "use `range`" },
};
