import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { run } from '../bootstrap/command.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { step } from '../bootstrap/progress.mjs';
import { aptInstall, canInstall } from '../local/apt.ts';
import { commandOf } from './tool.ts';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium: the one named, one of the system, one installed by apt-get, one that Playwright fetches; else a Problem. */
export async function requireChromium(): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    if (existsSync(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Problem(`CHROMIUM_PATH names ${CHROMIUM_PATH}, which is not there.`);
  }
  const found = installedChromium();
  if (found) return found;
  if (canInstall()) {
    await aptInstall([['chromium', 'chromium-browser']]);
    const installed = installedChromium();
    if (installed) return installed;
  }
  await fetchChromium();
  return chromium.executablePath();
}

function installedChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => COMMANDS.map((name) => join(folder, name))), ...MAC_APPS];
  // A stub that only tells how to install a snap is no browser.
  return candidates.find(
    (path) => existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}

async function fetchChromium(): Promise<void> {
  if (existsSync(chromium.executablePath())) return;
  const args = [commandOf('@playwright/test', 'playwright'), 'install', 'chromium'];
  await step('Fetching Chromium', () => run(process.execPath, args)).catch((cause) => {
    throw new Problem(
      'The browser tests need Chromium, and none could be fetched.\nInstall it (Debian: apt install chromium) or name it in CHROMIUM_PATH.',
      { cause },
    );
  });
}
