import type { Severity } from "../../engine/rule.js";
import type { PythonVersion } from "../../engine/versions.js";
import type { Selector } from "./selectors.js";

/** Who said something. */
export type Origin =
  | {
      readonly kind: "file";
      readonly path: string;
      /** From 1; undefined when it could not be found. */
      readonly line: number | undefined;
    }
  | { readonly kind: "command line" | "editor" | "default" };

/** A value with who said it. */
export interface Sourced<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** How bad some rules' findings are said to be. */
export interface SeverityChange {
  readonly selector: Selector;
  readonly level: Severity | "off";
}

/** What is not reported in some files. */
export interface PerFileIgnore {
  readonly glob: string;
  readonly selectors: readonly Selector[];
}

/** Globs with the folder they start from. */
export interface BasedGlobs {
  readonly base: string;
  readonly globs: readonly string[];
}

/** What one file, an editor or a command line says; absent is what it does not say. */
export interface SettingsLayer {
  readonly source: "file" | "command line" | "editor";
  readonly targetVersion?: Sourced<PythonVersion>;
  readonly hints?: Sourced<boolean>;
  readonly select?: Sourced<readonly Selector[]>;
  readonly ignore?: Sourced<readonly Selector[]>;
  readonly severity: readonly Sourced<SeverityChange>[];
  readonly perFileIgnores: readonly Sourced<PerFileIgnore & { readonly base: string }>[];
  readonly include?: Sourced<BasedGlobs>;
  readonly exclude?: Sourced<BasedGlobs>;
  /** An absolute path. */
  readonly baseline?: Sourced<string>;
  /** An absolute path. */
  readonly cacheDir?: Sourced<string>;
  /** In bytes. */
  readonly maxFileSize?: Sourced<number>;
}
