// When things break: the server is killed, there is none, it is another one.
"use strict";

const assert = require("node:assert/strict");
const { chmodSync, existsSync, readFileSync, rmSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");
const { check, command, figures, folder, next, opened, perform, set, studio, until, written } = require("./stage.cjs");

const SONG = 'tempo 120;\nmelody tune { bell "c4 e4 g4 b4"; }\nharmony pad { pad "<Am F>".slow(4); }\n';

/** Answers the first request with an error, and waits. */
const REFUSING = `[ "$1" = --version ] && { echo pattern-lsp 9.9; exit; }
exec 'PYTHON' -c '
import sys
body = b"{\\"jsonrpc\\":\\"2.0\\",\\"id\\":0,\\"error\\":{\\"code\\":-32603,\\"message\\":\\"not today\\"}}"
sys.stdin.buffer.readline()
sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n%s" % (len(body), body))
sys.stdout.flush()
sys.stdin.buffer.read()
'`;

/** @type {vscode.TextEditor} */
let editor;
/** @type {import("./stage.cjs").PatternStudio} */
let pattern;

const lit = () => pattern.lit(editor.document.uri).length;
const running = () => until("a server", () => pattern.standing === "running");
const kill = async () => {
  await running();
  process.kill(pattern.pid ?? assert.fail(), "SIGKILL");
};

/** What is said while the settings are changed: how often it failed, and why at last. @param {() => PromiseLike<unknown>} act */
const troubles = async (act) => {
  let failed = 0;
  const listening = pattern.onDidChangeStanding((standing) => {
    if (standing === "failed") failed++;
  });
  await act();
  await until("a trouble", () => pattern.standing === "failed");
  listening.dispose();
  return { failed, sentence: pattern.trouble ?? "" };
};

/** A program in the folder that hands on to a real one. @param {string} name @param {string} does */
const program = (name, does) => {
  const path = written(name, `#!/bin/sh\n${does}\n`);
  chmodSync(path, 0o755);
  return path;
};

/** @type {string} */
let python;

check("CRASH-1: when the server is killed while it plays, all lights are out within a second", async () => {
  editor = await opened("song.pattern", SONG);
  pattern = await studio();
  python = vscode.workspace.getConfiguration("patternStudio").get("python", "");
  await set("outputs", ["none"]);
  await Promise.all([command("evaluateFile"), until("a light", () => lit() > 0)]);
  await until("a light", () => lit() > 0);
  const begin = performance.now();
  // They go out with the news of its death, not some time after it: a busy machine may be late with the news itself.
  const dark = new Promise((resolve) => {
    const listening = pattern.onDidChangeStanding(() => {
      listening.dispose();
      resolve(lit() === 0);
    });
  });
  await kill();
  assert.ok(await dark, "a light outlives the server");
  figures("from the death of the server to darkness, ms", [performance.now() - begin]);
  assert.equal(pattern.transport, undefined);
  assert.equal(pattern.status, "$(circle-outline) Pattern");
});

check("CRASH-2: it is started again, and the text can be evaluated", async () => {
  await running();
  assert.equal(await until("a state", () => pattern.transport?.state), "idle");
  const told = next("evaluated", pattern.onDidEvaluate);
  await command("evaluateFile");
  assert.ok((await told).ok);
  await until("a light", () => lit() > 0);
});

check("CRASH-3: after five times it stays down, and one message says so", async () => {
  await command("restart");
  await running();
  let starts = 0;
  const listening = pattern.onDidChangeStanding((standing) => {
    if (standing === "running") starts++;
  });
  const { failed, sentence } = await troubles(async () => {
    for (let count = 0; count <= 5; count++) {
      const before = pattern.pid;
      await kill();
      await until("it is seen", () => pattern.standing === "failed" || (pattern.standing === "running" && pattern.pid !== before));
    }
  });
  listening.dispose();
  assert.deepEqual([starts, failed], [5, 1]);
  assert.match(sentence, /ended 6 times/);
  assert.equal(pattern.status, "$(error) Pattern");
  const [refusal] = await Promise.all([next("a refusal", pattern.onDidRefuse), command("evaluateFile")]);
  assert.match(refusal, /not running/);
});

check("a person may start it again all the same", async () => {
  await command("restart");
  await running();
  assert.equal(pattern.trouble, undefined);
});

check("FIND-4: a Python that does not run is said in one message", async () => {
  const broken = program("broken/python", "echo 'Fatal Python error: no encodings' >&2; exit 1");
  const { failed, sentence } = await troubles(() => set("python", broken));
  assert.equal(failed, 1);
  assert.match(sentence, /broken\/python.*cannot be started.*no encodings/);
});

check("CRASH-3: a server that dies at once is started five times again, and one message says so", async () => {
  const trace = join(folder(), "deaths.txt");
  const dying = program("dying/pattern-lsp", `case "$1" in --version) echo pattern-lsp 9.9;; *) echo death >> '${trace}'; exit 3;; esac`);
  await set("python", undefined);
  await running();
  const { failed, sentence } = await troubles(() => set("server.path", dying));
  assert.equal(failed, 1);
  assert.match(sentence, /ended 6 times/);
  assert.equal(readFileSync(trace, "utf8").split("\n").length - 1, 6);
  await set("server.path", undefined);
  await running();
});

check("a server that refuses to begin is said in one message", async () => {
  const refusing = program("refusing/pattern-lsp", REFUSING.replaceAll("PYTHON", python));
  const { failed, sentence } = await troubles(() => set("server.path", refusing));
  assert.equal(failed, 1);
  assert.match(sentence, /refuses to start.*not today/);
});

check("FIND-5: a server that is too old is said in one message, with both versions", async () => {
  await set("server.path", undefined);
  await running();
  const old = program("old/pattern-lsp", "echo pattern-lsp 0.0.1");
  const { failed, sentence } = await troubles(() => set("server.path", old));
  assert.equal(failed, 1);
  assert.match(sentence, /0\.0\.1.*too old.*0\.1\.0/);
});

check("FIND-1: a server that is named in the settings is started", async () => {
  const trace = join(folder(), "named.txt");
  const named = program("named/pattern-lsp", `echo started >> '${trace}'; exec '${python}' -m pattern_server.lsp.server "$@"`);
  await set("server.path", named);
  await running();
  assert.ok(existsSync(trace));
  await set("server.path", undefined);
  await running();
});

check("FIND-2: without a setting the server in .venv of the folder is started", async () => {
  const trace = join(folder(), "found.txt");
  const found = program(".venv/bin/python", `echo started >> '${trace}'; exec '${python}' "$@"`);
  await set("python", "");
  await until("the interpreter of .venv", () => existsSync(trace));
  await running();
  rmSync(found);
});

check("FIND-3: with no server anywhere one message says what is missing", async () => {
  await command("restart"); // what the settings above have set off is over then
  const path = process.env["PATH"];
  process.env["PATH"] = join(folder(), "nothing");
  const { failed, sentence } = await troubles(() => command("restart"));
  process.env["PATH"] = path;
  assert.equal(failed, 1);
  assert.match(sentence, /not found.*Python 3\.11/);
});

exports.run = perform;
