/** The views beside the text: roll, knobs, sounds. */

import { commands, type Disposable, type Uri, window } from "vscode";
import type { Client } from "./client";
import type { Feed } from "./feed";
import { Knobs } from "./knobs";
import { Roll } from "./roll";
import { insertSound, type Leaf, Sounds } from "./sounds";
import type { Texts } from "./texts";

/** Register them all; *root* is the folder of the extension. */
export function views(root: Uri, client: Client, feed: Feed, texts: Texts): Disposable[] {
  const [roll, knobs, sounds] = [new Roll(root, client, feed, texts), new Knobs(root, client, feed), new Sounds(client)];
  return [
    roll,
    knobs,
    sounds,
    window.registerWebviewViewProvider("patternStudio.rollView", roll),
    window.registerWebviewViewProvider("patternStudio.knobsView", knobs),
    window.createTreeView("patternStudio.soundsView", { treeDataProvider: sounds, showCollapseAll: true }),
    commands.registerCommand("patternStudio.showRoll", () => commands.executeCommand("patternStudio.rollView.focus")),
    commands.registerCommand("patternStudio.showKnobs", () => commands.executeCommand("patternStudio.knobsView.focus")),
    commands.registerCommand("patternStudio.showSounds", () => commands.executeCommand("patternStudio.soundsView.focus")),
    commands.registerCommand("patternStudio.refreshSounds", () => sounds.refresh()),
    commands.registerCommand("patternStudio.insertSound", (leaf?: Leaf) => insertSound(leaf)),
  ];
}
