import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { NEWEST_PYTHON } from "../../engine/versions.js";

/**
 * A set of pairs of a Python version and a platform, as bits: what a stub says under `if sys.version_info >= (3, 12)` or
 * `if sys.platform == "win32"` is true in some of them.
 */
export type Worlds = number;

/** The oldest version typeshed tells apart from those before. */
const OLDEST_MINOR = 9;
const PLATFORMS = ["linux", "win32", "darwin", "another"];

/** The versions stubs are read for, the oldest first. */
export const STUB_VERSIONS: readonly string[] = Array.from(
  { length: NEWEST_PYTHON.minor - OLDEST_MINOR + 1 },
  (_, index) => `${NEWEST_PYTHON.major}.${OLDEST_MINOR + index}`,
);

export const NOWHERE: Worlds = 0;
export const EVERYWHERE: Worlds = worldsWhere(() => true);

function worldsWhere(holds: (minor: number, platform: string) => boolean): Worlds {
  let worlds = 0;
  for (const [version] of STUB_VERSIONS.entries()) {
    for (const [index, platform] of PLATFORMS.entries()) {
      if (holds(OLDEST_MINOR + version, platform)) worlds |= 1 << (version * PLATFORMS.length + index);
    }
  }
  return worlds;
}

const TABLE = new Map(
  STUB_VERSIONS.flatMap((version) =>
    [undefined, ...PLATFORMS].map((platform) => [
      `${version} ${platform ?? ""}`,
      worldsWhere((minor, name) => version === `3.${minor}` && (platform === undefined || name === platform)),
    ]),
  ),
);

/** Everything of one version, on all platforms or on one. */
function worldsOf(version: string, platform?: string): Worlds {
  return TABLE.get(`${version} ${platform ?? ""}`) ?? NOWHERE;
}

/** The versions in which something is there on some platform, or on a given one. */
export function versionsOf(worlds: Worlds, platform?: string): string[] {
  return STUB_VERSIONS.filter((version) => (worlds & worldsOf(version, platform)) !== 0);
}

/** How typical a place in which something is true is: the newest version counts most, then Linux. */
export function weight(worlds: Worlds): number {
  const newest = versionsOf(worlds).at(-1);
  if (newest === undefined) return -1;
  return STUB_VERSIONS.indexOf(newest) * 2 + ((worlds & worldsOf(newest, "linux")) !== 0 ? 1 : 0);
}

/**
 * Where a condition of a stub holds.
 *
 * @throws Error for a condition of another kind: it would have to be understood first.
 */
export function evaluateCondition(condition: SyntaxNode): Worlds {
  switch (condition.kind) {
    case "parenthesized_expression":
      return evaluateCondition(condition.namedChildren[0] as SyntaxNode);
    case "not_operator":
      return EVERYWHERE & ~evaluateCondition(condition.field("argument") as SyntaxNode);
    case "boolean_operator": {
      const left = evaluateCondition(condition.field("left") as SyntaxNode);
      const right = evaluateCondition(condition.field("right") as SyntaxNode);
      return condition.token("and") === null ? left | right : left & right;
    }
    case "comparison_operator":
      return evaluateComparison(condition.text);
    case "identifier":
      if (condition.text === "TYPE_CHECKING") return EVERYWHERE;
      break;
  }
  throw new Error(`not a condition of a stub that is understood: ${condition.text}`);
}

function evaluateComparison(text: string): Worlds {
  const version = /^sys\.version_info (>=|<) \(3, (\d+)(?:, 0)?\)$/.exec(text);
  if (version !== null) {
    const [least, isFrom] = [Number(version[2]), version[1] === ">="];
    return worldsWhere((minor) => minor >= least === isFrom);
  }
  if (/^sys\.version_info >= \(3,\)$/.test(text)) return EVERYWHERE;
  const platform = /^sys\.platform (==|!=) "(\w+)"$/.exec(text);
  if (platform !== null) {
    const name = PLATFORMS.includes(platform[2] as string) ? platform[2] : "another";
    return worldsWhere((_, candidate) => (candidate === name) === (platform[1] === "=="));
  }
  throw new Error(`not a comparison of a stub that is understood: ${text}`);
}
