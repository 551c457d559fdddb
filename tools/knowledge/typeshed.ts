import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";

/** The first and, if it is gone, the last Python 3 version with a module, as typeshed tells them. */
export interface StubRange {
  readonly first: string;
  readonly last?: string;
}

export interface Typeshed {
  /** The folder of the stubs. */
  readonly folder: string;
  /** The lines of `stdlib/VERSIONS`; a module that has none shares its package's. */
  readonly ranges: ReadonlyMap<string, StubRange>;
  /** Every module and package that has a stub. */
  readonly stubs: ReadonlySet<string>;
}

/** Reads the copy of typeshed that comes with pyright. */
export function readTypeshed(): Typeshed {
  const pyright = dirname(createRequire(import.meta.url).resolve("pyright/package.json"));
  const stdlib = join(pyright, "dist", "typeshed-fallback", "stdlib");
  const stubs = new Set<string>();
  for (const file of readdirSync(stdlib, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".pyi"))
      stubs.add(
        file
          .slice(0, -4)
          .split(sep)
          .join(".")
          .replace(/\.__init__$/, ""),
      );
  }
  return { folder: stdlib, ranges: parseVersions(readFileSync(join(stdlib, "VERSIONS"), "utf8")), stubs };
}

/** Reads the format that the head of the file describes: `module: 3.0-3.11  # remark`, with an open end for "still there". */
export function parseVersions(text: string): Map<string, StubRange> {
  const ranges = new Map<string, StubRange>();
  for (const line of text.split("\n")) {
    const content = line.replace(/#.*/, "").trim();
    if (content === "") continue;
    const match = /^([\w.]+): (\d+\.\d+)-(\d+\.\d+)?$/.exec(content);
    if (match === null) throw new Error(`not a line of typeshed's VERSIONS: ${line}`);
    const [, name, first, last] = match as unknown as [string, string, string, string | undefined];
    ranges.set(name, last === undefined ? { first } : { first, last });
  }
  return ranges;
}
