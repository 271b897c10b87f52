/** What VS Code calls: everything is put together here. */

import {
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type Uri,
  window,
  workspace,
} from "vscode";
import { Client, type Standing } from "./client";
import { serverCommands } from "./commands";
import { Feed } from "./feed";
import { Flash } from "./flash";
import { Lights, type Lit, type Painted } from "./lights";
import { onNumber } from "./numbers";
import type { Evaluated, Transport } from "./protocol";
import { onSettings } from "./settings";
import { menu, Status } from "./status";
import { Texts } from "./texts";
import { Troubles } from "./troubles";
import { views } from "./views";

/** What other extensions may read: `extensions.getExtension("pattern-studio.pattern-studio").exports`. */
export interface PatternStudio {
  /** Whether there is a server. */
  readonly standing: Standing;
  readonly onDidChangeStanding: Event<Standing>;
  /** Why not, in a sentence. */
  readonly trouble: string | undefined;
  /** The number of its process. */
  readonly pid: number | undefined;
  /** Where the music is. */
  readonly transport: Transport | undefined;
  readonly onDidMove: Event<Transport>;
  /** What became of an evaluation. */
  readonly onDidEvaluate: Event<Evaluated>;
  /** The server, or the extension, has refused a command, with this sentence. */
  readonly onDidRefuse: Event<string>;
  /** What the status bar says. */
  readonly status: string;
  /** What is lit in a text. */
  lit(uri: Uri): readonly Lit[];
  /** Something is lit that was not, or the other way. */
  readonly onDidPaint: Event<Painted>;
}

let client: Client | undefined;

/** Start, for a window that has a text of the language open. */
export function activate(context: ExtensionContext): PatternStudio {
  const log = window.createOutputChannel("Pattern Studio", { log: true });
  const feed = new Feed();
  const server = (client = new Client(feed, log));
  const texts = new Texts(feed);
  const lights = new Lights(feed, texts);
  const status = new Status(server, feed);
  const troubles = new Troubles(server, log);
  const refusals = new EventEmitter<string>();
  context.subscriptions.push(log, server, feed, texts, lights, new Flash(feed, texts), status, troubles, refusals);
  context.subscriptions.push(...serverCommands(server, feed, refusals), ...ownCommands(server, feed, troubles, log), ...watching(server));
  context.subscriptions.push(...views(context.extensionUri, server, feed, texts));
  void server.start();
  return {
    get standing() {
      return server.standing;
    },
    onDidChangeStanding: server.onDidChangeStanding,
    get trouble() {
      return server.trouble?.message;
    },
    get pid() {
      return server.pid;
    },
    get transport() {
      return feed.transport;
    },
    onDidMove: feed.onTransport,
    onDidEvaluate: feed.onEvaluated,
    onDidRefuse: refusals.event,
    get status() {
      return status.text;
    },
    lit: (uri) => lights.lit(uri.toString()),
    onDidPaint: lights.onDidPaint,
  };
}

/** End the server with the window. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}

function ownCommands(server: Client, feed: Feed, troubles: Troubles, log: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand("patternStudio.restart", () => server.restart()),
    commands.registerCommand("patternStudio.showLog", () => log.show()),
    commands.registerCommand("patternStudio.install", () => troubles.install()),
    commands.registerCommand("patternStudio.chooseInterpreter", () => troubles.choose()),
    commands.registerCommand("patternStudio.menu", () => menu(server, feed)),
  ];
}

/** What changes around us. */
function watching(server: Client): Disposable[] {
  return [
    onSettings(
      () => void server.restart(),
      () => void server.configure(),
    ),
    // Now the environment of the workspace may be used.
    workspace.onDidGrantWorkspaceTrust(() => void server.restart()),
    window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      if (textEditor.document.languageId !== "pattern") return;
      const caret = selections[0]!.active;
      const steps = onNumber(textEditor.document.lineAt(caret.line).text, caret.character);
      void commands.executeCommand("setContext", "patternStudio.onNumber", steps);
    }),
  ];
}
