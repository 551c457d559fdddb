import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** The version of the extension and of the server in it. */
export const VERSION = version;

/** The packaged extension. */
export const VSIX = fileURLToPath(new URL(`../dist/faqlint-${version}.vsix`, import.meta.url));

if (!existsSync(VSIX)) throw new Error(`${VSIX} is missing; npm run package:vscode makes it`);
