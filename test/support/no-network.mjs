/**
 * Loaded into a program before all else, this makes every attempt to reach a network fail, and writes down what was attempted, and which
 * programs were started, in the file that the variable ATTEMPTS names.
 */
import { appendFileSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";

const require = createRequire(import.meta.url);
const file = process.env.ATTEMPTS;

function note(what) {
  appendFileSync(file, `${what}\n`);
}

function forbid(owner, name, what) {
  owner[name] = () => {
    note(what);
    throw new Error(`there is no network here: ${what}`);
  };
}

const net = require("node:net");
forbid(net.Socket.prototype, "connect", "connect");
forbid(net.Server.prototype, "listen", "listen");
const dgram = require("node:dgram");
for (const name of ["bind", "send", "connect"]) forbid(dgram.Socket.prototype, name, `dgram.${name}`);
const dns = require("node:dns");
for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (/^(?:lookup|resolve|reverse)/.test(name)) forbid(owner, name, `dns.${name}`);
  }
}
const processes = require("node:child_process");
for (const name of ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"]) {
  const start = processes[name];
  processes[name] = (program, ...rest) => {
    note(`process ${program}`);
    return start(program, ...rest);
  };
}
syncBuiltinESMExports();
