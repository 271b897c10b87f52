/** What the bars of the window say: the music in the status bar, the server with the language. */

import {
  commands,
  type Disposable,
  languages,
  LanguageStatusSeverity,
  MarkdownString,
  type QuickPickItem,
  StatusBarAlignment,
  ThemeColor,
  window,
} from "vscode";
import type { Client } from "./client";
import type { Feed } from "./feed";
import type { Transport } from "./protocol";
import { details, line } from "./transport";

/** Milliseconds that the item warns after a note was late. */
const WARNING = 10_000;

/** The item of the status bar, the item beside the language, and the context `patternStudio.playing`. */
export class Status implements Disposable {
  private readonly item = window.createStatusBarItem("patternStudio.transport", StatusBarAlignment.Left, 100);
  private readonly beside = languages.createLanguageStatusItem("patternStudio.server", { language: "pattern" });
  private readonly listening: Disposable[];
  private readonly late = { count: 0, since: -Infinity };
  private playing = false;

  constructor(
    private readonly client: Client,
    private readonly feed: Feed,
  ) {
    this.item.name = "Pattern Studio";
    this.item.command = "patternStudio.menu";
    this.beside.name = "Pattern Studio";
    this.listening = [
      feed.onTransport(() => this.show()),
      feed.onGone(() => this.show()),
      client.onDidChangeStanding(() => this.show()),
      window.onDidChangeActiveTextEditor(() => this.show()),
    ];
    this.show();
  }

  /** What the status bar says. */
  get text(): string {
    return this.item.text;
  }

  dispose(): void {
    for (const each of [...this.listening, this.item, this.beside]) each.dispose();
  }

  private show(): void {
    const music = this.feed.transport;
    this.item.text = this.client.standing === "failed" ? "$(error) Pattern" : music ? line(music) : "$(circle-outline) Pattern";
    this.item.tooltip = music ? new MarkdownString(details(music)) : this.client.trouble?.message;
    this.item.backgroundColor = this.lately(music) ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    const read = window.activeTextEditor?.document.languageId === "pattern";
    if (read || (music && music.state !== "idle")) this.item.show();
    else this.item.hide();
    this.showServer();
    this.follow(music);
  }

  /** Whether a note was late a moment ago: what was late an hour ago is no warning. */
  private lately(music: Transport | undefined): boolean {
    const late = music?.late ?? 0;
    if (late > this.late.count) this.late.since = performance.now();
    this.late.count = late;
    return late > 0 && performance.now() - this.late.since < WARNING;
  }

  private showServer(): void {
    const { standing, server, trouble } = this.client;
    this.beside.busy = standing === "starting";
    this.beside.severity = standing === "failed" ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    this.beside.text = standing === "running" && server ? `pattern-lsp ${server.version}` : `pattern-lsp: ${standing}`;
    this.beside.detail = trouble?.message ?? server?.command ?? "";
    this.beside.command =
      standing === "failed"
        ? { command: "patternStudio.showLog", title: "Open Log" }
        : { command: "patternStudio.restart", title: "Restart" };
  }

  private follow(music: Transport | undefined): void {
    const playing = music?.state === "playing";
    if (playing === this.playing) return;
    this.playing = playing;
    void commands.executeCommand("setContext", "patternStudio.playing", playing);
  }
}

interface Choice extends QuickPickItem {
  readonly command: string;
}

/** What can be done with the music, to choose from: what the status bar opens. */
export async function menu(client: Client, feed: Feed): Promise<void> {
  const entry = (icon: string, label: string, name: string): Choice => ({ label: `$(${icon}) ${label}`, command: `patternStudio.${name}` });
  const state = feed.transport?.state ?? "idle";
  const server = [entry("refresh", "Restart the server", "restart"), entry("output", "Open the log", "showLog")];
  const moving = state === "playing" ? [entry("debug-pause", "Stop", "stop")] : [entry("play", "Play on", "play")];
  const change = [
    entry("dashboard", "Tempo…", "tempo"),
    entry("unmute", "Mute parts…", "mute"),
    entry("star", "Solo parts…", "solo"),
    entry("bookmark", "Go to section…", "goto"),
    entry("discard", "Undo", "undo"),
    entry("redo", "Redo", "redo"),
  ];
  const music = [
    entry("play-circle", "Evaluate the file", "evaluateFile"),
    ...(state === "idle" ? [] : [...moving, entry("mute", "Hush", "hush"), entry("circle-slash", "Panic", "panic"), ...change]),
    entry("save-as", "Render to WAV", "render"),
  ];
  const choices = client.standing === "running" ? [...music, ...server] : server;
  const chosen = await window.showQuickPick(choices, { title: "Pattern Studio", placeHolder: client.trouble?.message ?? state });
  if (chosen) await commands.executeCommand(chosen.command);
}
