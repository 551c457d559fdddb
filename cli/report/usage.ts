import type { ProfileData } from "../../engine/profile.js";

/** What a run has used. */
export interface Usage {
  /** The files with settings, as users see their paths. */
  readonly settings: readonly string[];
  /** Where results are kept, and how many were there; undefined where none are. */
  readonly cache: { readonly path: string; readonly hits: number } | undefined;
  readonly files: number;
  /** How many threads there were beside the main one. */
  readonly workers: number;
  readonly profile: ProfileData;
  /** From the beginning to the end, in milliseconds. */
  readonly elapsed: number;
}

/** How many rules are named. */
const MOST_RULES = 15;

/** What the main thread does, and what is done in all threads, in order. */
const HERE = ["discover", "read", "cache", "load", "report"];
const ANYWHERE = ["scan", "parse", "model", "rules", "repairs"];

/** What a run has used and what took time, in lines. */
export function usageLines({ settings, cache, files, workers, profile, elapsed }: Usage): string[] {
  const ofRules = Object.entries(profile.rules).sort(([, a], [, b]) => b - a);
  const rules = ofRules.reduce((sum, [, time]) => sum + time, 0);
  // What is built and looked up for all rules together is all of that stage that counts for none of them.
  const stages: Record<string, number> = { ...profile.stages, rules, model: (profile.stages.rules ?? rules) - rules };
  const listed = (names: readonly string[]): string =>
    names.map((name) => `${name} ${seconds(stages[name] ?? 0)}`).join(", ");
  const rule = (time: number, name: string): string => {
    const share = rules === 0 ? 0 : (100 * time) / rules;
    return `  ${seconds(time).padStart(9)}  ${share.toFixed(1).padStart(5)} %  ${name}`;
  };
  return [
    `settings: ${settings.length === 0 ? "none in files" : settings.join(", ")}`,
    cache === undefined ? "cache: none" : `cache: ${cache.hits} of ${files} files are known in ${cache.path}`,
    `threads: ${workers === 0 ? "the main one alone" : `${workers} beside the main one`}`,
    `time: ${seconds(elapsed)}; ${listed(HERE)}`,
    ...(profile.stages.scan === undefined
      ? []
      : [`time of lints${workers > 0 ? ", all threads together" : ""}: ${listed(ANYWHERE)}`]),
    // Scopes, names, flows and the like count for the model. What an expression may be is followed when it is first asked for.
    ...(ofRules.length === 0 ? [] : ["rules, each with the values that it was the first to follow:"]),
    ...ofRules.slice(0, MOST_RULES).map(([name, time]) => rule(time, name)),
    ...(ofRules.length === 0 ? [] : [rule(rules, `all ${ofRules.length} that ran`)]),
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}
