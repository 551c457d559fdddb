import { rmSync } from "node:fs";
import { installPrograms } from "./install.js";
import { SCREENSHOTS } from "./workbench.js";

/** Runs once, before all tests. */
export default function setup(): void {
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  installPrograms();
}
