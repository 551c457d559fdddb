/** Names that can be asked for one by one, or all. */
export interface ModuleNames extends Iterable<string> {
  has(name: string): boolean;
}

/** What rules may know about the world outside the file; gathered by the project floor, never by a rule. */
export interface ProjectFacts {
  /** Top-level names that `import` finds among the project's own files before, or instead of, the standard library. */
  readonly localModules: ModuleNames;
  /** Names of declared dependencies, in the normal form of PyPI: lower case, runs of `-`, `_` and `.` as `-`. */
  readonly dependencies: ReadonlySet<string>;
  /** Whether files get the line ends of Windows by being checked out, as git does there, whatever they are elsewhere. */
  readonly convertsLineEnds?: boolean;
}

/** Facts for a text that belongs to no project. */
export const NO_FACTS: ProjectFacts = { localModules: new Set(), dependencies: new Set() };
