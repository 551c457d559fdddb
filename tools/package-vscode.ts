/**
 * Packages the extension for Visual Studio Code into one file, which editors install.
 *
 *     npm run package:vscode
 */
import { relative } from "node:path";
import { packageExtension } from "./vscode/package.js";

process.stdout.write(`${relative(process.cwd(), await packageExtension())}\n`);
