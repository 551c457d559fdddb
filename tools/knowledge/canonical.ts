import { isPrivate, keyOf, type StubNames } from "./stub-names.js";

/** Gives what has several public names the one that programs use. */
export class CanonicalNames {
  readonly #names = new Map<string, string>();

  constructor(names: StubNames) {
    const aliases = new Map<string, string[]>();
    for (const module of names.modules.values()) {
      if (isPrivateModule(module.name)) continue;
      for (const name of names.publicNamesOf(module).keys()) {
        const found = names.member(module, name);
        // A bound method that a module offers as a function is not another name of the method.
        if (found?.kind !== "member" || found.scope.owner !== null) continue;
        const key = keyOf(found);
        const known = aliases.get(key);
        if (known === undefined) aliases.set(key, [`${module.name}.${name}`]);
        else known.push(`${module.name}.${name}`);
      }
    }
    for (const [key, candidates] of aliases) this.#names.set(key, choose(key, candidates));
  }

  /** The name of an entity, given its key. */
  of(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const [module = "", path = ""] = key.split(":");
    // A method or an inner class goes by the name of its class.
    const dot = path.lastIndexOf(".");
    return dot < 0 ? `${module}.${path}` : `${this.of(`${module}:${path.slice(0, dot)}`)}${path.slice(dot)}`;
  }
}

const moduleOf = (name: string): string => name.slice(0, name.lastIndexOf("."));
const isPrivateModule = (name: string): boolean => name.split(".").some(isPrivate);

function choose(key: string, candidates: readonly string[]): string {
  const [home = "", path = ""] = key.split(":");
  const own = `${home}.${path}`;
  const rank = (name: string): number => {
    const module = moduleOf(name);
    if (module === "os.path") return 0;
    if (module === "collections.abc" && home === "typing") return 0;
    if (home.startsWith(`${module}.`)) return 1;
    if (name === own) return 2;
    if (module === home.replace(/^_/, "")) return 3;
    return 4;
  };
  const all = isPrivateModule(home) || candidates.includes(own) ? candidates : [...candidates, own];
  return [...all].sort(
    (a, b) => rank(a) - rank(b) || a.split(".").length - b.split(".").length || a.length - b.length || (a < b ? -1 : 1),
  )[0] as string;
}
