import { describe, expect, it } from "vitest";
import { libraryMember, memberHistory } from "../../../engine/knowledge/library.js";
import {
  classesWithRemovedMembers,
  removedNames,
  replacementOfMember,
  replacementOfObjectMember,
} from "../../../engine/knowledge/removed-members.js";

const names = [...removedNames().values()].flat();
const members = classesWithRemovedMembers().flatMap(([owner, all]) => all.map((member) => [owner, member] as const));

describe("what is said to be removed", () => {
  it.each(names)("%s", (name) => {
    expect(memberHistory(name)?.until).toBeDefined();
    const to = replacementOfMember(name)?.to;
    if (to === undefined) return;
    expect(libraryMember(to), to).toBeDefined();
    expect(memberHistory(to)?.until, to).toBeUndefined();
  });

  it.each(members)("%s.%s", (owner, member) => {
    expect(memberHistory(`${owner}.${member}`)?.until).toBeDefined();
    const to = replacementOfObjectMember(owner, member)?.to;
    // The data leaves out what Python gives every object of a kind.
    if (to === undefined || to.startsWith("__")) return;
    expect(memberHistory(`${owner}.${to}`), to).toBeDefined();
    expect(memberHistory(`${owner}.${to}`)?.until, to).toBeUndefined();
  });
});
