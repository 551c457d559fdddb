import type { CanonicalNames } from "./canonical.js";
import type { Span } from "./history.js";
import { type Listings, spanOf, type VersionSpan } from "./library-facts.js";
import { isPrivate, keyOf, type Referent, type StubNames, type StubScope, typical, worldsOfAll } from "./stub-names.js";
import { bindingOf, deprecatedSince, type FunctionDeclaration, isAsync, signaturesOf } from "./stub-signatures.js";
import { type StubType, StubTypes } from "./stub-types.js";
import type { Declaration, StubClass } from "./stubs.js";
import { EVERYWHERE, NOWHERE, versionsOf, type Worlds } from "./worlds.js";

/** Special methods that say how an object may be used; the operators are of no interest. */
const SPECIAL =
  /^__(?:init|new|enter|exit|aenter|aexit|iter|next|aiter|anext|call|len|getitem|contains|bool|await|fspath|del|name|all)__$/;

/** Modules whose private functions, or private modules whose functions, programs do call. */
const OPEN_PRIVATE = new Set(["_thread", "os", "sys"]);

/** Of what is gone for good or only read by itself, the names are enough. */
const ONLY_NAMES = /^(?:distutils|msilib)(?:\.|$)/;

/** So many keywords are options of a widget, which nobody asks about. */
const MANY_OPTIONS = 8;

/** One line of a module's text but for the name, so that names with the same line can share it. */
interface Fact {
  readonly payload: string;
  readonly span: VersionSpan | undefined;
  readonly deprecated: string | undefined;
  /** When `import *` binds it; undefined for "whenever it is there", null for never. */
  readonly exported?: VersionSpan | null;
}

type Member = Extract<Referent, { kind: "member" }>;

/** Writes down what stubs and interpreters say about the library. */
export class LibraryWriter {
  readonly #names: StubNames;
  readonly #canonical: CanonicalNames;
  readonly #types: StubTypes;
  readonly #listings: Listings;
  readonly #spans: ReadonlyMap<string, Span>;

  constructor(names: StubNames, canonical: CanonicalNames, listings: Listings, spans: ReadonlyMap<string, Span>) {
    this.#names = names;
    this.#canonical = canonical;
    this.#types = new StubTypes(names, canonical);
    this.#listings = listings;
    this.#spans = spans;
  }

  /** The text of one module, its versions first; undefined where there is nothing to tell. */
  module(name: string): string | undefined {
    const stub = this.#names.modules.get(name);
    const listed = this.#listings.modules.get(name);
    const isOwnPrivate = name.split(".").some(isPrivate);
    const within = this.#spanOf(name);
    const worlds = new Map<string, Worlds>(stub === undefined ? [] : this.#names.publicNamesOf(stub));
    for (const [member, declarations] of stub?.members ?? []) {
      if (!worlds.has(member) && this.#isOfInterest(name, member, declarations))
        worlds.set(member, worldsOfAll(declarations));
    }
    const exports = stub === undefined ? new Map<string, Worlds>() : this.#names.exportsOf(stub);
    const facts: [string, Fact][] = [];
    const classes: string[] = [];
    for (const member of [...new Set([...worlds.keys(), ...(listed?.names.keys() ?? [])])].sort()) {
      const found = stub === undefined || !worlds.has(member) ? null : this.#names.member(stub, member);
      if (isOwnPrivate && !OPEN_PRIVATE.has(name) && !this.#types.mentioned.has(`${name}.${member}`)) continue;
      const inStub = worlds.get(member) ?? NOWHERE;
      const span = spanOf(
        inStub,
        isPrivate(member) ? undefined : listed?.names.get(member),
        listed?.asked ?? new Set(),
        within,
        this.#listings.features,
      );
      if (span === undefined) continue;
      const exported = spanOf(
        exports.get(member) ?? NOWHERE,
        listed?.exported.get(member),
        listed?.asked ?? new Set(),
        within,
        this.#listings.features,
      );
      const rest = {
        span: sameSpan(span, within) ? undefined : span,
        deprecated: deprecatedSince(stub?.members.get(member) ?? []),
        ...(exported === undefined ? { exported: null } : sameSpan(exported, span) ? {} : { exported }),
      };
      if (found?.kind === "member" && found.declaration.kind === "class" && this.#isHome(found, name, member)) {
        classes.push(...this.#class(found.declaration.declared, `${name}.${member}`, member, rest, span));
      } else {
        const fact = { payload: this.#payload(found, name, member), ...rest };
        if (!isIncidental(member, fact)) facts.push([member, fact]);
      }
    }
    if (facts.length === 0 && classes.length === 0) return undefined;
    return [writeSpan(within), ...groupFacts(facts), ...classes].join("\n");
  }

  /** When a module came and went; what Python 2 had under another name counts as the same. */
  #spanOf(name: string): VersionSpan {
    const span = this.#spans.get(name) ?? { since: "2.7" };
    return this.#listings.modules.get(name)?.asked.has("2.7") ? { ...span, since: "2.7" } : span;
  }

  #isHome(found: Member, module: string, name: string): boolean {
    return this.#canonical.of(keyOf(found)) === `${module}.${name}`;
  }

  /** Classes that public functions may give or public classes inherit from, as far as they were named before. */
  get mentioned(): ReadonlySet<string> {
    return this.#types.mentioned;
  }

  /** Whether something private is told of: functions such as `os._exit`, and classes that others mention. */
  #isOfInterest(module: string, name: string, declarations: readonly Declaration[]): boolean {
    const { kind } = typical(declarations);
    if (kind === "class") return this.#types.mentioned.has(`${module}.${name}`);
    return kind === "function" && OPEN_PRIVATE.has(module);
  }

  #payload(found: Referent | null, module: string, name: string): string {
    if (found === null) return "?";
    if (found.kind === "module") return found.module.name === `${module}.${name}` ? "m" : `=${found.module.name}`;
    const isMethod = found.scope.owner !== null;
    if (!isMethod && !this.#isHome(found, module, name)) {
      const target = this.#canonical.of(keyOf(found));
      return target.endsWith(`.${name}`) ? `=${target.slice(0, -name.length)}` : `=${target}`;
    }
    return this.#value(found, module, false);
  }

  /** What a function or variable gives; a method that a module offers as a function is none there. */
  #value(found: Member, module: string, isMember: boolean): string {
    const { declaration, scope } = found;
    if (declaration.kind === "class") return `=${this.#canonical.of(keyOf(found))}`;
    if (declaration.kind === "variable") {
      return `:${writeType(this.#types.ofVariable(declaration.annotation, declaration.value, scope), module)}`;
    }
    const all = (scope.owner?.members ?? scope.module.members).get(found.name) ?? [];
    return this.#function(
      all.filter((one): one is FunctionDeclaration => one.kind === "function"),
      scope,
      module,
      isMember,
    );
  }

  #function(declarations: readonly FunctionDeclaration[], scope: StubScope, module: string, isMember: boolean): string {
    const [first] = declarations;
    if (first === undefined || ONLY_NAMES.test(module)) return "?";
    const binding = isMember ? bindingOf(first) : "";
    const signatures = signaturesOf(declarations, scope, this.#types, isMember);
    const everywhere = versionsOf(worldsOfAll(declarations));
    const written = signatures.map(({ parameters, returns, worlds }) => {
      const versions = versionsOf(worlds);
      const isAlways = versions.length === everywhere.length;
      return `(${withoutOptions(parameters, module)})${writeType(returns, module)}${isAlways ? "" : `@${writeStretch(versions)}`}`;
    });
    if (/^__a?exit__$/.test(first.node.field("name")?.text ?? ""))
      return `${isAsync(first) ? "a" : ""}(3/)${writeType(signatures[0]?.returns, module)}`;
    if (binding === "p") return `p${writeType(signatures[0]?.returns, module)}`;
    return `${binding}${isAsync(first) ? "a" : ""}${written.join("|")}`;
  }

  #class(declared: StubClass, full: string, shown: string, rest: Omit<Fact, "payload">, span: VersionSpan): string[] {
    const module = full.slice(0, -shown.length - 1);
    const listed = this.#listings.membersOfClass(full);
    const asked = this.#listings.askedForClass(full);
    const facts: [string, Fact][] = [];
    const inner: string[] = [];
    const inherited = new Set(
      this.#names
        .lineOf(declared)
        .slice(1)
        .flatMap((base) => [...base.members.keys()]),
    );
    for (const member of [...new Set([...declared.members.keys(), ...listed.keys()])].sort()) {
      if (isPrivate(member) || (/^__\w+__$/.test(member) && !SPECIAL.test(member))) continue;
      const declarations = declared.members.get(member) ?? [];
      if (declarations.length === 0 && (inherited.has(member) || this.#isOfBase(declared, member, listed.get(member))))
        continue;
      const here = spanOf(worldsOfAll(declarations), listed.get(member), asked, span, this.#listings.features);
      if (here === undefined) continue;
      const fact = { span: sameSpan(here, span) ? undefined : here, deprecated: deprecatedSince(declarations) };
      const found = this.#names.memberOfClass(declared, member);
      if (found?.kind === "member" && found.declaration.kind === "class" && found.scope.owner === declared) {
        inner.push(...this.#class(found.declaration.declared, `${full}.${member}`, `${shown}.${member}`, fact, here));
      } else {
        facts.push([member, { payload: found?.kind === "member" ? this.#value(found, module, true) : "?", ...fact }]);
      }
    }
    const made = this.#madeBy(declared);
    if (made !== undefined) facts.push(["__init__", { payload: made, span: undefined, deprecated: undefined }]);
    const heading = [`+${shown}`, ...writeRest(rest), ...this.#bases(declared, module)].join(" ");
    return [heading, ...groupFacts(facts), ...inner];
  }

  /** Whether a base had a member, that no stub tells of, whenever the class had it. */
  #isOfBase(declared: StubClass, member: string, listed: ReadonlySet<string> | undefined): boolean {
    const nameOf = (one: StubClass): string => this.#canonical.of(`${one.module.name}:${one.name}`);
    return this.#names.lineOf(declared).some((base) => {
      if (base === declared || listed === undefined) return false;
      const there = this.#listings.membersOfClass(nameOf(base)).get(member);
      return [...listed].every(
        (feature) => there?.has(feature) && this.#listings.lineOf(nameOf(declared), feature).has(nameOf(base)),
      );
    });
  }

  /** The constructor of a class whose decorator or base makes one that the stub does not spell out. */
  #madeBy(declared: StubClass): string | undefined {
    if (declared.members.has("__new__") || declared.members.has("__init__")) return undefined;
    if (declared.bases.some(({ node }) => /^(?:typing\.)?NamedTuple$/.test(node.text))) {
      const members = [...declared.members].filter(
        ([, [first]]) => first?.kind === "variable" && first.annotation !== null,
      );
      // Which fields there are may depend on the version.
      if (members.some(([, declarations]) => worldsOfAll(declarations) !== EVERYWHERE)) return "(*a,**)N";
      const fields = members.map(
        ([name, [first]]) => `${name}${first?.kind === "variable" && first.value !== null ? "=" : ""}`,
      );
      return `(${fields.join(",")})N`;
    }
    const isData = [...declared.decorators].some((decorator) => /^(?:dataclasses\.)?dataclass\b/.test(decorator));
    return isData ? "(*a,**)N" : undefined;
  }

  /** The bases by name; `?` for one that is unknown or not there when a program runs. */
  #bases(declared: StubClass, module: string): string[] {
    const bases = declared.bases.flatMap(({ node, worlds }) => {
      const named = node.kind === "subscript" ? (node.field("value") ?? node) : node;
      if (/^(?:typing\.|typing_extensions\.)?(?:Generic|Protocol)$/.test(named.text)) return [];
      const newest = versionsOf(worldsOfAll(declared.bases.map((base) => ({ worlds: base.worlds }) as Declaration))).at(
        -1,
      );
      if (newest !== undefined && !versionsOf(worlds).includes(newest)) return [];
      if (/^(?:typing\.)?NamedTuple$/.test(named.text)) return ["tuple"];
      const base = this.#names.resolve(named, { module: declared.module, owner: null });
      if (base?.kind !== "member" || base.declaration.kind !== "class") return ["?"];
      if (base.declaration.declared.name === "object" && base.scope.module.name === "builtins") return [];
      if (!this.#types.isReal(base.declaration.declared)) return [/^Supports/.test(base.name) ? "" : "?"];
      return [shorten(this.#types.className(base.declaration.declared), module)];
    });
    return [...new Set(bases)].filter((base) => base !== "");
  }
}

/** Many keyword-only options of `tkinter` are written as if any name would do. */
function withoutOptions(parameters: string, module: string): string {
  const [positional, options] = parameters.split(/(?<=^|,)\*,/);
  if (!module.startsWith("tkinter") || options === undefined || options.split(",").length < MANY_OPTIONS)
    return parameters;
  return `${positional}**`;
}

/** Whether something is only there because the module's code needed it: nobody is told when that ends. */
const isIncidental = (name: string, { payload, exported, span }: Fact): boolean =>
  payload === "?" &&
  exported === null &&
  (span?.until === undefined || /^(?:sys|os|re|time|types|warnings|threading)$/.test(name));

const sameSpan = (a: VersionSpan, b: VersionSpan): boolean => a.since === b.since && a.until === b.until;
const writeSpan = ({ since, until }: VersionSpan): string => `${since}-${until ?? ""}`;

/** The first of some versions that follow each other and the first after them. */
function writeStretch(versions: readonly string[]): string {
  const [first, last] = [versions[0], versions.at(-1)];
  const isFromStart = first === "3.9";
  const [major, minor] = (last ?? "").split(".").map(Number);
  return `${isFromStart ? "" : first}-${last === "3.14" ? "" : `${major}.${(minor ?? 0) + 1}`}`;
}

function writeRest({ span, deprecated, exported }: Omit<Fact, "payload">): string[] {
  return [
    ...(span === undefined ? [] : [`@${writeSpan(span)}`]),
    ...(deprecated === undefined ? [] : [`!${deprecated}`]),
    ...(exported === undefined ? [] : [exported === null ? "~" : `^${writeSpan(exported)}`]),
  ];
}

function groupFacts(facts: readonly [string, Fact][]): string[] {
  const groups = new Map<string, string[]>();
  for (const [name, fact] of facts) {
    const key = [fact.payload, ...writeRest(fact)].join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [name]);
    else group.push(name);
  }
  return [...groups].map(([key, names]) => `${key} ${names.join(" ")}`);
}

const SHORT: Readonly<Record<string, string>> = {
  None: "N",
  str: "s",
  bytes: "b",
  int: "i",
  float: "f",
  bool: "o",
  Self: "S",
  list: "l",
  tuple: "t",
  dict: "d",
};

const shorten = (name: string, module: string): string =>
  name.startsWith(`${module}.`) && !name.slice(module.length + 1).includes(".") ? name.slice(module.length) : name;

/** A type in short: names between slashes, `!` for no value at all, `?` at the end where there may be others. */
function writeType(type: StubType | undefined, module: string): string {
  if (type === undefined || (type.names.length === 0 && !type.isComplete)) return "";
  if (type.names.length === 0) return "!";
  const names = type.names.map((name) => SHORT[name] ?? shorten(name, module)).join("/");
  return `${names}${type.content === undefined ? "" : `<${type.content}>`}${type.isComplete ? "" : "?"}`;
}
