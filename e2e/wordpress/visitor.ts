import { type Browser, chromium, type Page } from '@playwright/test';

/** A person with a browser: installs WordPress, writes, and reads again. */
export class Visitor {
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #url: string;

  private constructor(browser: Browser, page: Page, url: string) {
    this.#browser = browser;
    this.#page = page;
    this.#url = url;
  }

  static async open(url: string): Promise<Visitor> {
    const browser = await chromium.launch({
      executablePath: process.env.GANTRY_TEST_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    return new Visitor(browser, page, url);
  }

  async install({ title, user, password }: { title: string; user: string; password: string }): Promise<void> {
    const page = this.#page;
    await page.goto(this.#url);
    await page.waitForURL(/install\.php/);
    // Where it can speak other languages it asks for one first.
    const language = page.locator('#language-continue');
    if (await language.isVisible()) await language.click();
    await page.locator('#weblog_title').fill(title);
    await page.locator('#user_login').fill(user);
    await page.locator('#pass1').fill(password);
    const weak = page.locator('input[name=pw_weak]');
    // It goes away by itself where the password is strong enough, which the page takes a moment to find.
    const withoutIt = async (fault: Error) => {
      if (await weak.isVisible()) throw fault;
    };
    if (await weak.isVisible()) await weak.check({ timeout: 5_000 }).catch(withoutIt);
    await page.locator('#admin_email').fill('ada@example.org');
    await page.locator('#submit').click();
    await page.getByRole('heading', { name: 'Success!' }).waitFor();
  }

  async signIn({ user, password }: { user: string; password: string }): Promise<void> {
    const page = this.#page;
    await page.goto(`${this.#url}/wp-login.php`);
    await page.locator('#user_login').fill(user);
    await page.locator('#user_pass').fill(password);
    await page.locator('#wp-submit').click();
    await page.waitForURL(/wp-admin/);
  }

  /** Drafts it on the dashboard, then publishes it from the list of posts; returns its path. */
  async writePost({ title, text }: { title: string; text: string }): Promise<string> {
    const page = this.#page;
    await page.locator('#title').fill(title);
    await page.locator('#content').fill(text);
    await page.locator('#save-post').click();
    await page.locator('.drafts').getByText(title).waitFor();
    await page.goto(`${this.#url}/wp-admin/edit.php`);
    const row = page.locator('tr.type-post', { hasText: title });
    await row.hover();
    await row.locator('button.editinline').click();
    await page.locator('tr.inline-editor select[name=_status]').selectOption('publish');
    await page.locator('tr.inline-editor button.save').click();
    await page.locator('tr.inline-editor').waitFor({ state: 'detached' });
    const id = (await row.getAttribute('id'))!.replace('post-', '');
    return `/?p=${id}`;
  }

  /** The text of a page as it is seen. */
  async read(path: string): Promise<string> {
    await this.#page.goto(this.#url + path);
    return (await this.#page.locator('body').textContent()) ?? '';
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
