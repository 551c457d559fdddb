import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import Ajv from "ajv";
import { smokeTest } from "../../test/support/smoke.js";
import type { Problem } from "./laws.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The versions of Node that the package must run under: the oldest that it promises, and those with long-term support since. */
const NODES = ["20.19", "22", "24"];

/** npm has a package of this with the schemas of bills of materials. */
const SCHEMAS = "@cyclonedx/cyclonedx-library@10";

/** What {@link tryPackage} came to. */
export interface TriedPackage {
  readonly tried: string;
  readonly problems: readonly Problem[];
}

/**
 * Packs two clones of what is committed here, in other folders, for other users and at other times, and runs the package under several
 * versions of Node. Needs npm's registry, or npm's cache of it.
 *
 * @param nodes how many of the versions; the newest ones.
 */
export async function tryPackage(nodes = NODES.length): Promise<TriedPackage> {
  const folder = mkdtempSync(join(tmpdir(), "faqlint-package-"));
  const problems: Problem[] = [];
  const complain = (name: string, what: string): void => void problems.push({ subject: { name, text: "" }, what });
  try {
    const first = pack(join(folder, "first"), { umask: "022", TZ: "UTC", LC_ALL: "C" });
    const second = pack(join(folder, "and a/second one"), { umask: "077", TZ: "Asia/Tokyo", LC_ALL: "tr_TR.UTF-8" });
    for (const what of differences(readFileSync(first), readFileSync(second))) complain("npm pack", what);
    const project = join(folder, "project");
    installed(project, first);
    const program = join(project, "node_modules", "faqlint", "dist", "faqlint.js");
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const ran: string[] = [];
    for (const wanted of NODES.slice(-nodes)) {
      const node = fetchedNode(join(folder, "nodes", wanted), wanted);
      const name = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
      for (const what of await smokeTest([node, program], join(folder, "work", wanted), version)) complain(name, what);
      ran.push(name);
    }
    const bill = readFileSync(join(project, "node_modules/faqlint/dist/faqlint.cdx.json"), "utf8");
    for (const what of billProblems(join(folder, "schemas"), bill)) complain("bill of materials", what);
    const signatures = auditSignatures(project);
    if (signatures.problem !== undefined) complain("npm audit signatures", signatures.problem);
    const tried = `two packages compared, run under ${ran.join(", ")}, the bill of materials; signatures: ${signatures.told}`;
    return { tried, problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Clones and packs as npm does it for those who install from git; the path of the package. */
function pack(clone: string, { umask, ...variables }: Readonly<Record<string, string>>): string {
  mkdirSync(dirname(clone), { recursive: true });
  const env = { ...process.env, ...variables, npm_config_prefer_offline: "true" };
  const script = `umask ${umask} && git clone --quiet "$1" "$2" && cd "$2" && npm run --silent prepare && npm pack --silent --ignore-scripts`;
  const name = execFileSync("sh", ["-ec", script, "sh", ROOT, clone], { env, encoding: "utf8" }).trim();
  return join(clone, name.split("\n").at(-1) ?? "");
}

/** How two archives differ, in sentences: in the files, or else in how they are put together. */
export function differences(first: Buffer, second: Buffer): string[] {
  if (first.equals(second)) return [];
  const [a, b] = [entriesIn(gunzipSync(first)), entriesIn(gunzipSync(second))];
  const found = [...new Set([...a.keys(), ...b.keys()])].flatMap((name) => {
    const [one, other] = [a.get(name), b.get(name)];
    if (one === undefined || other === undefined) return [`${name} is in one of the packages only`];
    const parts = [
      ...(one.header.equals(other.header) ? [] : ["head (mode, owner or time)"]),
      ...(one.content.equals(other.content) ? [] : ["content"]),
    ];
    return parts.length === 0 ? [] : [`${name} differs in its ${parts.join(" and its ")}`];
  });
  return found.length > 0 ? found : ["the packages differ in the order of their files, or in their compression"];
}

/** The files of a tar archive, of which npm writes nothing but plain ones: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
function entriesIn(archive: Buffer): Map<string, { header: Buffer; content: Buffer }> {
  const entries = new Map<string, { header: Buffer; content: Buffer }>();
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + 512);
    const text = (start: number, length: number): string =>
      header.toString("latin1", start, start + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(text(124, 12), 8);
    const prefix = text(345, 155);
    const content = archive.subarray(at + 512, at + 512 + size);
    entries.set(prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`, { header: withoutSums(header), content });
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return entries;
}

/** A head without what follows from the content: its length and the checksum. */
function withoutSums(header: Buffer): Buffer {
  return Buffer.concat([header.subarray(0, 124), header.subarray(136, 148), header.subarray(156)]);
}

function npm(cwd: string, ...args: readonly string[]): string {
  mkdirSync(cwd, { recursive: true });
  const options = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  return execFileSync("npm", [...args, ...options], { cwd, encoding: "utf8" });
}

function installed(folder: string, ...packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  npm(folder, "install", "--ignore-scripts", ...packages);
}

/** Node as its own packages on npm bring it, one for each platform; the path of the program. */
function fetchedNode(folder: string, version: string): string {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  installed(folder, `${name}@${version}`);
  return join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
}

/** What the schema of CycloneDX finds wrong with a bill of materials. */
function billProblems(folder: string, bill: string): string[] {
  installed(folder, SCHEMAS);
  const read = (name: string) =>
    JSON.parse(readFileSync(join(folder, "node_modules/@cyclonedx/cyclonedx-library/res/schema", name), "utf8"));
  const ajv = new Ajv.default({ strict: false, validateFormats: false });
  // By the names under which the schema asks for them.
  for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"]) {
    ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}`);
  }
  const isValid = ajv.compile(read("bom-1.6.SNAPSHOT.schema.json"));
  return isValid(JSON.parse(bill)) ? [] : [ajv.errorsText(isValid.errors)];
}

/** Has npm compare what is installed with what its registry has signed; it says so where that cannot be done. */
function auditSignatures(folder: string): { told: string; problem?: string } {
  const { status, stdout, stderr } = spawnSync("npm", ["audit", "signatures"], { cwd: folder, encoding: "utf8" });
  const told = `${stdout}${stderr}`.trim();
  if (status === 0) return { told: told.replaceAll("\n", " ") };
  const reason =
    /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|E40[34])\b|No keys? found|found no .*signatures?/i;
  const why = reason.exec(told)?.[0];
  if (why !== undefined) return { told: `could not be asked for (${why})` };
  return { told: "wrong", problem: told };
}
