import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { existsIn, moduleHistory, removedModules } from "../../../engine/knowledge/modules.js";
import { canonicalName } from "../../../engine/knowledge/names.js";
import { renamedModules, replacementOf } from "../../../engine/knowledge/replacements.js";
import { NEWEST_PYTHON, OLDEST_PYTHON } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";

const LISTER = fileURLToPath(new URL("public_names.py", import.meta.url));

/** Removed modules that nobody can be told anything useful about. */
const WITHOUT_ADVICE = `
  CDROM Canvas Carbon ColorPicker DLFCN FixTk FrameWork IN MiniAEFrame PixMapWrapper TYPES _compression _msi aepack aetools
  aetypes applesingle argvemulator autoGIL bundlebuilder cfmfile findertools gensuitemodule macerrors macostools macresource
  markupbase os2emxpath videoreader`;

type Names = Readonly<Record<string, { readonly all: readonly string[]; readonly own: readonly string[] }>>;

function namesOf(command: string, modules: readonly string[]): Names {
  const run = spawnSync(command, ["-S", LISTER, ...modules], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  return JSON.parse(run.stdout) as Names;
}

describe("replacements", () => {
  it("exist for every removed module, but for a few that are named here", () => {
    const without = removedModules().filter((name) => !name.includes(".") && replacementOf(name) === undefined);
    expect(without.sort()).toEqual(WITHOUT_ADVICE.trim().split(/\s+/).sort());
  });

  it("are given only for modules that some version lacks", () => {
    expect(renamedModules().filter((name) => moduleHistory(name)?.until === undefined)).toEqual([]);
  });

  it("rename to modules that exist where the old ones do not", () => {
    for (const name of renamedModules()) {
      const to = replacementOf(name)?.rename?.to ?? "";
      const until = moduleHistory(name)?.until ?? NEWEST_PYTHON;
      expect(existsIn(to, until), `${name} -> ${to}`).toBe(true);
    }
  });

  it("tell a submodule what they tell its package", () => {
    expect(replacementOf("distutils.util")).toEqual(replacementOf("distutils"));
    expect(replacementOf("distutils.util")?.backports).toContain("setuptools");
    expect(replacementOf("os.path")).toBeUndefined();
  });

  it("advise with an order and balanced back-ticks", () => {
    for (const name of removedModules()) {
      const advice = replacementOf(name)?.advice;
      if (advice === undefined) continue;
      expect(advice, name).toMatch(/^[a-z].*[^.]$/);
      expect(advice.split("`").length % 2, name).toBe(1);
    }
  });

  it("list exactly the names that were lost between 2.7 and 3.13", async () => {
    const interpreters = await findInterpreters();
    const at = (major: number, minor: number) =>
      interpreters.find(({ version }) => version.major === major && version.minor === minor)?.command;
    const [old, current] = [at(OLDEST_PYTHON.major, OLDEST_PYTHON.minor), at(3, 13)];
    if (old === undefined || current === undefined) {
      console.warn("NOT CHECKED: what renamed modules lost needs CPython 2.7 and 3.13 on this machine.");
      return;
    }
    const names = renamedModules();
    const before = namesOf(old, [...names, "types", "Tkconstants", "Tkinter"]);
    const after = namesOf(
      current,
      names.map((name) => replacementOf(name)?.rename?.to ?? ""),
    );
    // Python 2's tkinter modules passed on everything of `types` and of each other with `import *`.
    const passedOn = new Set(["types", "Tkconstants", "Tkinter"].flatMap((name) => before[name]?.own ?? []));
    const unchecked: string[] = [];
    const listed: Record<string, string> = {};
    const measured: Record<string, string> = {};
    for (const name of names) {
      const rename = replacementOf(name)?.rename;
      const [had, has] = [before[name], after[rename?.to ?? ""]];
      if (had === undefined || has === undefined) {
        unchecked.push(name);
        continue;
      }
      const borrowed = (lost: string) => name !== "Tkinter" && name !== "Tkconstants" && passedOn.has(lost);
      const types = new Set(before.types?.own);
      const lost = had.own.filter((one) => !has.all.includes(one) && !types.has(one) && !borrowed(one));
      listed[name] = [...(rename?.lacks ?? [])].sort().join(" ");
      measured[name] = lost
        .filter((one) => !/^(True|False)$/.test(one))
        .sort()
        .join(" ");
    }
    expect(listed).toEqual(measured);
    console.warn(`NOT CHECKED, for want of the modules: ${unchecked.join(", ") || "none"}.`);
    expect(unchecked.length).toBeLessThan(names.length / 2);
  }, 60_000);
});

describe("canonicalName", () => {
  it("translates renamed modules, whole names only", () => {
    expect(canonicalName("Queue.Queue")).toBe("queue.Queue");
    expect(canonicalName("email.MIMEText.MIMEText")).toBe("email.mime.text.MIMEText");
    expect(canonicalName("email.message.Message")).toBe("email.message.Message");
    expect(canonicalName("Queue")).toBe("queue");
    expect(canonicalName("Queued.Queue")).toBe("Queued.Queue");
    expect(canonicalName("six.moves.queue.Queue")).toBe("queue.Queue");
    expect(canonicalName("toString")).toBe("toString");
  });
});
