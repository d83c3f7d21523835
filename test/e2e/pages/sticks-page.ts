/** The Sticks screen as a user meets it: by words and roles. */
import type { Locator, Page } from 'playwright-core';

export type TabName = 'Overview' | 'Chart' | 'Tuning' | 'Power' | 'Passport' | 'Log';

export class SticksPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: /^Sticks/ }).click();
    await this.page.getByRole('list', { name: 'Sticks' }).or(this.title).first().waitFor();
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  get line(): Locator {
    return this.page.locator('header').first().locator('h1 + p');
  }

  get tiles(): Locator {
    return this.page.getByRole('list', { name: 'Sticks' }).getByRole('listitem');
  }

  tile(name: string): Locator {
    return this.tiles.filter({ has: this.page.getByRole('heading', { name, exact: true }) });
  }

  get drawer(): Locator {
    return this.page.getByRole('region', { name: /^Details of / });
  }

  async show(name: string, tab: TabName = 'Overview'): Promise<void> {
    await this.tile(name).getByRole('button', { name, exact: true }).click();
    await this.pickTab(tab);
  }

  async pickTab(tab: TabName): Promise<void> {
    await this.drawer.getByRole('tab', { name: tab }).click();
    await this.drawer.getByRole('tabpanel', { name: tab }).waitFor();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }
}
