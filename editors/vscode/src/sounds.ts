/** The tree of everything that can sound: a click plays it, and it can be put into the text. */

import { type Disposable, EventEmitter, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, type TreeDataProvider, window } from "vscode";
import type { Client } from "./client";
import type { Sound } from "./protocol";

/** A kind with all its sounds, or one of them. */
export type Leaf = Sound | { readonly group: string };

const ICONS: Readonly<Record<string, string>> = { instrument: "music", drum: "target", sample: "pulse" };

/** Asks the server when it has one to ask. */
export class Sounds implements TreeDataProvider<Leaf>, Disposable {
  private readonly changes = new EventEmitter<undefined>();
  private sounds: Sound[] = [];
  private readonly listening: Disposable;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly client: Client) {
    this.listening = client.onDidChangeStanding(() => this.refresh());
  }

  /** Ask again: there may be new samples. */
  refresh(): void {
    this.sounds = [];
    this.changes.fire(undefined);
  }

  async getChildren(leaf?: Leaf): Promise<Leaf[]> {
    if (this.client.standing !== "running") return [];
    if (this.sounds.length === 0) this.sounds = await this.client.obey<Sound[]>("sounds");
    if (!leaf) return [...new Set(this.sounds.map(({ kind }) => kind))].map((group) => ({ group }));
    return "group" in leaf ? this.sounds.filter(({ kind }) => kind === leaf.group) : [];
  }

  getTreeItem(leaf: Leaf): TreeItem {
    if ("group" in leaf) return group(leaf.group);
    const item = new TreeItem(leaf.name);
    item.id = `${leaf.kind}/${leaf.name}`;
    item.description = leaf.help;
    item.tooltip = new MarkdownString().appendText(leaf.help);
    item.iconPath = new ThemeIcon(ICONS[leaf.kind] ?? "music");
    item.contextValue = "sound";
    item.command = { command: "patternStudio.audition", title: "Hear", arguments: [{ sound: leaf.name }] };
    return item;
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
  }
}

/** Write the name of a sound over what is selected in the text. */
export async function insertSound(leaf: Leaf | undefined): Promise<void> {
  const editor = window.activeTextEditor ?? window.visibleTextEditors.find(({ document }) => document.languageId === "pattern");
  if (!leaf || "group" in leaf || !editor) return;
  await editor.edit((edit) => editor.selections.forEach((selection) => edit.replace(selection, leaf.name)));
  await window.showTextDocument(editor.document, editor.viewColumn);
}

function group(kind: string): TreeItem {
  const item = new TreeItem(`${kind.charAt(0).toUpperCase()}${kind.slice(1)}s`, TreeItemCollapsibleState.Collapsed);
  item.id = kind;
  item.contextValue = "sounds";
  return item;
}
