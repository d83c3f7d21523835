/**
 * The real Chromium that comes inside an npm package, as every end-to-end test starts it. The package's own
 * arguments switch off web security and process isolation; a security test under them would prove nothing, so
 * they are replaced.
 */
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';

const UNSAFE = [
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--single-process',
  '--disable-features=',
  '--no-zygote',
  '--headless',
] as const;

/** Always the same place and zone: without a locale `navigator.language` is not a language here. */
export const CONTEXT: BrowserContextOptions = {
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  viewport: { width: 1280, height: 800 },
};

/** The packaged Chromium now and then dies of a segmentation fault before it has opened anything. */
const LAUNCHES = 3;

/** Unpacks the browser at first use and starts it. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const args = chromiumPackage.args.filter((arg) => !UNSAFE.some((unsafe) => arg.startsWith(unsafe)));
  const executablePath = await chromiumPackage.executablePath();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await chromium.launch({ executablePath, args, timeout: 30_000 });
    } catch (error) {
      if (attempt === LAUNCHES || !String(error).includes('SIGSEGV')) throw error;
    }
  }
}
