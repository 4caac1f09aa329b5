import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Longest wait for a message of a child. */
const ANSWER_MS = 20_000;

/** A process of its own that answers every message with one. */
export class Child {
  private constructor(
    private readonly process: ChildProcess,
    /** The first thing it said. */
    readonly greeting: unknown,
  ) {}

  /** Runs a file. */
  static async start(file: URL, args: readonly string[] = [], execArgv: string[] = []): Promise<Child> {
    const child = fork(file, args, {
      execArgv,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    return new Child(child, await message(child));
  }

  /** Sends a message and waits for the answer. */
  async ask<Reply>(question: object): Promise<Reply> {
    const answer = message(this.process);
    this.process.send(question);
    return (await answer) as Reply;
  }

  /** Lets it end by itself. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.disconnect();
    await exit;
  }
}

async function message(child: ChildProcess): Promise<unknown> {
  const died = new AbortController();
  const onExit = (code: number | null): void => died.abort(new Error(`a process ended with code ${code}`));
  child.once('exit', onExit);
  try {
    const signal = AbortSignal.any([died.signal, AbortSignal.timeout(ANSWER_MS)]);
    const [said] = (await once(child, 'message', { signal })) as [unknown];
    return said;
  } finally {
    child.off('exit', onExit);
  }
}
