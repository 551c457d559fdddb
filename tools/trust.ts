/**
 * Tries what faqlint survives, in numbers that docs/reliability.md publishes.
 *
 *     npm run trust -- [libraries] [generated] [damaged] [typed] [repairs] [patterns] [hostile] [kills] [package] [--share 0.01] [--seed N]
 *
 * Without names, everything. `--share` takes a part of the programme, `--seed` another one. What fails is printed with all that it takes
 * to try it again, and the exit status is 1.
 */
import { parseArgs } from "node:util";
import { startEngine } from "../project/engine-start.js";
import { PARTS, type PartName } from "./trust/parts.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { share: { type: "string", default: "1" }, seed: { type: "string", default: "1" } },
});
const names = Object.keys(PARTS) as PartName[];
const unknown = positionals.filter((name) => !names.some((each) => each === name));
const [share, seed] = [Number(values.share), Number(values.seed)];
if (unknown.length > 0 || !(share > 0 && share <= 1) || !Number.isInteger(seed)) {
  console.error(`npm run trust -- [${names.join("] [")}] [--share 0.01] [--seed N]`);
  process.exit(2);
}
await startEngine();
let hasFailed = false;
for (const name of names) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const begin = performance.now();
  const { tried, problems } = await PARTS[name]({ share, seed });
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`${name}: ${tried}; ${problems.length} problems; seed ${seed}, ${seconds} s`);
  for (const { subject, what } of problems.slice(0, 20)) {
    console.log(`\n${subject.name}: ${what}\n${JSON.stringify(subject.text.slice(0, 3000))}`);
    hasFailed = true;
  }
}
if (hasFailed) process.exitCode = 1;
