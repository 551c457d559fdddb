/**
 * Tries what faqlint survives, in numbers that docs/reliability.md publishes.
 *
 *     npm run trust -- [libraries] [generated] [damaged] [typed] [repairs] [patterns] [hostile] [kills] [package] [claims] [lib2to3]
 *         [server] [truth] [--share 0.01] [--seed N] [--table FILE] [--summary FILE]
 *
 * Without names, everything. `--share` takes a part of the programme, `--seed` another one. `--table` writes all that `claims` or `lib2to3` found
 * out into a file, as JSON if it is called so, else as Markdown, and `--summary` a line for each rule into a page
 * that has a place for it. What fails is printed with all that it takes
 * to try it again, and the exit status is 1.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startEngine } from "../project/engine-start.js";
import { PARTS, type PartName } from "./trust/parts.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    table: { type: "string" },
    summary: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
/** The part of a page that is replaced. */
const PART = /(<!-- trust: [^>]*-->\n)[\s\S]*?(<!-- end -->)/;

const names = Object.keys(PARTS) as PartName[];
const USAGE = `npm run trust -- [${names.join("] [")}] [--share 0.01] [--seed N] [--table FILE] [--summary FILE]`;
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const unknown = positionals.filter((name) => !names.some((each) => each === name));
const [share, seed] = [Number(values.share), Number(values.seed)];
if (unknown.length > 0 || !(share > 0 && share <= 1) || !Number.isInteger(seed)) {
  console.error(USAGE);
  process.exit(2);
}
await startEngine();
let hasFailed = false;
for (const name of names) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const begin = performance.now();
  const { tried, problems, record } = await PARTS[name]({ share, seed });
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`${name}: ${tried}; ${problems.length} problems; seed ${seed}, ${seconds} s`);
  if (record !== undefined && values.table !== undefined) {
    const text = values.table.endsWith(".json") ? `${JSON.stringify(record.data, null, 1)}\n` : record.table;
    writeFileSync(values.table, text);
  }
  if (record !== undefined && values.summary !== undefined) {
    const page = readFileSync(values.summary, "utf8");
    writeFileSync(
      values.summary,
      page.replace(PART, (_, start, end) => `${start}\n${record.summary}\n${end}`),
    );
  }
  for (const { subject, what } of problems.slice(0, 20)) {
    console.log(`\n${subject.name}: ${what}\n${JSON.stringify(subject.text.slice(0, 3000))}`);
    hasFailed = true;
  }
}
if (hasFailed) process.exitCode = 1;
