/**
 * Explains a place in a file as rules see it, or prints the syntax tree. `--help` tells more.
 *
 *     npm run show -- FILE:LINE:COLUMN
 *     npm run show -- FILE[:LINE[-LINE]]
 */
import { startEngine } from "../project/engine-start.js";
import { show } from "./show/run.js";

await startEngine();
const coloured = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const { output, status } = show(process.argv.slice(2), coloured);
(status === 0 ? process.stdout : process.stderr).write(output);
process.exitCode = status;
