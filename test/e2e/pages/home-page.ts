/** The Home screen as a user meets it: by words and roles, never by class names. */
import type { Locator, Page } from 'playwright-core';

/** What the number cards call their numbers. */
export type NumberLabel = 'Hashrate' | 'Power' | 'electricity' | 'expected' | 'net' | 'Shares today';

export class HomePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get verdict(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** The sentence under the verdict. */
  get verdictLine(): Locator {
    return this.page.locator('header').first().locator('h1 + p');
  }

  get sticks(): Locator {
    return this.page.getByRole('list', { name: 'Sticks' }).getByRole('listitem');
  }

  stick(name: string): Locator {
    return this.sticks.filter({ has: this.page.getByRole('heading', { name, exact: true }) });
  }

  get status(): Locator {
    return this.page.getByRole('contentinfo');
  }

  get chart(): Locator {
    return this.page.getByRole('group', { name: /^Chart of hashrate and power/ });
  }

  get pauseButton(): Locator {
    return this.page.getByRole('button', { name: /^(?:Pause|Run now)$/ });
  }

  number(label: NumberLabel): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${label} `) });
  }

  /** The number with all its digits, from its tooltip. */
  async exact(label: NumberLabel): Promise<string> {
    await this.number(label).hover();
    const digits = this.page.getByText('Click to copy all digits').locator('..').locator('b').first();
    const text = await digits.textContent();
    await this.page.mouse.move(0, 0);
    await digits.waitFor({ state: 'detached' });
    return text ?? '';
  }

  /** Resolves when the run pill says so. */
  async waitForState(word: string, limitMs = 30_000): Promise<void> {
    await this.status.getByText(word, { exact: true }).waitFor({ timeout: limitMs });
  }

  async pauseFor(choice: 'Pause 1 hour' | 'Pause until tomorrow'): Promise<void> {
    await this.page.getByRole('button', { name: 'How long to pause' }).click();
    await this.page.getByRole('menuitem', { name: choice }).click();
  }

  async showRange(range: '1h' | '6h' | '24h' | '7d' | '30d'): Promise<void> {
    await this.page.getByRole('radio', { name: range, exact: true }).click();
  }
}
