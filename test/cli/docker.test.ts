import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ignore from "ignore";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.js";
import { SIGNAL } from "./program.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

const INSTRUCTIONS = readFileSync(join(ROOT, "Dockerfile"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line): Instruction => {
    const [, word = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return { word, rest };
  });

/**
 * No engine for containers is needed: the commands run in a folder that stands for the file system of both images. What
 * the images themselves contain is not tried.
 */
describe("the Dockerfile", () => {
  it("has only instructions that are tried here", () => {
    expect(INSTRUCTIONS.map(({ word }) => word).join(" ")).toBe(
      "ARG FROM WORKDIR COPY RUN FROM COPY RUN USER WORKDIR ENTRYPOINT CMD",
    );
  });

  it("builds and installs a program that checks the folder it is given", { timeout: 180_000 }, () => {
    const image = temporaryFolder({ "tmp/": "", "work/a.py": SIGNAL, "usr/": "", "home/": "" });
    const inside = (text: string): string => text.replace(/(?<=^|\s)\/(?=faqlint|tmp|work)/g, `${image}/`);
    let cwd = image;
    for (const { word, rest } of INSTRUCTIONS) {
      if (word === "WORKDIR") {
        cwd = inside(rest);
        mkdirSync(cwd, { recursive: true });
      } else if (word === "COPY" && rest === ". .") copyTracked(cwd);
      else if (word === "RUN") {
        const env = { ...process.env, npm_config_prefix: join(image, "usr"), npm_config_prefer_offline: "true" };
        const { status, stderr } = spawnSync("sh", ["-e", "-c", quoted(inside(rest), image)], {
          cwd,
          // The cache in the image's home folder is removed; this one is that of the machine.
          env: { ...env, HOME: join(image, "home"), npm_config_cache: npmCache() },
          encoding: "utf8",
        });
        expect({ rest, status, stderr: status === 0 ? "" : stderr }).toEqual({ rest, status: 0, stderr: "" });
      }
    }
    const words = ["ENTRYPOINT", "CMD"].flatMap((wanted): string[] =>
      JSON.parse(INSTRUCTIONS.find(({ word }) => word === wanted)?.rest ?? "[]"),
    );
    const [program = "", ...args] = words;
    const { status, stdout } = spawnSync(join(image, "usr/bin", program), args, { cwd, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stdout).toContain("a.py:6:31: error[signal-handler-arity]");
    expect(readdirSync(join(image, "tmp"))).toEqual([]);
  });
});

/** Copies what git knows of, as a clone has it, without what Docker is told to leave out. */
function copyTracked(target: string): void {
  const ignored = ignore().add(readFileSync(join(ROOT, ".dockerignore"), "utf8"));
  const names = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 });
  for (const name of names.split("\0").filter((each) => each !== "")) {
    if (ignored.ignores(name)) continue;
    mkdirSync(dirname(join(target, name)), { recursive: true });
    cpSync(join(ROOT, name), join(target, name));
  }
}

/** Paths in the folder of the test have a blank in their names, which those in an image have not. */
function quoted(command: string, image: string): string {
  return command.replaceAll(image, `"${image}"`);
}

function npmCache(): string {
  return execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
}
