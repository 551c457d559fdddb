import { Option } from "commander";
import type { BaselineMode } from "./baselines.js";

/** What the options came to that say which of the findings are wanted. */
export interface FindingsFlags {
  /** False: no baseline, whatever the settings say. */
  readonly baseline?: string | false;
  readonly updateBaseline?: true;
  readonly growBaseline?: true;
  readonly changedSince?: string;
  readonly changedLines?: true;
}

/** The options of `check` that say which of the findings are wanted: new ones, or those in what was changed. */
export function findingsOptions(): Option[] {
  const updates = ["updateBaseline", "growBaseline"];
  return [
    // A baseline that is made of a part of the files would be missing the others.
    new Option("--changed-since <REF>", "check the files that git says were changed").conflicts(updates),
    new Option("--changed-lines", "report only what touches lines changed since then").hideHelp(),
    new Option("--baseline <FILE>", "do not show what this file knows"),
    new Option("--no-baseline", "show what a baseline knows, too").hideHelp(),
    new Option("--update-baseline", "take out what is gone; make it if there is none").conflicts("diff"),
    new Option("--grow-baseline", "the same, and add what is new").conflicts("diff").hideHelp(),
  ];
}

/** What is to be done with baselines. */
export function baselineMode({ baseline, updateBaseline, growBaseline }: FindingsFlags): BaselineMode {
  if (baseline === false) return { action: "ignore" };
  return { action: growBaseline === true ? "grow" : updateBaseline === true ? "shrink" : "use" };
}
