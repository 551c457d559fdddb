import { Option } from "commander";
import type { FixMode } from "./report/summary.js";

/** What the options came to that say what is to be done with the files. */
export interface FileFlags {
  readonly fix?: true;
  readonly fixOnly?: true;
  readonly unsafeFixes?: true;
  readonly diff?: true;
  readonly showFiles?: true;
}

/** The options of `check` that do something else with the files than to report what is found in them. */
export function fileOptions(): Option[] {
  const others = ["fix", "fixOnly", "diff", "output", "format", "showSettings", "updateBaseline", "growBaseline"];
  return [
    new Option("--fix-only", "make the safe repairs, and report nothing that is left")
      .conflicts(["diff", "showSettings"])
      .hideHelp(),
    new Option("--show-files", "list the files that would be checked").conflicts(others).hideHelp(),
  ];
}

/** What is to be done with repairs. */
export function fixMode({ fix, fixOnly, unsafeFixes, diff }: FileFlags): FixMode {
  const writes = fix === true || fixOnly === true;
  return {
    action: diff === true ? "diff" : writes ? "write" : "show",
    unsafe: unsafeFixes === true,
    only: fixOnly === true,
  };
}
