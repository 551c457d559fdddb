import { describe, expect, it } from "vitest";
import { formatPythonVersion, NEWEST_PYTHON } from "../../engine/versions.js";
import { targetOf } from "../../project/requires-python.js";

const NEWEST = formatPythonVersion(NEWEST_PYTHON);

describe("the target of a requirement", () => {
  it.each([
    [">=3.8", NEWEST],
    [">=3.8,<3.12", "3.11"],
    ["<3.12", "3.11"],
    ["<=3.12", "3.12"],
    ["<3.12.1", "3.12"],
    ["==2.7.*", "2.7"],
    ["==3.9", "3.9"],
    ["==3.9.7", "3.9"],
    ["===3.9.7", "3.9"],
    ["~=3.8", NEWEST],
    ["~=3.8.2", "3.8"],
    [">=2.7,<3", "2.7"],
    [">=2.7, !=3.0.*, !=3.1.*, <4", NEWEST],
    [">=3.8,!=3.9.*,<3.10", "3.8"],
    [">3.8,<3.9", "3.8"],
    [">=3.8.5,<3.9", "3.8"],
    ["!=3.14.*", "3.13"],
    [">= 3.7 , < 3.9", "3.8"],
    [">=3.8.0rc1", NEWEST],
    [">=3.7a0,<3.8", "3.7"],
    [">=3", NEWEST],
    ["<4", NEWEST],
    ["==3.*", NEWEST],
    ["", NEWEST],
    ["*", NEWEST],
    // What faqlint does not know is moved to the nearest it does.
    [">=3.99", NEWEST],
    ["==2.6.*", "2.7"],
    ["<2.7", "2.7"],
  ])("%s is %s", (text, expected) => {
    const target = targetOf(text);
    expect(target && formatPythonVersion(target)).toBe(expected);
  });

  it.each([
    ["^3.8", NEWEST],
    ["^2.7", "2.7"],
    ["~3.8", "3.8"],
    ["~3", NEWEST],
    ["3.8", "3.8"],
    ["3.8.*", "3.8"],
    ["~2.7 || ^3.5", NEWEST],
    ["~2.7 | ~3.5", "3.5"],
    ["^3.8 <3.12", "3.11"],
    [">=3.8 <3.10", "3.9"],
  ])("%s, in Poetry's way, is %s", (text, expected) => {
    const target = targetOf(text);
    expect(target && formatPythonVersion(target)).toBe(expected);
  });

  it.each(["three", "~=3", ">=3.8;", "=>3.8", ">3.9,<3.8", "==3.8,==3.9", "{{ python }}"])("%s is none", (text) => {
    expect(targetOf(text)).toBeUndefined();
  });
});
