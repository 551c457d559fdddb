/**
 * Says what of the program is loaded together. What is loaded and not needed takes time, and so does each file: a bundler makes one of
 * whatever the same parts of the program need, so that there are the more of them the more parts there are.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile, Plugin } from "esbuild";

/** Parts of a program of which few are needed at a time. */
export interface Parts {
  /** By the paths of the modules that load them, their code, which is made of the expressions that load each part. */
  readonly loaders: Readonly<Record<string, (loading: ReadonlyMap<string, string>) => string>>;
  /** By the names of the parts the modules whose default exports each of them has, in a list that is called `members`. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** What some modules and others need alike is loaded with each of those others, whether it needs all of that or not. */
export interface Together {
  /** The paths of modules that are loaded first. */
  readonly first: readonly string[];
  /** Those of modules that are loaded later, or {@link PARTS}. */
  readonly later: readonly string[];
}

/** By the paths of modules, those of others that they load besides. */
type Besides = ReadonlyMap<string, readonly string[]>;

/** Stands for all parts. */
export const PARTS = "parts";

const NAMESPACE = "part";

/** Has a bundler make parts, and has modules load others besides. */
export function parting({ loaders, members }: Parts, root: string, besides: Besides = new Map()): Plugin {
  const alsoLoaded = (path: string): string => {
    return (besides.get(path) ?? []).map((other) => `import ${JSON.stringify(`./${other}`)};`).join("");
  };
  return {
    name: "parts",
    setup: ({ onLoad, onResolve }) => {
      const loading = new Map([...members.keys()].map((name) => [name, `import("${NAMESPACE}:${name}")`]));
      for (const [path, code] of Object.entries(loaders)) {
        onLoad({ filter: filterOf(path) }, () => ({ contents: code(loading) }));
      }
      onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, ({ path }) => {
        return { path: path.slice(NAMESPACE.length + 1), namespace: NAMESPACE };
      });
      onLoad({ filter: /./, namespace: NAMESPACE }, ({ path: name }) => {
        const modules = members.get(name) ?? [];
        const imports = modules.map((module, place) => `import m${place} from ${JSON.stringify(`./${module}`)};`);
        const list = modules.map((_, place) => `m${place}`);
        const own = `${imports.join("")}export const members = [${list}];`;
        return { contents: alsoLoaded(`${NAMESPACE}:${name}`) + own, resolveDir: root };
      });
      for (const path of besides.keys()) {
        if (path.startsWith(NAMESPACE)) continue;
        const folder = join(root, path, "..");
        const others = (besides.get(path) ?? [])
          .map((other) => `import ${JSON.stringify(join(root, other))};`)
          .join("");
        onLoad({ filter: filterOf(path) }, () => {
          return { contents: others + readFileSync(join(root, path), "utf8"), loader: "ts", resolveDir: folder };
        });
      }
    },
  };
}

/** What modules are to load besides, so that what is shared comes in few files. */
export function besidesOf({ inputs }: Metafile, { members }: Parts, togethers: readonly Together[]): Besides {
  const parts = [...members.keys()].map((name) => `${NAMESPACE}:${name}`);
  const besides = new Map<string, Set<string>>();
  const add = (path: string, others: Iterable<string>): void => {
    const known = besides.get(path) ?? new Set();
    for (const other of others) if (other !== path) known.add(other);
    besides.set(path, known);
  };
  for (const { first, later } of togethers) {
    const early = neededBy(inputs, first);
    const paths = later.flatMap((path) => (path === PARTS ? parts : path));
    const shared = [...neededBy(inputs, paths)].filter((path) => early.has(path));
    for (const path of paths) add(path, shared);
  }
  const uses = new Map<string, number>();
  for (const path of parts.flatMap((part) => [...neededBy(inputs, [part])])) uses.set(path, (uses.get(path) ?? 0) + 1);
  const shared = [...uses].flatMap(([path, count]) => (count > 1 ? path : []));
  for (const part of parts) add(part, shared);
  return new Map([...besides].map(([path, others]) => [path, [...others]]));
}

/** The modules that some modules import, and so on, with themselves. */
function neededBy(inputs: Metafile["inputs"], paths: readonly string[]): Set<string> {
  const needed = new Set<string>();
  const left = [...paths];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (needed.has(path)) continue;
    needed.add(path);
    for (const { kind, external, path: other } of inputs[path]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) left.push(other);
    }
  }
  return needed;
}

function filterOf(path: string): RegExp {
  return new RegExp(`[\\\\/]${path.replaceAll("/", "[\\\\/]").replaceAll(".", "\\.")}$`);
}
