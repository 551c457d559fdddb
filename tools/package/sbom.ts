import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The name of the bill of materials in the package: https://cyclonedx.org/specification/overview/#recognized-file-patterns */
export const BILL = "faqlint.cdx.json";

/** What the lock file says of a package. */
interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  /** As of Subresource Integrity: the algorithm, and the digest in base64. */
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What of a package is built in: the files that hold nothing else, and whether its JavaScript is among that of dist. */
export interface BuiltIn {
  readonly name: string;
  readonly files: readonly string[];
  readonly hasJavaScript: boolean;
}

/**
 * What the package consists of and what is installed with it, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): what is built
 * in, with digests of the files that come from there, and what npm installs beside it, in the versions of the lock file.
 *
 * It has neither a time nor a serial number, which the format leaves to choice: equal packages have equal bills.
 *
 * @param root the folder of package.json, package-lock.json and dist.
 * @throws Error for what is built in and unknown to the lock file.
 */
export function billOfMaterials(root: string, builtIn: readonly BuiltIn[]): string {
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(root, name), "utf8")) as T;
  const { packages } = read<Lock>("package-lock.json");
  const manifest = read<Manifest>("package.json");
  const installed = Object.keys(packages).filter((key) => key !== "" && packages[key]?.dev !== true);
  const built = new Map(builtIn.map((each) => [`node_modules/${each.name}`, each]));
  const keys = [...new Set([...installed, ...built.keys()])];
  const components = keys
    .map((key) => componentOf(root, key, packages, installed.includes(key), built.get(key)))
    .sort((a, b) => compare(a["bom-ref"], b["bom-ref"]));
  const self = `${manifest.name}@${manifest.version}`;
  const needed = Object.keys(manifest.dependencies ?? {}).map((name) => refOf(resolved("", name, packages), packages));
  const dependencies = [
    { ref: self, dependsOn: [...new Set([...needed, ...[...built.keys()].map((key) => refOf(key, packages))])].sort() },
    ...keys.map((key) => {
      // What is built in needs nothing: its package has what compiles it.
      const names = installed.includes(key) ? Object.keys(packages[key]?.dependencies ?? {}) : [];
      return {
        ref: refOf(key, packages),
        dependsOn: names.map((name) => refOf(resolved(key, name, packages), packages)).sort(),
      };
    }),
  ].sort((a, b) => compare(a.ref, b.ref));
  const bill = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      lifecycles: [{ phase: "build" }],
      tools: {
        components: [
          { type: "application", name: "esbuild", version: lockedAt("node_modules/esbuild", packages).version },
        ],
      },
      component: {
        type: "application",
        "bom-ref": self,
        name: manifest.name,
        version: manifest.version,
        description: manifest.description,
        licenses: [{ license: { id: manifest.license } }],
        purl: `pkg:npm/${self}`,
      },
    },
    components,
    dependencies,
  };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

function componentOf(
  root: string,
  key: string,
  packages: Lock["packages"],
  isInstalled: boolean,
  built: BuiltIn | undefined,
) {
  const { version, license, integrity = "" } = lockedAt(key, packages);
  const name = nameOf(key);
  const digest = /^sha512-(.+)$/.exec(integrity)?.[1];
  const files = built?.files ?? [];
  const presence = [
    ...(isInstalled ? ["installed beside the package by npm"] : []),
    ...files.map((file) => `built into the package: ${file}`),
    ...(built?.hasJavaScript === true ? ["built into the package: JavaScript, among that of dist"] : []),
  ];
  return {
    type: "library",
    "bom-ref": refOf(key, packages),
    name,
    version,
    scope: "required",
    // Of the archive that npm checks before it unpacks it.
    ...(digest !== undefined && {
      hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }],
    }),
    ...(license !== undefined && { licenses: [{ license: { id: license } }] }),
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    properties: presence.map((value) => ({ name: "faqlint:presence", value })),
    ...(files.length > 0 && {
      components: files.map((file) => ({
        type: "file",
        name: file,
        hashes: [{ alg: "SHA-256", content: sha256(join(root, file)) }],
      })),
    }),
  };
}

/** Where npm has put a package that another one asks for: inside of it, or further out. */
function resolved(from: string, name: string, packages: Lock["packages"]): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const key = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (key in packages || folder === "") return key;
  }
}

function refOf(key: string, packages: Lock["packages"]): string {
  return `${nameOf(key)}@${lockedAt(key, packages).version}`;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("node_modules/") + "node_modules/".length);
}

function lockedAt(key: string, packages: Lock["packages"]): LockedPackage {
  const locked = packages[key];
  if (locked === undefined) throw new Error(`package-lock.json does not know ${key}`);
  return locked;
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** By code units, so that the order depends on nobody's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
