/** Writes programs that bind a few names in many ways, and read them everywhere. All choices follow from the seed. */
export class NameProgramWriter {
  readonly #lines: string[] = [];
  readonly #python2: boolean;
  /** What is called at the end of the block at hand. */
  #calls: string[] = [];
  /** The methods of the class at hand. */
  #methods: string[] = [];
  /** The classes of the module so far. */
  readonly #classes: string[] = ["object"];
  #state: number;
  #functions = 0;

  constructor(seed: number, python2: boolean) {
    this.#state = (seed * 2654435761 + 12345) >>> 0;
    this.#python2 = python2;
  }

  write(): string {
    this.#line(0, "import sys, codecs, threading");
    for (const each of [
      "from threading import Thread",
      "import signal",
      "from os import getpid",
      "from os import path",
    ]) {
      if (this.#random(3) > 0) this.#line(0, each);
    }
    if (this.#random(3) > 0) this.#line(0, this.#python2 ? "import Queue as queue" : "import queue");
    for (let i = 0; i < 6; i++) this.#statement(0, "module");
    for (const call of this.#calls) this.#line(0, call);
    for (let i = 0; i < 4; i++) this.#probe(0);
    return `${this.#lines.join("\n")}\n`;
  }

  #random(below: number): number {
    this.#state = (this.#state * 1664525 + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  #one<T>(...choices: readonly T[]): T {
    return choices[this.#random(choices.length)] as T;
  }

  #line(depth: number, text: string): void {
    this.#lines.push("    ".repeat(depth) + text);
  }

  #name(): string {
    return this.#one("open", "open", "signal", "Thread", "queue", "getpid", "path");
  }

  #value(name: string): string {
    return this.#one(
      name,
      this.#name(),
      this.#name(),
      "codecs.open",
      "threading.Thread",
      "None",
      `${this.#name()} or ${this.#name()}`,
      `${this.#name()} if flag() else ${this.#name()}`,
      `${this.#name()} if sys.version_info[0] == 2 else ${this.#name()}`,
      '__import__("signal")',
      'getattr(__import__("codecs"), "open")',
      "len",
    );
  }

  #import(name: string, atModule: boolean): string {
    const module = this.#python2 ? "Queue" : "queue";
    const all = [
      "import signal",
      "import codecs, threading",
      "import signal as path",
      "import os.path",
      `import os.path as ${name}`,
      "from threading import Thread",
      "from codecs import open",
      `from threading import Thread as ${name}`,
      `import ${module} as queue`,
      "from . import queue",
      "from .queue import Queue as Thread",
      "from signal import signal",
      "from os import getpid, path",
    ];
    const stars = ["threading", "codecs", "os", "os.path", "mylib", ".queue", module];
    if (atModule && this.#random(3) === 0) return `from ${this.#one(...stars)} import *`;
    return this.#one(...all);
  }

  #probe(depth: number): void {
    const name = this.#name();
    this.#line(depth, this.#one(name, name, `${name}.${this.#one("signal", "open", "Queue", "join")}`));
  }

  #block(depth: number, where: "module" | "function" | "class", count = 2): void {
    for (let i = 0; i < count; i++) this.#statement(depth, where);
    this.#probe(depth);
  }

  #statement(depth: number, where: "module" | "function" | "class"): void {
    const name = this.#name();
    const choice = this.#random(depth > 2 ? 9 : 20);
    switch (choice) {
      case 0:
      case 1:
        this.#line(depth, this.#import(name, where === "module"));
        break;
      case 2:
      case 3:
        this.#line(depth, `${name} = ${this.#value(name)}`);
        break;
      case 4:
      case 5:
      case 6:
        this.#probe(depth);
        break;
      case 7:
        this.#line(
          depth,
          this.#one(
            `del ${name}`,
            this.#python2 ? `{${name} for ${name} in [1]}` : `[${name} for ${name} in [1]]`,
            `${name} = ${this.#value(name)}`,
          ),
        );
        break;
      case 8:
        this.#line(depth, this.#python2 ? `a, ${name} = 1, 2` : `(${name} := ${this.#value(name)})`);
        break;
      case 9:
      case 10:
        this.#choice(depth, where);
        break;
      case 11:
        this.#line(depth, this.#one(`for ${name} in [1, signal]:`, "for item in [1, 2]:"));
        this.#block(depth + 1, where, 1);
        break;
      case 12:
        this.#line(depth, "try:");
        this.#block(depth + 1, where);
        this.#line(depth + 1, "if flag(): raise ValueError");
        this.#line(depth, this.#one("except Exception:", `except Exception as ${name}:`));
        this.#block(depth + 1, where, 1);
        break;
      case 13:
      case 14:
        this.#class(depth);
        break;
      case 15:
        this.#line(depth, `def ${name}(): pass`);
        break;
      default:
        this.#function(depth, where);
    }
  }

  #choice(depth: number, where: "module" | "function" | "class"): void {
    const condition = this.#one("flag()", "sys.version_info[0] == 2", "sys.version_info >= (3,)", "not flag()");
    this.#line(depth, `if ${condition}:`);
    this.#block(depth + 1, where, 1);
    if (this.#random(3) === 0) {
      this.#line(depth, `elif ${this.#one("flag()", "sys.version_info < (3, 0)")}:`);
      this.#block(depth + 1, where, 1);
    }
    if (this.#random(2) > 0) {
      this.#line(depth, "else:");
      this.#block(depth + 1, where, 1);
    }
  }

  /** Functions are called when what is around them has run: those called before are known to be misjudged. */
  #function(depth: number, where: "module" | "function" | "class"): void {
    const id = `f${this.#functions++}`;
    const parameter = this.#one("item", "item", this.#name());
    const isMethod = where === "class";
    this.#line(depth, `def ${id}(${isMethod ? "self, " : ""}${parameter}${this.#one("", `=${this.#name()}`)}, *rest):`);
    const name = this.#name();
    if (parameter !== name && this.#random(4) === 0) {
      this.#line(depth + 1, `global ${name}`);
    }
    const outer = this.#calls;
    this.#calls = [];
    this.#block(depth + 1, "function");
    if (isMethod) this.#line(depth + 1, `self.${name}`);
    if (isMethod && this.#random(4) === 0) this.#line(depth + 1, `self.${name} = ${this.#value(name)}`);
    for (const call of this.#calls) this.#line(depth + 1, call);
    this.#calls = outer;
    if (!isMethod) this.#calls.push(`${id}(0)`);
    else this.#methods.push(id);
  }

  #class(depth: number): void {
    const id = `C${this.#functions++}`;
    const before = this.#methods;
    this.#methods = [];
    this.#line(depth, `class ${id}(${this.#one("object", ...this.#classes)}):`);
    this.#line(depth + 1, `${this.#name()} = ${this.#value("open")}`);
    this.#block(depth + 1, "class");
    for (const method of this.#methods) this.#calls.push(`${id}().${method}(0)`);
    this.#methods = before;
    if (depth === 0) this.#classes.push(id);
    this.#line(depth, `${id}.${this.#name()}`);
  }
}
