/** Finding the server: which program to start, or the one thing to tell the user. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { extensions, type LogOutputChannel, workspace } from "vscode";
import { paths } from "./settings";
import { MINIMUM, older, versionIn } from "./version";

/** A program that was asked for its version and answered. */
export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

/** Why there is no server. `reason` tells what can be done about it. */
export class NoServer extends Error {
  constructor(
    readonly reason: "missing" | "broken" | "old",
    message: string,
  ) {
    super(message);
  }
}

/** Somewhere a server may be. What the user has named is not passed over if it does not work. */
interface Candidate {
  readonly command: string;
  readonly args: readonly string[];
  readonly named?: string;
}

const WINDOWS = process.platform === "win32";
const MODULE = ["-m", "pattern_server.lsp.server"];
const PATIENCE = 30_000;

/** The first server that answers, in the order that the README gives. Rejects with `NoServer`. */
export async function findServer(log: LogOutputChannel): Promise<Server> {
  let worst: NoServer | undefined;
  for (const candidate of await candidates()) {
    try {
      return await tried(candidate);
    } catch (error) {
      if (!(error instanceof NoServer)) throw error;
      log.info(`${[candidate.command, ...candidate.args].join(" ")}: ${error.message}`);
      if (candidate.named) throw error;
      if (error.reason === "old") worst ??= error;
    }
  }
  throw worst ?? new NoServer("missing", "The language server of Pattern Studio was not found. It needs Python 3.11 or newer.");
}

async function candidates(): Promise<Candidate[]> {
  const { server, python } = paths();
  if (server) return [{ command: located(server), args: [], named: "patternStudio.server.path" }];
  if (python) return [{ ...ofPython(located(python)), named: "patternStudio.python" }];
  const found: Candidate[] = [];
  const selected = await selectedInterpreter();
  if (selected) found.push(ofPython(selected));
  found.push(...environments().map(ofPython));
  const program = onPath("pattern-lsp");
  if (program) found.push({ command: program, args: [] });
  for (const name of WINDOWS ? ["py", "python"] : ["python3", "python"]) {
    const interpreter = onPath(name);
    if (interpreter) found.push(ofPython(interpreter));
  }
  return found;
}

function ofPython(python: string): Candidate {
  return { command: python, args: MODULE };
}

/** A path as the user writes it: from home, from the folder that is open, or a name on the PATH. */
function located(path: string): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const full = path.replace(/^~(?=$|[\\/])/, homedir()).replace("${workspaceFolder}", folder);
  return /[\\/]/.test(full) ? full : (onPath(full) ?? full);
}

/** The interpreters of the `.venv` folders of a trusted workspace. */
export function environments(): string[] {
  if (!workspace.isTrusted) return [];
  const inside = WINDOWS ? ["Scripts", "python.exe"] : ["bin", "python"];
  const found = (workspace.workspaceFolders ?? []).map((folder) => join(folder.uri.fsPath, ".venv", ...inside));
  return found.filter((path) => existsSync(path));
}

/** A program by its name. */
export function onPath(name: string): string | undefined {
  const file = WINDOWS ? `${name}.exe` : name;
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
}

/** What of the Python extension's interface is used here. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(): { readonly path: string };
    resolveEnvironment(path: unknown): Promise<{ readonly executable: { readonly uri?: { readonly fsPath: string } } } | undefined>;
  };
}

/** The interpreter that is selected in the Python extension, if that is installed. */
export async function selectedInterpreter(): Promise<string | undefined> {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  if (!extension) return undefined;
  const { environments: known } = await extension.activate();
  return (await known.resolveEnvironment(known.getActiveEnvironmentPath()))?.executable.uri?.fsPath;
}

/** Ask a candidate for its version. */
function tried({ command, args, named }: Candidate): Promise<Server> {
  const wanted = named ? `${command} (${named})` : command;
  return new Promise((resolve, reject) => {
    const refuse = (reason: NoServer["reason"], message: string) => reject(new NoServer(reason, message));
    execFile(command, [...args, "--version"], { timeout: PATIENCE }, (error, stdout, stderr) => {
      const version = versionIn(stdout);
      if (!error && version && !older(version, MINIMUM)) return resolve({ command, args, version });
      if (!error && version) return refuse("old", `pattern-lsp ${version} at ${wanted} is too old: ${MINIMUM} or newer is needed.`);
      if (/No module named '?pattern_server/.test(stderr)) return refuse("missing", `Pattern Studio is not installed in ${wanted}.`);
      if (error && "code" in error && error.code === "ENOENT") return refuse("broken", `${wanted} does not exist.`);
      const why = stderr.trim().split("\n").at(-1) || (error ? error.message : "it does not answer as pattern-lsp does");
      return refuse("broken", `The language server at ${wanted} cannot be started: ${why}`);
    });
  });
}
