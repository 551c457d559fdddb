import { readFileSync } from "node:fs";
import { processEnvironment } from "../../cli/environment.js";
import { type Manual, manualOf } from "../../cli/manual/manual.js";
import { commandLine } from "../../cli/program.js";

/** The manual of the program as it is now. */
export function theManual(): Manual {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return manualOf(commandLine(version, processEnvironment(), async () => {}).program);
}
