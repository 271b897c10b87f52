// Evaluating, and everything that is done with music that plays. What is heard is what an OSC receiver gets.
"use strict";

const assert = require("node:assert/strict");
const { statSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");
const { listen } = require("./ear.cjs");
const { check, command, figures, folder, next, opened, perform, place, replaced, set, studio, until } = require("./stage.cjs");

/** @typedef {import("./stage.cjs").Evaluated} Evaluated */

/** A bar lasts a second. */
const SONG = `title "Plays"; tempo 240; key C minor;

param loud = 0.5 in 0..1;

rhythm drums {
  kick: synth "Kick Kick Kick Kick".vel(0.9);
}
melody tune {
  piano "c4 e4 g4 c5".gain(loud);
}
`;

const FORM = `tempo 240;
melody a { piano "c4"; }
melody b { piano "c5"; }
section one 8 bars { a; }
section two 8 bars { b; }
form one two;
`;

/** @type {vscode.TextEditor} */
let editor;
/** @type {Awaited<ReturnType<typeof listen>>} */
let ear;
/** @type {import("./stage.cjs").PatternStudio} */
let pattern;

/** Something that is sent from now on. @param {string} wanted @param {(one: import("./ear.cjs").Heard) => boolean} is */
const heard = (wanted, is) => {
  const before = ear.heard.length;
  return until(wanted, () => ear.heard.slice(before).find(is));
};

/** Nothing that is sent once the music has gone on for a bar. @param {(one: import("./ear.cjs").Heard) => boolean} is */
const unheard = async (is) => {
  const bar = pattern.transport?.bar ?? 0;
  await until("the next bar", () => (pattern.transport?.bar ?? 0) > bar);
  const before = ear.heard.length;
  await until("the bar after", () => (pattern.transport?.bar ?? 0) > bar + 1);
  assert.deepEqual(ear.heard.slice(before).filter(is), []);
};

/** The outcome of an evaluation that is begun by `act`. @param {() => unknown} act @returns {Promise<Evaluated>} */
const outcome = async (act) => {
  const coming = next("evaluated", pattern.onDidEvaluate);
  await act();
  return coming;
};

const state = (/** @type {string} */ wanted) => until(`state ${wanted}`, () => pattern.transport?.state === wanted);
const part = (/** @type {string} */ key) => pattern.transport?.parts.find((one) => one.key.startsWith(key));
const tune = (/** @type {import("./ear.cjs").Heard} */ one) => one.part.startsWith("melody/tune");

/** The caret there. @param {string} text @param {number} [inside] */
const caret = (text, inside) => {
  const point = place(editor.document, text, inside);
  editor.selection = new vscode.Selection(point, point);
};

check("a server that plays nothing says so", async () => {
  editor = await opened("plays.pattern", SONG);
  pattern = await studio();
  ear = await listen();
  await set("outputs", [ear.output]);
  await set("swap", "now");
  await state("idle");
  assert.match(pattern.status, /Pattern/);
});

check("EVAL-1: the file plays, and state, bar and beat are shown", async () => {
  const said = await outcome(() => command("evaluateFile"));
  assert.ok(said.ok, said.message);
  assert.deepEqual([said.uri, said.version, said.errors, said.kept], [editor.document.uri.toString(), editor.document.version, [], []]);
  await state("playing");
  await heard("the kick", ({ velocity }) => Math.abs(velocity - 0.9) < 0.01);
  await heard("the tune", ({ midi }) => midi === 64);
  await until("bar and beat", () => /^\$\(play\) \d+·\d  240 bpm/.test(pattern.status));
});

check("flash: what was evaluated is told with its ranges", async () => {
  caret("piano");
  const said = await outcome(() => command("evaluateBlock"));
  assert.equal(said.flash.length, 1);
  assert.equal(said.flash[0]?.[0], place(editor.document, "melody tune").line);
});

check("what the editor saves by itself is not heard", async () => {
  const files = vscode.workspace.getConfiguration("files");
  await files.update("autoSave", "afterDelay", vscode.ConfigurationTarget.Workspace);
  await replaced(editor, "c4 e4", "c#4 e4");
  await until("saved", () => !editor.document.isDirty);
  await unheard(({ midi }) => midi === 61);
  await files.update("autoSave", "off", vscode.ConfigurationTarget.Workspace);
  await replaced(editor, "c#4 e4", "c4 e4");
});

check("STATUS-1: the status line moves with the bar", async () => {
  const bar = pattern.transport?.bar ?? 0;
  await until("two bars later", () => pattern.status.startsWith(`$(play) ${bar + 2}·`));
});

check("EVAL-2: of two changed blocks only the one that is evaluated sounds otherwise", async () => {
  await replaced(editor, "c4 e4", "d4 f4");
  await replaced(editor, "vel(0.9)", "vel(0.3)");
  caret("piano");
  const [said] = await Promise.all([outcome(() => command("evaluateBlock")), heard("the new note", ({ midi }) => midi === 65)]);
  assert.ok(said.ok, said.message);
  await heard("the old kick", ({ velocity }) => Math.abs(velocity - 0.9) < 0.01);
  await unheard((one) => Math.abs(one.velocity - 0.3) < 0.01);
});

check("EVAL-3: a selection plays the blocks that it touches", async () => {
  editor.selection = new vscode.Selection(place(editor.document, "kick:"), place(editor.document, "Kick"));
  await Promise.all([command("evaluateSelection"), heard("the new kick", ({ velocity }) => Math.abs(velocity - 0.3) < 0.01)]);
});

check("EVAL-4: of a text with a mistake what played plays on, and the message names what is kept", async () => {
  await replaced(editor, '"d4 f4', '"d4 [f4');
  await replaced(editor, "vel(0.3)", "vel(0.7)");
  const [said] = await Promise.all([
    outcome(() => command("evaluateFile")),
    heard("the kick, which is right", ({ velocity }) => Math.abs(velocity - 0.7) < 0.01),
  ]);
  assert.ok(said.errors.length > 0 && said.kept.some((key) => key.includes("tune")), JSON.stringify(said));
  assert.match(said.message, /tune/);
  await heard("the last good tune", ({ midi }) => midi === 65);
  await replaced(editor, '"d4 [f4', '"d4 f4');
  await outcome(() => command("evaluateFile"));
});

check("EVAL-5: a code action evaluates, as in any editor", async () => {
  await replaced(editor, "d4 f4", "e4 g#4");
  const point = place(editor.document, "piano");
  /** @type {vscode.CodeAction[]} */
  const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", editor.document.uri, new vscode.Range(point, point));
  const action = actions.find(({ title }) => title === "Evaluate block");
  assert.ok(action, actions.map(({ title }) => title).join("; "));
  // Where the server answers with a bare command, VS Code hands it on as it is.
  const bare = /** @type {vscode.Command} */ (/** @type {unknown} */ (action));
  const { command: name, arguments: given = [] } = typeof action.command === "string" ? bare : (action.command ?? assert.fail());
  await Promise.all([vscode.commands.executeCommand(name, ...given), heard("the new note", ({ midi }) => midi === 68)]);
});

check("EVAL-6: where no block is one sentence says why nothing happens", async () => {
  caret("title");
  const [sentence] = await Promise.all([next("a refusal", pattern.onDidRefuse), command("evaluateBlock")]);
  assert.match(sentence, /block/);
});

/** What stands above the tune. @returns {Promise<vscode.Command[]>} */
const lenses = async () => {
  /** @type {vscode.CodeLens[]} */
  const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", editor.document.uri, 50);
  const line = place(editor.document, "melody tune").line;
  return found.flatMap(({ range, command: one }) => (one && range.start.line === line ? [one] : []));
};

check("LENS-1: above a block stands what can be done with it, and it can", async () => {
  const above = await lenses();
  for (const name of ["evaluateBlock", "mute", "solo", "render"]) {
    assert.ok(above.some(({ command: one }) => one === `patternStudio.${name}`), JSON.stringify(above));
  }
  for (const muted of [true, false]) {
    const mute = (await lenses()).find(({ command: one }) => one === "patternStudio.mute") ?? assert.fail();
    await vscode.commands.executeCommand(mute.command, ...(mute.arguments ?? []));
    await until(`muted: ${muted}`, () => part("melody/tune")?.muted === muted);
  }
});

check("MUTE-1: the first part is off, and on again", async () => {
  await Promise.all([command("muteNumber", { number: 1 }), until("muted", () => pattern.transport?.parts[0]?.muted)]);
  const first = pattern.transport?.parts[0]?.key;
  await unheard((one) => one.part === first);
  await command("muteNumber", { number: 1 });
  await heard("the part", (one) => one.part === first);
});

check("SOLO-1: a part is heard alone", async () => {
  const [first, second] = (pattern.transport?.parts ?? []).map(({ key }) => key);
  const answer = await command("solo", { parts: [second], on: true });
  assert.deepEqual(answer.solo, [second]);
  await until("solo", () => pattern.transport?.parts[0]?.heard === false);
  await unheard((one) => one.part === first);
  await command("solo", { parts: [second], on: false });
  await heard("all", (one) => one.part === first);
});

check("UNDO-1: what played before plays", async () => {
  await replaced(editor, "e4 g#4", "e4 a4");
  await Promise.all([command("evaluateFile"), heard("the change", ({ midi }) => midi === 69)]);
  await Promise.all([command("undo"), heard("what was before", ({ midi }) => midi === 68)]);
});

check("UNDO-2: the change plays again", async () => {
  await Promise.all([command("redo"), heard("the change", ({ midi }) => midi === 69)]);
});

check("STEP-1: a number is stepped in the text", async () => {
  caret("vel(0.7", 5);
  await command("step", { by: 1 });
  await until("a step up", () => editor.document.getText().includes("vel(0.8)"));
  caret("vel(0.8", 5);
  await command("step", { by: -1 });
  await until("a step down", () => editor.document.getText().includes("vel(0.7)"));
});

check("STEP-2: while it plays, it is heard without evaluating", async () => {
  caret("vel(0.7", 5);
  await Promise.all([command("step", { by: 2 }), heard("the kick, louder than one", ({ velocity }) => Math.abs(velocity - 0.9) < 0.01)]);
});

check("KNOB-1: a knob has its value, and the text the one that is written", async () => {
  const before = editor.document.getText();
  await command("knob", { name: "loud", value: 0.25 });
  await until("the value", () => pattern.transport?.knobs.find(({ name }) => name === "loud")?.value === 0.25);
  assert.equal(editor.document.getText(), before);
});

check("SAVE-1: a change is heard when it is saved", async () => {
  await replaced(editor, "e4 a4", "e4 b4");
  await Promise.all([editor.document.save(), heard("the change", ({ midi }) => midi === 71)]);
});

check("SAVE-2: a mistake that is saved is underlined, and the music goes on", async () => {
  await replaced(editor, '"e4 b4', '"e4 [b4');
  const said = await outcome(() => editor.document.save());
  assert.ok(said.errors.length > 0);
  await until("an underline", () =>
    vscode.languages.getDiagnostics(editor.document.uri).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
  );
  await heard("what played", ({ midi }) => midi === 71);
});

check("SAVE-3: mended and saved, the new version is heard", async () => {
  await replaced(editor, '"e4 [b4', '"e4 bb4');
  await Promise.all([editor.document.save(), heard("the new version", ({ midi }) => midi === 70)]);
});

check("TEMPO-1: the state shows the tempo", async () => {
  await command("tempo", { bpm: 200 });
  await until("the tempo", () => pattern.status.includes("200 bpm"));
});

check("TAP-1: the tempo is that of the taps", async () => {
  const taps = [];
  for (let count = 0; count < 5; count++) {
    taps.push(performance.now());
    await command("tap");
    await new Promise((resolve) => setTimeout(resolve, 400)); // the beat of a hand at 150 bpm, or slower on a busy machine
  }
  const tapped = (4 * 60_000) / ((taps[4] ?? NaN) - (taps[0] ?? NaN));
  const most = Math.min(1.2 * tapped, 180); // it was 200
  await until(`about ${tapped}`, () => (pattern.transport?.bpm ?? 0) > 0.8 * tapped && (pattern.transport?.bpm ?? Infinity) < most);
  await command("tempo", { bpm: 240 });
});

check("PLAY-1: the music stops where it is, and goes on", async () => {
  await command("stop");
  await state("stopped");
  const { bar } = /** @type {import("../../../../editors/vscode/src/protocol").Transport} */ (pattern.transport);
  const going = next("it goes on", pattern.onDidMove, (music) => music.state === "playing");
  await Promise.all([command("play"), heard("the music", tune)]);
  assert.ok((await going).bar - bar <= 1);
});

check("HUSH-1: the state says so, and nothing new is heard", async () => {
  await command("hush");
  await state("hushed");
  assert.match(pattern.status, /^\$\(mute\)/);
  await until("what was sent ahead is over", () => (ear.heard.at(-1)?.due ?? 0) < performance.now() - 300);
  assert.equal(pattern.lit(editor.document.uri).length, 0);
});

check("PANIC-1: silence at once, and the music can begin again", async () => {
  await Promise.all([command("evaluateFile"), state("playing"), heard("music", tune)]);
  await command("panic");
  await until("silence", () => pattern.transport?.state !== "playing");
  await until("what was sent ahead is over", () => (ear.heard.at(-1)?.due ?? 0) < performance.now() - 300);
  assert.equal(pattern.lit(editor.document.uri).length, 0);
});

check("SECTION-1: the section is the one shown at the next bar", async () => {
  editor = await opened("form.pattern", FORM);
  await Promise.all([command("evaluateFile"), until("the first section", () => pattern.transport?.section === "one")]);
  await command("goto", { section: "two" });
  await until("the second", () => pattern.status.includes("two"));
});

check("RENDER-1: a WAV file lies beside the text", async () => {
  const path = await command("render", { uri: editor.document.uri.toString(), bars: 1 });
  assert.equal(path, join(folder(), "form.wav"));
  assert.ok(statSync(path).size > 10_000);
});

check("SOUND-1: a sound of the list is played", async () => {
  await command("hush");
  await until("what was sent ahead is over", () => (ear.heard.at(-1)?.due ?? 0) < performance.now() - 300);
  await Promise.all([command("audition", { sound: "bell" }), heard("a bell", ({ instrument }) => instrument === "bell")]);
});

check("figures: from the command to the outcome, and to the first changed note", async () => {
  editor = await opened("figures.pattern", 'tempo 240;\nmelody m { piano "c4*16"; }\n');
  await Promise.all([command("evaluateFile"), heard("music", () => true)]);
  const [outcomes, notes] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let round = 0; round < 24; round++) {
    const [old, now] = round % 2 === 0 ? ["c4", "d4"] : ["d4", "c4"];
    await replaced(editor, old, now);
    caret("piano");
    const begin = performance.now();
    const [, told, first] = await Promise.all([
      command("evaluateBlock"),
      next("evaluated", pattern.onDidEvaluate).then(() => performance.now()),
      heard("a changed note", ({ note }) => note === now),
    ]);
    outcomes.push(told - begin);
    notes.push(first.came - begin);
  }
  figures("command to evaluated, ms; at now", outcomes);
  figures("command to first changed note at the receiver, ms; at now, lookahead 300 ms", notes);
  await command("hush");
});

exports.run = perform;
