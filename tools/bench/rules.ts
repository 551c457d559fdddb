import { RULES } from "../../rules/index.js";
import { HIGHEST_EXPONENT, type RuleGrowth, ruleGrowth, SLOWEST } from "./rule-growth.js";
import { flaggedPrograms, type Programs, SHAPES } from "./shapes.js";
import { printTable } from "./table.js";

/**
 * Measures each rule alone on texts that are made for it: the programs of its specification in which it finds something, again and again,
 * in several ways. Prints what is slow, and the steepest and slowest of what is not. The parser must have started.
 *
 * @param names of the rules to measure; all without any.
 * @param each whether every program is tried on its own, too, which takes ten times as long.
 * @returns how many rules are too slow, or grow too fast.
 */
export function measureRules(names: readonly string[], each: boolean): number {
  const unknown = names.filter((name) => !RULES.some((rule) => rule.name === name));
  if (unknown.length > 0) throw new RangeError(`there is no rule ${unknown.join(", ")}`);
  const programs = flaggedPrograms();
  const results: RuleGrowth[] = [];
  const rules = RULES.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const [index, rule] of rules.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${rules.length} `);
    const groups = programs.get(rule.name) ?? [];
    if (groups.length === 0) console.log(`NOT MEASURED: ${rule.name}, of which no specification has a finding`);
    for (const group of groups.flatMap((all) => (each ? [all, ...alone(all)] : [all]))) {
      for (const shape of SHAPES) {
        const result = ruleGrowth(rule, group, shape);
        results.push(result);
        if (result.fault !== undefined) console.log(`${result.fault}: ${describe(result).join(", ")}`);
      }
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r");
  const sound = results.filter(({ fault }) => fault === undefined);
  const heading = ["rule", "shape", "characters", "found", "time", "exponent"];
  console.log("\nof the others, the steepest:");
  const steepest = sound
    .filter(({ exponent }) => exponent !== undefined)
    .sort((a, b) => (b.exponent ?? 0) - (a.exponent ?? 0));
  printTable([heading, ...steepest.slice(0, 10).map(describe)]);
  console.log("\nand the slowest:");
  const perCharacter = ({ time, size }: RuleGrowth): number => time / size;
  printTable([
    heading,
    ...[...sound]
      .sort((a, b) => perCharacter(b) - perCharacter(a))
      .slice(0, 10)
      .map(describe),
  ]);
  const faulty = new Set(results.filter(({ fault }) => fault !== undefined).map(({ rule }) => rule));
  console.log(
    `\n${rules.length} rules in ${results.length} texts; ${faulty.size} of them take more than ${SLOWEST} s for 100,000 characters or ` +
      `grow with a power of more than ${HIGHEST_EXPONENT}${faulty.size === 0 ? "" : `: ${[...faulty].join(", ")}`}`,
  );
  return faulty.size;
}

/** The programs one by one; one that is the only one is in the group already. */
function alone({ texts, ...group }: Programs): Programs[] {
  return texts.length < 2 ? [] : texts.map((text) => ({ ...group, texts: [text] }));
}

function describe({ rule, shape, size, found, time, exponent }: RuleGrowth): string[] {
  return [rule, shape, String(size), String(found), `${time.toFixed(3)} s`, exponent?.toFixed(2) ?? "unknown"];
}
