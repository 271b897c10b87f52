/** The user's settings, read here and nowhere else. */

import { type Disposable, workspace } from "vscode";

/** What the server is told: the settings of docs/protocol.md. */
export interface Performance {
  readonly evaluateOnSave: "never" | "always" | "whilePlaying";
  readonly outputs: string[];
  readonly lookahead: number;
  readonly swap: string | number | null;
}

/** Where the server is looked for; empty if the user does not say. */
export interface Paths {
  readonly server: string;
  readonly python: string;
}

/** How the music is played. In a workspace that is not trusted, nothing is evaluated by saving. */
export function performanceSettings(): Performance {
  const settings = workspace.getConfiguration("patternStudio");
  const chosen = settings.get<Performance["evaluateOnSave"]>("evaluateOnSave", "whilePlaying");
  return {
    evaluateOnSave: workspace.isTrusted ? chosen : "never",
    outputs: settings.get<string[]>("outputs", []),
    lookahead: settings.get<number>("lookahead", 300),
    swap: settings.get<string | number | null>("swap", null),
  };
}

/** Where to look for the server. */
export function paths(): Paths {
  const settings = workspace.getConfiguration("patternStudio");
  return { server: settings.get<string>("server.path", "").trim(), python: settings.get<string>("python", "").trim() };
}

/** Whether letters light up while they sound. */
export function lightsWanted(): boolean {
  return workspace.getConfiguration("patternStudio").get<boolean>("lights", true);
}

/** Say when settings change: those of the server's place, and the others. */
export function onSettings(place: () => void, others: () => void): Disposable {
  return workspace.onDidChangeConfiguration((change) => {
    const moved = ["patternStudio.server.path", "patternStudio.python"].some((name) => change.affectsConfiguration(name));
    if (moved) place();
    else if (change.affectsConfiguration("patternStudio")) others();
  });
}
