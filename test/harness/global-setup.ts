import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summarize, TALLY_FILE } from "./tally.js";

/** Lets all test files of a run count together what CPython was asked, and says it when the run is over. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "faqlint-tally-"));
  const file = join(folder, "tally.jsonl");
  writeFileSync(file, "");
  process.env[TALLY_FILE] = file;
  return () => {
    const summary = summarize(file);
    if (summary !== "") process.stdout.write(`\nWhat the Markdown files say about Python:\n${summary}\n`);
    rmSync(folder, { recursive: true, force: true });
  };
}
