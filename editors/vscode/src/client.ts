/** The connection to the server: started, restarted a few times if it dies, and asked to obey. */

import { type ChildProcess, spawn } from "node:child_process";
import { type Disposable, EventEmitter, type LogOutputChannel } from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  ErrorCodes,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  ResponseError,
  State,
} from "vscode-languageclient/node";
import type { Feed } from "./feed";
import { WANTED, type Transport } from "./protocol";
import { MOST, Restarts } from "./restarts";
import { findServer, NoServer, type Server } from "./server";
import { Saves } from "./saves";
import { performanceSettings } from "./settings";

/** `failed`: nothing more happens until the user does something; `trouble` says what is wrong. */
export type Standing = "stopped" | "starting" | "running" | "failed";

/** A language client that tells its troubles to the log: what the user must know, the user is told once, by us. */
class Reserved extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** The one server of this window. */
export class Client implements Disposable {
  /** The program that was found last. */
  server: Server | undefined;
  /** Why there is no server, if it failed. */
  trouble: NoServer | undefined;
  standing: Standing = "stopped";

  private readonly changes = new EventEmitter<Standing>();
  private readonly restarts = new Restarts();
  private language: LanguageClient | undefined;
  private process: ChildProcess | undefined;
  private turn: Promise<void> = Promise.resolve();

  private readonly saves = new Saves();

  /** The standing has changed. */
  readonly onDidChangeStanding = this.changes.event;

  constructor(
    private readonly feed: Feed,
    private readonly log: LogOutputChannel,
  ) {}

  /** The number of the server's process, while there is one. */
  get pid(): number | undefined {
    return this.standing === "running" ? this.process?.pid : undefined;
  }

  /** Find a server and start it, as a person asks for; resolved when it answers, or when it is known that none does. */
  start(): Promise<void> {
    return this.inTurn(() => this.begin());
  }

  /** End the server, and start the one that is found now. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** End the server. */
  stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  /** Send a command with its argument; its answer. Rejects with the sentence of a refusal, or if there is no server. */
  async obey<Answer = null>(name: string, argument: object = {}): Promise<Answer> {
    await this.turn;
    await this.settled();
    if (!this.language?.isRunning()) throw new Error("The language server is not running.");
    const command = { command: `patternStudio.${name}`, arguments: [argument] };
    return (await this.language.sendRequest(ExecuteCommandRequest.type, command)) as Answer;
  }

  /** Tell the server the settings as they are now. */
  async configure(): Promise<void> {
    if (!this.language?.isRunning()) return;
    const settings = { patternStudio: performanceSettings() };
    await this.language.sendNotification(DidChangeConfigurationNotification.type, { settings });
  }

  dispose(): void {
    void this.stop();
    this.saves.dispose();
    this.changes.dispose();
  }

  /** Starts and ends come one after the other, however many settings change at once. */
  private inTurn(act: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(act);
    return this.turn;
  }

  private async end(): Promise<void> {
    const [language, child] = [this.language, this.process];
    this.language = this.process = undefined;
    try {
      await language?.dispose();
    } catch (error) {
      this.log.warn(`The server did not end in the proper way: ${String(error)}`);
    }
    child?.kill();
    this.become("stopped");
  }

  private async begin(): Promise<void> {
    this.restarts.reset();
    this.trouble = undefined;
    this.become("starting");
    try {
      this.server = await findServer(this.log);
    } catch (error) {
      this.fail(error instanceof NoServer ? error : new NoServer("broken", `No server could be looked for: ${String(error)}`));
      return;
    }
    // What has been ended may still be starting: it is not heard any more, and not started again.
    const current = () => this.language === language;
    const language = new Reserved("patternStudio", "Pattern Studio", () => this.spawned(), this.options(current));
    this.language = language;
    language.registerFeature(COMMANDS_ARE_OURS);
    this.feed.listen(language);
    language.onDidChangeState(({ newState }) => current() && this.changed(newState));
    // A server that dies while it starts is the business of `died`.
    await language.start().catch((error: unknown) => this.log.error(`The server did not start: ${String(error)}`));
  }

  private spawned(): Promise<ChildProcess> {
    const { command, args } = this.server!;
    this.log.info(`Starting ${[command, ...args].join(" ")}`);
    this.process = spawn(command, args, { stdio: "pipe" });
    this.process.on("error", (error) => this.log.error(error));
    return Promise.resolve(this.process);
  }

  private options(current: () => boolean): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: "file", language: "pattern" },
        { scheme: "untitled", language: "pattern" },
      ],
      initializationOptions: () => ({ patternStudio: { ...performanceSettings(), notifications: WANTED } }),
      outputChannel: this.log,
      initializationFailedHandler: (error: unknown) => current() && this.refused(error),
      middleware: { didSave: async (document, next) => (this.saves.asked(document) ? next(document) : undefined) },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => (current() ? this.died() : { action: CloseAction.DoNotRestart, handled: true }),
      },
    };
  }

  /** The server does not want to begin; whether to ask again. One that has died is the business of `died`. */
  private refused(error: unknown): false {
    const lost = error instanceof ResponseError && error.code >= ErrorCodes.MessageWriteError && error.code <= ErrorCodes.ConnectionInactive;
    if (error instanceof ResponseError && !lost) {
      this.fail(new NoServer("broken", `The language server of Pattern Studio refuses to start: ${error.message}`));
    }
    return false;
  }

  /** The server has ended by itself. */
  private died(): { action: CloseAction; handled: true } {
    this.feed.forget();
    if (this.restarts.allowed(performance.now())) return { action: CloseAction.Restart, handled: true };
    const times = `The language server of Pattern Studio has ended ${MOST + 1} times in a short while`;
    this.fail(new NoServer("broken", `${times} and is not started again. What it said is in the log.`));
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private changed(state: State): void {
    if (this.standing === "failed") return;
    if (state === State.Starting) this.become("starting");
    if (state === State.Running) {
      this.become("running");
      void this.recover();
    }
  }

  /** Resolved when a start that is under way has succeeded or failed. */
  private settled(): Promise<void> {
    if (this.standing !== "starting") return Promise.resolve();
    return new Promise((resolve) => {
      const listening = this.onDidChangeStanding((standing) => {
        if (standing === "starting") return;
        listening.dispose();
        resolve();
      });
    });
  }

  /** Where the music is, should the server have played before this window listened. */
  private async recover(): Promise<void> {
    try {
      const transport = await this.obey<Transport | null>("status");
      if (transport) this.feed.moved(transport);
    } catch (error) {
      this.log.info(`No state: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private fail(trouble: NoServer): void {
    this.trouble = trouble;
    this.log.error(trouble.message);
    this.become("failed");
  }

  private become(standing: Standing): void {
    if (standing === this.standing) return;
    if (standing === "stopped" || standing === "failed") this.feed.forget();
    this.standing = standing;
    this.changes.fire(standing);
  }
}

/** Keeps the client from registering the server's commands: ours have the same names, are there always, and ask for what they need. */
const COMMANDS_ARE_OURS = {
  fillClientCapabilities: () => undefined,
  preInitialize: (capabilities: { executeCommandProvider?: unknown }) => {
    delete capabilities.executeCommandProvider;
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" as const }),
  clear: () => undefined,
};
