// The main thread's line to the one network thread of this process, shared by all its transports.
import { Worker } from 'node:worker_threads';
import { MessageBatch } from './message-batch.ts';
import type { Command, Report } from './messages.ts';
import { unpackReports, type ReportPost } from './report-batch.ts';

/** What a transport wants to hear. */
export interface LinkUser {
  receive: (report: Report) => void;
  /** The network thread died; nothing more comes. */
  crashed: (error: Error) => void;
}

/**
 * The thread stays when its last user goes, and the next one gets it again: the native engine keeps every buffer that it
 * is given once a thread that had loaded it before has ended.
 */
const links = new Map<string, WorkerLink>();
let lastTransport = 0;

/** Starts the network thread when this is its first user ever. Without users it does not keep the process alive. */
export function acquireWorkerLink(workerUrl: URL, user: LinkUser): { link: WorkerLink; transport: number } {
  const link = links.get(workerUrl.href) ?? new WorkerLink(workerUrl);
  links.set(workerUrl.href, link);
  const transport = ++lastTransport;
  link.addUser(transport, user);
  return { link, transport };
}

/** Nothing is under way just now: the thread's heap keeps several times what it holds after a busy stretch. */
export function collectInNetworkThread(): void {
  for (const link of links.values()) link.post({ kind: 'collect' });
}

/**
 * Three times its semi-space. A thread's own default is 48, which this one fills with an object per datagram and keeps when
 * it rests.
 */
const maxYoungGenerationSizeMb = 12;

export class WorkerLink {
  private readonly workerUrl: URL;
  private readonly users = new Map<number, LinkUser>();
  private readonly commands: MessageBatch<Command>;
  private readonly worker: Worker;

  constructor(workerUrl: URL) {
    this.workerUrl = workerUrl;
    this.worker = this.startWorker();
    this.commands = new MessageBatch(this.worker);
  }

  addUser(transport: number, user: LinkUser): void {
    this.users.set(transport, user);
    this.worker.ref();
  }

  post(command: Command, moved?: ArrayBuffer): void {
    this.commands.add(command, moved);
  }

  release(transport: number): void {
    this.users.delete(transport);
    if (this.users.size === 0) this.worker.unref();
  }

  private startWorker(): Worker {
    const resourceLimits = { maxYoungGenerationSizeMb };
    const worker = new Worker(this.workerUrl, { name: 'lanspread-quic', resourceLimits });
    worker.on('message', (post: ReportPost) => {
      const recycle = (buffer: ArrayBuffer) => this.post({ kind: 'recycle', buffer }, buffer);
      for (const report of unpackReports(post, recycle)) this.users.get(report.transport)?.receive(report);
    });
    worker.on('error', (error) => this.crash(error));
    worker.on('exit', (code) => this.crash(new Error(`it ended with code ${code}`)));
    return worker;
  }

  private crash(error: Error): void {
    this.forget();
    const users = [...this.users.values()];
    this.users.clear();
    for (const user of users) user.crashed(error);
  }

  private forget(): void {
    if (links.get(this.workerUrl.href) === this) links.delete(this.workerUrl.href);
  }
}
