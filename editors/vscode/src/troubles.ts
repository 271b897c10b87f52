/** When there is no server: one message, with what can be done about it. */

import {
  commands,
  ConfigurationTarget,
  type Disposable,
  type LogOutputChannel,
  ProcessExecution,
  Task,
  tasks,
  TaskScope,
  window,
  workspace,
} from "vscode";
import type { Client } from "./client";
import { type Step, steps } from "./installing";
import { environments, type NoServer, onPath, selectedInterpreter } from "./server";
import { paths } from "./settings";

const INSTALL = "Install with pip";
const CHOOSE = "Choose Interpreter…";
const RESTART = "Restart";
const LOG = "Open Log";

/** Says it when the client fails, and does what the user chooses. */
export class Troubles implements Disposable {
  private readonly listening: Disposable;

  constructor(
    private readonly client: Client,
    private readonly log: LogOutputChannel,
  ) {
    this.listening = client.onDidChangeStanding((standing) => {
      if (standing === "failed" && client.trouble) void this.tell(client.trouble);
    });
  }

  /** Let the user choose an interpreter; it becomes the setting `patternStudio.python`. */
  async choose(): Promise<void> {
    const [chosen] = (await window.showOpenDialog({ title: "Python interpreter with pattern-studio", openLabel: "Choose" })) ?? [];
    if (!chosen) return;
    const settings = workspace.getConfiguration("patternStudio");
    // A path that is set would be found before the interpreter.
    if (paths().server) await settings.update("server.path", undefined, ConfigurationTarget.Global);
    await settings.update("python", chosen.fsPath, ConfigurationTarget.Global);
  }

  /** Install the server into the interpreter that is chosen, or into a `.venv` of the folder, and start it. */
  async install(): Promise<void> {
    const chosen = paths().python || (await selectedInterpreter()) || environments()[0];
    const python = ["python3", "python", "py"].map(onPath).find((path) => path !== undefined);
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
    const todo = steps({ chosen, python, folder }, process.platform === "win32");
    if (todo.length === 0) {
      const why = python ? "Open a folder first: the server is installed into its .venv." : "Install Python 3.11 or newer first.";
      void window.showErrorMessage(why);
      return;
    }
    for (const step of todo) {
      if ((await run(step)) !== 0) return; // the terminal shows why
    }
    await this.client.restart();
  }

  dispose(): void {
    this.listening.dispose();
  }

  private async tell(trouble: NoServer): Promise<void> {
    const remedies = trouble.reason === "broken" ? [RESTART, CHOOSE, LOG] : [INSTALL, CHOOSE, LOG];
    const chosen = await window.showErrorMessage(trouble.message, ...remedies);
    if (chosen === INSTALL) await this.install();
    if (chosen === CHOOSE) await this.choose();
    if (chosen === RESTART) await commands.executeCommand("patternStudio.restart");
    if (chosen === LOG) this.log.show();
  }
}

/** Run a step in a terminal; its exit code, undefined if it was taken away. */
async function run({ command, args }: Step): Promise<number | undefined> {
  const execution = new ProcessExecution(command, [...args]);
  const task = new Task({ type: "process" }, TaskScope.Workspace, "install the server", "Pattern Studio", execution);
  const ended = new Promise<number | undefined>((resolve) => {
    const listening = tasks.onDidEndTaskProcess((event) => {
      if (event.execution.task.name !== task.name) return;
      listening.dispose();
      resolve(event.exitCode);
    });
  });
  await tasks.executeTask(task);
  return ended;
}
