// Opening a text and what the server says of it, through VS Code's own interfaces.
"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");
const { check, extension, figures, opened, perform, place, replaced, studio, until } = require("./stage.cjs");

const SONG = `title "Checks"; tempo 120; key C minor;

let riff = "c4 [eb4 g4] ~ f4";

rhythm drums {
  kick: synth "Kick ~ [~ Kick] ~";
  hats: synth "HiHat*8".vel("0.6 0.3");
}
melody tune { piano riff.every(4, .rev()); }
melody low { bass "$riff c2"; }

section verse 4 bars { drums, tune; }
form verse*2;
`;

/** @template T @param {string} question @param {...unknown} given @returns {Promise<T>} */
const asked = (question, ...given) => /** @type {Promise<T>} */ (vscode.commands.executeCommand(`vscode.${question}`, ...given));

/** @type {vscode.TextEditor} */
let editor;

/** Diagnostics of the song once they are as wanted. @param {(found: vscode.Diagnostic[]) => boolean} wanted */
const diagnostics = (wanted) =>
  until("diagnostics", () => {
    const found = vscode.languages.getDiagnostics(editor.document.uri);
    return wanted(found) ? found : undefined;
  });

const wrong = (/** @type {vscode.Diagnostic[]} */ found) => found.some(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);

check("OPEN-3: without a text of the language nothing is started", () => {
  assert.equal(extension().isActive, false);
});

check("OPEN-1: a text of the language has its language, and colours from its grammar", async () => {
  editor = await opened("song.pattern", SONG);
  assert.equal(editor.document.languageId, "pattern");
  const [grammar] = extension().packageJSON.contributes.grammars;
  assert.equal(grammar.language, "pattern");
  assert.match(readFileSync(join(extension().extensionPath, grammar.path), "utf8"), /"scopeName": "source.pattern"/);
});

check("OPEN-2: the server starts and answers about this text", async () => {
  const begin = performance.now();
  const { pid, standing } = await studio();
  figures("from the text to a server that answers, ms", [performance.now() - begin]);
  assert.equal(standing, "running");
  assert.ok(pid && process.kill(pid, 0));
  await diagnostics((found) => !wrong(found));
});

check("DIAG-1: a mistake is underlined where it stands, with code and sentence", async () => {
  await replaced(editor, "piano riff", "paino riff");
  const [found] = await diagnostics(wrong);
  assert.ok(found);
  assert.equal(editor.document.getText(found.range), "paino");
  assert.match(String(typeof found.code === "object" ? found.code.value : found.code), /^PS\d+$/);
  assert.match(found.message, /paino/);
});

check("DIAG-3: its quick fix mends the text", async () => {
  const range = new vscode.Range(place(editor.document, "paino"), place(editor.document, "paino", 5));
  const actions = await until("a quick fix", async () => {
    /** @type {vscode.CodeAction[]} */
    const found = await asked("executeCodeActionProvider", editor.document.uri, range, vscode.CodeActionKind.QuickFix.value);
    const fixes = found.filter(({ edit, title }) => edit && title.includes("piano"));
    return fixes.length > 0 ? fixes : undefined;
  });
  assert.ok(actions[0]?.edit && (await vscode.workspace.applyEdit(actions[0].edit)));
  assert.equal(editor.document.getText(), SONG);
});

check("DIAG-2: the line under it is gone, and nothing is said twice", async () => {
  await diagnostics((found) => !wrong(found));
  await replaced(editor, "HiHat*8", "HiHat*");
  const found = await diagnostics(wrong);
  assert.equal(found.length, 1, JSON.stringify(found));
  await replaced(editor, 'HiHat*"', 'HiHat*8"');
  await diagnostics((left) => !wrong(left));
});

check("COMPLETE-1: behind a dot the methods are offered", async () => {
  /** @type {vscode.CompletionList} */
  const { items } = await asked("executeCompletionItemProvider", editor.document.uri, place(editor.document, ".every", 1));
  const names = items.map(({ label }) => (typeof label === "string" ? label : label.label));
  assert.ok(names.includes("rev") && names.includes("every"), names.slice(0, 20).join());
});

check("COMPLETE-2: in a string of a rhythm drums are offered", async () => {
  /** @type {vscode.CompletionList} */
  const { items } = await asked("executeCompletionItemProvider", editor.document.uri, place(editor.document, '"Kick', 3));
  const names = items.map(({ label }) => (typeof label === "string" ? label : label.label));
  assert.ok(names.includes("Kick"), names.slice(0, 20).join());
});

check("HOVER-1: a word tells its signature and what it does", async () => {
  /** @type {vscode.Hover[]} */
  const found = await asked("executeHoverProvider", editor.document.uri, place(editor.document, "every", 2));
  const text = found.flatMap(({ contents }) => contents.map((one) => (typeof one === "string" ? one : one.value))).join("\n");
  assert.match(text, /every\(/);
});

check("SIGNATURE-1: in a call its arguments are shown", async () => {
  /** @type {vscode.SignatureHelp} */
  const found = await asked("executeSignatureHelpProvider", editor.document.uri, place(editor.document, "every(4", 6));
  assert.match(found.signatures[0]?.label ?? "", /every/);
  assert.equal(found.activeParameter, 0);
});

check("SYMBOL-1: blocks and sections are in the outline", async () => {
  /** @type {vscode.DocumentSymbol[]} */
  const found = await asked("executeDocumentSymbolProvider", editor.document.uri);
  assert.deepEqual(found.map(({ name }) => name).filter((name) => ["drums", "tune", "verse"].includes(name)), ["drums", "tune", "verse"]);
});

check("GOTO-1: a name leads to where it is given", async () => {
  /** @type {(vscode.Location | vscode.LocationLink)[]} */
  const [found] = await asked("executeDefinitionProvider", editor.document.uri, place(editor.document, "riff.every"));
  assert.ok(found);
  const range = "range" in found ? found.range : found.targetRange;
  assert.deepEqual(range.start, place(editor.document, "riff"));
});

check("RENAME-1: a name changes in all its places", async () => {
  /** @type {vscode.WorkspaceEdit} */
  const edit = await asked("executeDocumentRenameProvider", editor.document.uri, place(editor.document, "riff"), "hook");
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.equal(editor.document.getText(), SONG.replaceAll("riff", "hook"));
  await vscode.commands.executeCommand("undo");
  assert.equal(editor.document.getText(), SONG);
});

check("FORMAT-1: blanks get the one form, and nothing else changes", async () => {
  await replaced(editor, "melody tune { piano", "melody   tune {piano");
  await vscode.commands.executeCommand("editor.action.formatDocument");
  await until("the one form", () => editor.document.getText() === SONG);
});

check("COLOUR-1: notes, drums and rests inside a string differ from its quotes", async () => {
  /** @type {vscode.SemanticTokensLegend} */
  const legend = await asked("provideDocumentSemanticTokensLegend", editor.document.uri);
  /** @type {vscode.SemanticTokens} */
  const { data } = await asked("provideDocumentSemanticTokens", editor.document.uri);
  const kinds = new Set();
  for (let row = 3; row < data.length; row += 5) kinds.add(legend.tokenTypes[data[row] ?? -1]);
  for (const kind of ["note", "drum", "rest", "instrument", "section", "keyword"]) assert.ok(kinds.has(kind), kind);
  const declared = extension().packageJSON.contributes.semanticTokenTypes.map((/** @type {{id: string}} */ { id }) => id);
  const standard = new Set(["comment", "keyword", "string", "number", "operator", "function", "method", "variable", "parameter", "namespace"]);
  assert.deepEqual(legend.tokenTypes.filter((kind) => !standard.has(kind)).sort(), declared.sort());
});

check("HINT-1: how long a section is stands behind it", async () => {
  const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
  /** @type {vscode.InlayHint[]} */
  const found = await asked("executeInlayHintProvider", editor.document.uri, whole);
  const line = place(editor.document, "section verse").line;
  assert.ok(found.some(({ position }) => position.line === line), JSON.stringify(found));
});

check("HELP: the walkthrough and every command have words", async () => {
  const { commands, walkthroughs } = extension().packageJSON.contributes;
  const known = new Set(await vscode.commands.getCommands(true));
  for (const one of commands) assert.ok(known.has(one.command), one.command);
  for (const { description } of walkthroughs[0].steps) {
    for (const [, name] of description.matchAll(/\(command:([\w.]+)\)/g)) assert.ok(known.has(name), name);
  }
});

check("a text without a name is served as well", async () => {
  const document = await vscode.workspace.openTextDocument({ language: "pattern", content: 'melody m { paino "c4"; }\n' });
  await vscode.window.showTextDocument(document);
  await until("diagnostics", () => wrong(vscode.languages.getDiagnostics(document.uri)));
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
});

check("HELP: settings, keys and languages of the extension are those of its manifest", async () => {
  const settings = vscode.workspace.getConfiguration("editor", { languageId: "pattern", uri: editor.document.uri });
  assert.equal(settings.get("wordBasedSuggestions"), "off");
  assert.equal(settings.get("defaultFormatter"), "pattern-studio.pattern-studio");
});

exports.run = perform;
