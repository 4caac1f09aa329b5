import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

const NO_BROWSER =
  'No browser was found. Install Chromium (apt-get install chromium), or say where one is: CHROMIUM_PATH=/path/to/chromium.';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Milliseconds that a page may take for anything; much, since two slow cores may be shared with other tests. */
const PATIENCE_MS = 30_000;

/** A browser that has never been anywhere, and what went wrong in its pages. */
export interface TestBrowser {
  newPage(): Promise<Page>;
  /** Errors of scripts, and messages of the consoles that are errors. */
  readonly complaints: readonly string[];
  /** Hosts that were asked for anything. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * Opens a browser until the test is over. Without an installed one the test is skipped, or fails where the environment
 * says that there must be one.
 */
export async function openBrowser(test: TestContext): Promise<TestBrowser> {
  const executablePath = findBrowser(process.env);
  if (executablePath === undefined) {
    if (isRequired(process.env)) {
      throw new Error(`${NO_BROWSER} It is required because CI or EXPERIMENTATION_REQUIRE_BROWSER is set.`);
    }
    return test.skip(NO_BROWSER);
  }
  // Everything that the browser writes is in here, and gone with it.
  const folder = await mkdtemp(join(tmpdir(), 'nestjs-experimentation-browser-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    args: ARGUMENTS,
    artifactsDir: join(folder, 'artifacts'),
    env: { ...process.env, TMPDIR: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    timeout: 2 * PATIENCE_MS,
    viewport: { width: 1280, height: 900 },
  });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(PATIENCE_MS);
  return watched(context);
}

/** Says, where tests are about to be skipped, what they lack: the reporter does not show why a test is skipped. */
export function warnWithoutBrowser(): void {
  if (findBrowser(process.env) === undefined) console.warn(`Tests in a browser are skipped. ${NO_BROWSER}`);
}

function watched(context: BrowserContext): TestBrowser {
  const complaints: string[] = [];
  const hosts = new Set<string>();
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== '') hosts.add(url.host);
  });
  return { newPage: () => context.newPage(), complaints, hosts };
}

/** Where a browser is; undefined when there is none. */
export function findBrowser(env: NodeJS.ProcessEnv): string | undefined {
  const told = env['CHROMIUM_PATH'];
  const places = told === undefined || told === '' ? USUAL_PLACES : [told];
  return places.find(isExecutable);
}

/** Whether a test without a browser is a failure. */
export function isRequired(env: NodeJS.ProcessEnv): boolean {
  return ['CI', 'EXPERIMENTATION_REQUIRE_BROWSER'].some((name) => {
    const value = env[name];
    return value !== undefined && value !== '' && value !== '0' && value !== 'false';
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
