import type { SessionOptions } from "../project/session.js";
import type { SettingsLayer } from "../project/settings/layer.js";
import type { Shard } from "../project/shard.js";
import type { BaselineMode } from "./baselines.js";
import type { FixMode } from "./report/summary.js";
import type { ReportOptions } from "./reports.js";
import type { ColourMode } from "./terminal/colour.js";

/** Where results are kept from run to run. */
export interface CacheOptions {
  /** An absolute path; where there is none, that of the settings, else the one that is usual. */
  readonly folder: string | undefined;
  readonly usualFolder: string;
  /** Differs wherever faqlint may find something else. */
  readonly build: string;
}

/** What a user can ask `faqlint check` for. */
export interface CheckOptions extends ReportOptions {
  readonly colour: ColourMode;
  readonly fixes: FixMode;
  /** Settings that win over those in files. */
  readonly settings?: SettingsLayer;
  /** Whether to take no settings from files. */
  readonly isolated?: boolean;
  /** False checks what the settings exclude, too. */
  readonly excludes?: boolean;
  readonly baseline: BaselineMode;
  /** Checks only what was changed since a commit. */
  readonly changes?: {
    readonly since: string;
    /** Whether to report only what touches changed lines. */
    readonly linesOnly: boolean;
  };
  /** How many threads are to lint: 1, or nothing said, is one; `auto` as many as pay. */
  readonly workers?: number | "auto";
  /** Where results are kept from run to run; without it nowhere. */
  readonly cache?: CacheOptions;
  /** Whether to tell what was used and what took time. */
  readonly verbose?: boolean;
  /** Checks only that part of the files. */
  readonly shard?: Shard;
  /** The name a text from standard input is to have. */
  readonly stdinFilename?: string;
}

/** How a session is to be made for what a user asks for. */
export function sessionOptions({ settings, isolated = false }: CheckOptions): SessionOptions {
  return settings === undefined ? { isolated } : { commandLine: settings, isolated };
}
