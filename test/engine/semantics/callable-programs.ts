/** A place in a program where something stands that can be called. */
export interface Target {
  /** The line of the place ends with this comment; the expression is what the line states or returns. */
  readonly mark: string;
  /** What gives the same object at the end of the program. */
  readonly python: string;
  /** Whether it is within what has to be told. */
  readonly isTold: boolean;
}

export interface Program {
  readonly text: string;
  readonly targets: readonly Target[];
}

const NAMES = ["a", "b", "c", "d", "e"];

/** Writes random definitions of everything that can be called, for a version of Python. */
export class CallableWriter {
  readonly #lines: string[] = [];
  readonly #targets: Target[] = [];
  readonly #random: () => number;
  readonly #version: number;
  #count = 0;

  /** @param version as 207 or 313 */
  constructor(random: () => number, version: number) {
    this.#random = random;
    this.#version = version;
  }

  program(size: number): Program {
    this.#line(0, "import functools, collections, contextlib, operator, threading");
    if (this.#version >= 308) this.#line(0, "import dataclasses, typing");
    while (this.#lines.length < size) {
      const kinds = [
        () => this.#functions(),
        () => this.#functions(),
        () => this.#classWithMethods(),
        () => this.#classWithMethods(),
        () => this.#twice(),
        () => this.#tuples(),
        ...(this.#version >= 308
          ? [() => this.#dataclasses(), () => this.#dataclasses(), () => this.#overloads()]
          : []),
      ];
      this.#pick(kinds)();
    }
    return { text: `${this.#lines.join("\n")}\n`, targets: this.#targets };
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }

  #chance(odds: number): boolean {
    return this.#random() < odds;
  }

  #name(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  #line(depth: number, text: string): void {
    this.#lines.push("    ".repeat(depth) + text);
  }

  /** States an expression whose object the end of the program can see too. */
  #target(expression: string, { depth = 0, python = expression, isTold = true, prefix = "" } = {}): void {
    const mark = `T${this.#targets.length}`;
    this.#line(depth, `${prefix}${expression}  # ${mark}`);
    this.#targets.push({ mark, python, isTold });
  }

  #parameters(first: readonly string[] = []): string {
    const isNew = this.#version >= 308;
    const names = NAMES.filter(() => this.#chance(0.4));
    const list: string[] = [...first];
    let hasDefaults = false;
    const count = this.#chance(0.2) ? 0 : Math.floor(this.#random() * (names.length + 1));
    for (const name of names.slice(0, count)) {
      hasDefaults ||= this.#chance(0.3);
      let spelt = name;
      if (!isNew && !hasDefaults && this.#chance(0.2))
        spelt = this.#pick([`(${name}, x${name})`, `(${name})`, `(${name}, (y${name}, z${name}))`]);
      list.push(hasDefaults ? `${spelt}=O()` : spelt);
    }
    if (isNew && list.length > 0 && this.#chance(0.2)) {
      list.splice(1 + Math.floor(this.#random() * list.length), 0, "/");
    }
    const rest = this.#chance(0.2);
    if (rest) list.push("*args");
    const others = names.slice(count);
    if (isNew && others.length > 0 && this.#chance(0.4)) {
      if (!rest) list.push("*");
      for (const name of others) list.push(this.#chance(0.5) ? `${name}=1` : name);
    }
    if (this.#chance(0.2)) list.push("**kwargs");
    return list.join(", ");
  }

  #body(depth: number): void {
    this.#line(depth, this.#pick(["pass", "return", "return None", "return 1", "yield 1", "x = lambda: (yield)"]));
  }

  #functions(): void {
    const f = this.#name("f");
    const kind = this.#pick(["", "", "", "lru", "manager", "async", "lambda"]);
    const isNew = this.#version >= 308;
    if (kind === "lambda")
      this.#line(0, `${f} = lambda ${this.#parameters()}: ${this.#pick(["0", "None", "(yield)"])}`);
    else {
      if (kind === "lru" && isNew) this.#line(0, this.#pick(["@functools.lru_cache(None)", "@functools.lru_cache"]));
      if (kind === "manager") this.#line(0, "@contextlib.contextmanager");
      this.#line(0, `${kind === "async" && isNew ? "async " : ""}def ${f}(${this.#parameters()}):`);
      if (kind === "manager") this.#line(1, "yield");
      else this.#body(1);
    }
    this.#target(f);
    this.#partials(f);
    if (this.#chance(0.3)) {
      const wrapped = this.#name("f");
      this.#line(0, "@wrapper");
      this.#line(0, `def ${wrapped}(${this.#parameters()}): pass`);
      this.#target(wrapped, { isTold: false });
    }
    if (this.#chance(0.3)) {
      const any = this.#name("f");
      this.#line(0, `${isNew && this.#chance(0.5) ? "async " : ""}def ${any}(*rest):`);
      this.#body(1);
      this.#target(`lambda *rest: ${any}(*rest)`);
      this.#target(`operator.${this.#pick(["methodcaller('m', 1)", "itemgetter(0, 1)", "attrgetter('x')"])}`);
    }
  }

  #partials(f: string): void {
    let inner = f;
    for (let depth = 0; depth < 2 && this.#chance(0.6); depth++) {
      const positions = Array.from({ length: Math.floor(this.#random() * 3) }, () => "O()");
      const keywords = NAMES.filter(() => this.#chance(0.2)).map((name) => `${name}=1`);
      const name = this.#name("p");
      this.#line(0, `${name} = functools.partial(${[inner, ...positions, ...keywords].join(", ")})`);
      this.#target(name);
      inner = name;
    }
  }

  #classWithMethods(): void {
    const name = this.#name("C");
    const base = this.#pick(["", "(object)", "(object)", "(Exception)", "(dict)", "(threading.Thread)"]);
    const isNew = this.#version >= 308;
    this.#line(0, `class ${name}${base}:`);
    const init = this.#pick(["init", "init", "none", "new"]);
    if (init === "init") this.#line(1, `def __init__(${this.#parameters(["self"])}): pass`);
    if (init === "new" && base === "(object)") this.#line(1, "def __new__(cls, *a): return object.__new__(cls)");
    this.#line(1, `def plain(${this.#parameters(["self"])}):`);
    this.#body(2);
    this.#line(1, "@staticmethod");
    this.#line(1, `def static(${this.#parameters()}): pass`);
    this.#line(1, "@classmethod");
    this.#line(1, `def clsm(${this.#parameters(["cls"])}): pass`);
    const bare = this.#parameters();
    this.#line(1, `def bare(${/^[*(]|^$/.test(bare) ? "" : bare}): pass`);
    this.#line(1, "@property");
    this.#line(1, "def prop(self): return len");
    this.#line(1, `def __call__(${this.#parameters(["self"])}): pass`);
    if (isNew) {
      const keywords = NAMES.filter(() => this.#chance(0.2)).map((each) => `${each}=1`);
      this.#line(1, `pm = functools.partialmethod(${["plain", ...keywords].join(", ")})`);
    }
    const isMade = init === "none" || init === "init";
    const object = this.#name("o");
    this.#line(1, "def reach(self):");
    const methods = ["plain", "static", "clsm", "bare", ...(isNew ? ["pm"] : [])];
    for (const method of methods) {
      this.#target(`self.${method}`, { depth: 2, python: `${object}.${method}` });
    }
    this.#line(2, "return");
    this.#target(name, { isTold: isMade && (init === "init" || base === "" || base === "(object)") });
    this.#line(0, `${object} = ${name}()  # made`);
    this.#target(object);
    for (const method of methods) this.#target(`${object}.${method}`);
    this.#target(`functools.partial(${object}.plain, O(), b=1)`);
    for (const method of ["static", "clsm"]) this.#target(`${name}.${method}`);
    // Python 2's unbound methods look at their first argument.
    if (isNew) this.#target(`${name}.plain`);
    this.#target(`${object}.prop`, { isTold: false });
    if (!isNew) return;
    const child = this.#name("C");
    this.#line(0, `class ${child}(${name}):`);
    this.#line(1, "def reach2(self):");
    this.#target("super().plain", { depth: 2, python: `super(${child}, make(${child})).plain` });
    this.#target("super().clsm", { depth: 2, python: `super(${child}, make(${child})).clsm` });
    this.#target("super().static", { depth: 2, python: `super(${child}, make(${child})).static` });
    this.#target(`${child}()`, { depth: 2, python: `make(${child})` });
    this.#target(`${child}().plain`, { depth: 2, python: `make(${child}).plain` });
    this.#target(`${child}`, { isTold: false });
  }

  #twice(): void {
    const f = this.#name("f");
    const first = this.#parameters();
    const second = this.#chance(0.5) ? first : this.#parameters();
    this.#line(0, `if flag:`);
    this.#line(1, `def ${f}(${first}): pass`);
    this.#line(0, `else:`);
    this.#line(1, `def ${f}(${second}): pass`);
    this.#target(f, { isTold: first === second });
  }

  #overloads(): void {
    const f = this.#name("f");
    this.#line(0, "@typing.overload");
    this.#line(0, `def ${f}(${this.#parameters()}): ...`);
    this.#line(0, `def ${f}(${this.#parameters()}): pass`);
    this.#target(f);
  }

  #tuples(): void {
    const names = NAMES.filter(() => this.#chance(0.5));
    const t = this.#name("N");
    const spelt = this.#pick([
      JSON.stringify(names.join(" ")),
      JSON.stringify(names.join(", ")),
      JSON.stringify(names),
    ]);
    const count = Math.floor(this.#random() * (names.length + 1));
    const defaults = this.#version >= 308 && this.#chance(0.5) ? `, defaults=[${"1, ".repeat(count)}]` : "";
    this.#line(0, `${t} = collections.namedtuple("${t}", ${spelt}${defaults})`);
    this.#target(t);
    const child = this.#name("N");
    this.#line(0, `class ${child}(collections.namedtuple("${child}", ${spelt}${defaults})):`);
    const isOwn = this.#chance(0.3);
    this.#line(1, isOwn ? `def __new__(${this.#parameters(["cls"])}): return tuple.__new__(cls)` : "__slots__ = ()");
    this.#target(child);
    if (this.#version < 308) return;
    const typed = this.#name("N");
    this.#line(0, `class ${typed}(typing.NamedTuple):`);
    let hasDefault = false;
    for (const name of names) {
      hasDefault ||= this.#chance(0.3);
      this.#line(1, `${name}: int${hasDefault ? " = 1" : ""}`);
    }
    this.#line(1, "def more(self): return 1");
    this.#target(typed);
  }

  #dataclasses(): void {
    const isNewer = this.#version >= 310;
    let base = "";
    let hasDefault = false;
    let own = false;
    const free = [...NAMES];
    for (let depth = 0; depth < 2; depth++) {
      const name = this.#name("D");
      const options = [
        ...(this.#chance(0.1) ? ["init=False"] : []),
        ...(this.#chance(0.3) ? ["frozen=False"] : []),
        ...(isNewer && this.#chance(0.15) ? ["kw_only=True"] : []),
      ];
      const isKeywordOnly = options.includes("kw_only=True");
      this.#line(
        0,
        this.#pick([
          `@dataclasses.dataclass(${options.join(", ")})`,
          options.length > 0 ? `@dataclasses.dataclass(${options.join(", ")})` : "@dataclasses.dataclass",
        ]),
      );
      this.#line(0, `class ${name}${base}:`);
      for (let i = 0; i < 2; i++) {
        const field = free.shift();
        if (field === undefined || this.#chance(0.2)) continue;
        const kind = this.#pick([
          "plain",
          "plain",
          "default",
          "classvar",
          "quoted",
          "factory",
          "noinit",
          "initvar",
          "kw",
        ]);
        if (kind === "plain" || kind === "initvar") {
          hasDefault ||= this.#chance(0.2);
          const type = kind === "initvar" ? "dataclasses.InitVar[int]" : "int";
          this.#line(1, `${field}: ${type}${hasDefault ? " = 1" : ""}`);
        } else if (kind === "default" || kind === "factory") {
          hasDefault ||= !isKeywordOnly;
          const value = this.#pick(["1", "dataclasses.field(default=1)", "dataclasses.field(default_factory=list)"]);
          this.#line(1, `${field}: int = ${value}`);
        } else if (kind === "classvar")
          this.#line(1, `${field}: typing.ClassVar[int]${this.#chance(0.5) ? " = 1" : ""}`);
        else if (kind === "quoted") this.#line(1, `${field}: "typing.ClassVar[int]" = 1`);
        else if (kind === "noinit") this.#line(1, `${field}: int = dataclasses.field(init=False)`);
        else if (isNewer)
          this.#line(
            1,
            this.#pick([
              `${field}: int = dataclasses.field(kw_only=True)`,
              `_: dataclasses.KW_ONLY\n    ${field}: int`,
            ]),
          );
      }
      own = this.#chance(0.15);
      this.#line(1, own ? `def __init__(${this.#parameters(["self"])}): pass` : "def more(self): return 1");
      this.#target(name, { isTold: false });
      base = `(${name})`;
    }
  }
}
