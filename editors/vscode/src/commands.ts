/** The server's commands as commands of VS Code: without an argument they ask the editor, or the user, for what they need. */

import {
  commands,
  type Disposable,
  type DocumentSymbol,
  env,
  type EventEmitter,
  type QuickPickItem,
  type Selection,
  SymbolKind,
  type TextEditor,
  Uri,
  window,
  workspace,
} from "vscode";
import type { Client } from "./client";
import type { Feed } from "./feed";
import type { Sound, Transport } from "./protocol";

/** Where a command was called, and what it may ask. */
interface Place {
  readonly client: Client;
  readonly music: Transport | undefined;
  readonly editor: TextEditor | undefined;
  readonly uri: Uri | undefined;
}

/** The argument of a command; undefined if the user does not want it after all. */
type Asking = (place: Place) => object | undefined | Promise<object | undefined>;

const nothing: Asking = () => ({});

const ASKING: Readonly<Record<string, Asking>> = {
  evaluateFile: ({ uri }) => uri && { uri: uri.toString() },
  evaluateBlock: ({ editor }) => editor && { uri: editor.document.uri.toString(), position: editor.selection.active },
  evaluateSelection: ({ editor }) => editor && { uri: editor.document.uri.toString(), range: ends(editor.selection) },
  play: nothing,
  stop: nothing,
  hush: nothing,
  panic: nothing,
  tap: nothing,
  undo: nothing,
  redo: nothing,
  mute: ({ music }) => parts(music, "Mute, or hear again"),
  solo: ({ music }) => parts(music, "Hear alone, or not"),
  muteNumber: async () => number("number", "Number of the part, from 1"),
  tempo: ({ music }) => number("bpm", "Beats per minute", music?.bpm),
  seek: ({ music }) => number("bar", "Bar, from 1", music?.bar),
  goto: section,
  knob,
  step: ({ editor }) => editor && { uri: editor.document.uri.toString(), position: editor.selection.active, by: 1 },
  render: ({ uri }) => uri && { uri: uri.toString() },
  audition,
};

/** Register them all. What the server refuses is said to the user, and to `refusals`. */
export function serverCommands(client: Client, feed: Feed, refusals: EventEmitter<string>): Disposable[] {
  return Object.entries(ASKING).map(([name, asking]) =>
    commands.registerCommand(`patternStudio.${name}`, async (given?: unknown) => {
      if (!workspace.isTrusted) return distrusted(refusals);
      const editor = window.activeTextEditor?.document.languageId === "pattern" ? window.activeTextEditor : undefined;
      const uri = given instanceof Uri ? given : editor?.document.uri;
      const place = { client, music: feed.transport, editor, uri };
      try {
        const argument = filled(given, place) ?? (await asking(place));
        return argument && (await obey(client, name, argument));
      } catch (error) {
        const sentence = error instanceof Error ? error.message : String(error);
        refusals.fire(sentence);
        refused(name, sentence);
        return undefined;
      }
    }),
  );
}

/** What a lens, a key or another extension has given; a key tells only how far to step, not where. */
function filled(given: unknown, { editor }: Place): object | undefined {
  if (given === null || typeof given !== "object" || given instanceof Uri) return undefined;
  if (!("by" in given) || "uri" in given || !editor) return given;
  return { uri: editor.document.uri.toString(), position: editor.selection.active, ...given };
}

async function obey(client: Client, name: string, argument: object): Promise<unknown> {
  const answer = await client.obey<unknown>(name, argument);
  if (name === "render" && typeof answer === "string") void reveal(answer);
  return answer;
}

async function reveal(path: string): Promise<void> {
  const chosen = await window.showInformationMessage(`Rendered ${workspace.asRelativePath(path)}`, "Reveal");
  if (!chosen) return;
  // The file manager of this machine knows nothing of a remote one.
  const command = env.remoteName === undefined ? "revealFileInOS" : "revealInExplorer";
  await commands.executeCommand(command, Uri.file(path));
}

function refused(name: string, sentence: string): void {
  // These are pressed many times in a row.
  if (name === "step" || name === "tap") window.setStatusBarMessage(`$(info) ${sentence}`, 3000);
  else void window.showWarningMessage(sentence);
}

/** Nothing is played from a folder that may be anybody's. */
function distrusted(refusals: EventEmitter<string>): void {
  const sentence = "Music is played only in a workspace that you trust.";
  refusals.fire(sentence);
  void window.showWarningMessage(sentence, "Manage Trust").then((chosen) => chosen && commands.executeCommand("workbench.trust.manage"));
}

function ends({ start, end }: Selection): object {
  return { start, end };
}

async function number(name: string, prompt: string, value?: number): Promise<object | undefined> {
  const said = await window.showInputBox({
    prompt,
    value: value === undefined ? "" : String(value),
    validateInput: (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? undefined : "A number is needed."),
  });
  return said === undefined ? undefined : { [name]: Number(said) };
}

async function parts(music: Transport | undefined, title: string): Promise<object | undefined> {
  const known = music?.parts ?? [];
  const choices = known.map(({ key, muted, solo }) => ({ label: key, description: muted ? "muted" : solo ? "solo" : "" }));
  if (choices.length === 0) throw new Error("Nothing plays yet.");
  const chosen = await window.showQuickPick(choices, { title, canPickMany: true });
  return chosen && chosen.length > 0 ? { parts: chosen.map(({ label }) => label) } : undefined;
}

async function section({ uri }: Place): Promise<object | undefined> {
  if (!uri) throw new Error("Sections are those of the text in the editor: open it first.");
  const symbols = (await commands.executeCommand<DocumentSymbol[] | undefined>("vscode.executeDocumentSymbolProvider", uri)) ?? [];
  const names = symbols.filter(({ kind }) => kind === SymbolKind.Namespace).map(({ name }) => name);
  if (names.length === 0) throw new Error("The text has no sections.");
  const chosen = await window.showQuickPick(names, { title: "Go on with section" });
  return chosen === undefined ? undefined : { section: chosen };
}

async function knob({ music }: Place): Promise<object | undefined> {
  const known = music?.knobs ?? [];
  if (known.length === 0) throw new Error("What plays has no knobs: a text names them with param.");
  const items = known.map(({ name, value, low, high }) => ({ label: name, description: `${value}`, detail: `${low} to ${high}`, value }));
  const chosen = await window.showQuickPick(items, { title: "Turn a knob" });
  if (!chosen) return undefined;
  const to = await number("value", `${chosen.label}, ${chosen.detail}`, chosen.value);
  return to && { name: chosen.label, ...to };
}

async function audition({ client }: Place): Promise<object | undefined> {
  const sounds = await client.obey<Sound[]>("sounds");
  const items: QuickPickItem[] = sounds.map(({ name, kind, help }) => ({ label: name, description: kind, detail: help }));
  const chosen = await window.showQuickPick(items, { title: "Hear a sound", matchOnDescription: true, matchOnDetail: true });
  return chosen && { sound: chosen.label };
}
