/** The Settings screen as a user meets it. */
import type { Locator, Page } from 'playwright-core';

export type Card = 'Pool' | 'Electricity and money' | 'Sticks';

export class SettingsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Settings' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  }

  card(name: Card): Locator {
    return this.page.locator('form').filter({ has: this.page.getByRole('heading', { name, exact: true }) });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async save(card: Card): Promise<void> {
    await this.card(card).getByRole('button', { name: 'Save' }).click();
  }

  /** Resolves when the card says that it is saved. */
  async waitUntilSaved(card: Card, limitMs = 10_000): Promise<void> {
    await this.card(card).getByText('Saved.', { exact: true }).waitFor({ timeout: limitMs });
  }

  async chooseTheme(theme: 'As the system' | 'Light' | 'Dark'): Promise<void> {
    await this.page.getByRole('radio', { name: theme }).click();
  }

  /** The question that comes before work and rewards go somewhere else. */
  get confirmation(): Locator {
    return this.page.getByRole('alertdialog', { name: 'Send your work somewhere else?' });
  }
}
