import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PythonVersion, parsePythonVersion } from "../../engine/versions.js";
import { RULES } from "../../rules/index.js";
import {
  type BlastRadius,
  blastRadius,
  formatHits,
  type MendedHit,
  type Project,
  parseHits,
  parseMended,
  type RecordedHit,
  recordable,
  withVerdicts,
} from "./record.js";
import { type CorpusOptions, runCorpus } from "./run.js";

const FOLDER = fileURLToPath(new URL("../../test/corpus/", import.meta.url));
const HITS = join(FOLDER, "hits.tsv");

/** What is recorded in the repository. */
export function readRecord(): {
  readonly projects: readonly Project[];
  readonly hits: readonly RecordedHit[];
  readonly mended: readonly MendedHit[];
} {
  return {
    projects: JSON.parse(readFileSync(join(FOLDER, "projects.json"), "utf8")) as Project[],
    hits: existsSync(HITS) ? parseHits(readFileSync(HITS, "utf8")) : [],
    mended: parseMended(readFileSync(join(FOLDER, "mended.tsv"), "utf8")),
  };
}

/** What is found now in the projects that lie, each in a folder of its name, in one folder; and those that do not. */
function findIn(folder: string, projects: readonly Project[]): { found: RecordedHit[]; absent: string[] } {
  const [found, absent]: [RecordedHit[], string[]] = [[], []];
  for (const { name, target } of projects) {
    const own = join(folder, name);
    if (!existsSync(own)) absent.push(name);
    else found.push(...recordable(name, runCorpus(own, optionsFor(target))));
  }
  return { found, absent };
}

function optionsFor(target: string | undefined): CorpusOptions {
  const version: PythonVersion | undefined = target === undefined ? undefined : parsePythonVersion(target);
  return version === undefined ? { rules: RULES } : { rules: RULES, target: version };
}

/** What has changed since the record was made. The engine must have been started. */
export function compareWithRecord(folder: string): BlastRadius & { readonly absent: readonly string[] } {
  const { projects, hits } = readRecord();
  const { found, absent } = findIn(folder, projects);
  const here = withVerdicts(found, hits);
  return {
    ...blastRadius(
      hits.filter(({ project }) => !absent.includes(project)),
      here,
    ),
    absent,
  };
}

/** Records what is found now; what is known of hits stays. The engine must have been started. */
export function renewRecord(folder: string): { readonly hits: number; readonly absent: readonly string[] } {
  const { projects, hits } = readRecord();
  const { found, absent } = findIn(folder, projects);
  const kept = hits.filter(({ project }) => absent.includes(project));
  const all = [...withVerdicts(found, hits), ...kept];
  writeFileSync(HITS, formatHits(all));
  return { hits: all.length, absent };
}
