import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fencesOf } from "../harness/markdown.js";

const SPECIFICATIONS = fileURLToPath(new URL("../rules", import.meta.url));

/** The programs of all rules' specifications, with nothing that the harness makes of them. */
export function specifiedTexts(): readonly string[] {
  return readdirSync(SPECIFICATIONS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort()
    .flatMap((name) => fencesOf(readFileSync(join(SPECIFICATIONS, name), "utf8")))
    .filter(({ info }) => /^python\b/.test(info))
    .map(({ lines }) => `${lines.join("\n")}\n`);
}
