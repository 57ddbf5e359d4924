import { expect, type Page, test } from '@playwright/test';
import { Receiver } from '#lib/notify/fixtures/receiver.ts';
import { expectAccessible, open, picture, watchBrowser } from './console.ts';

// A form that is refused at its fields.
watchBrowser([400]);

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** Slower than what is written, always: it has lag in every poll. */
const GROUP = 'fraud-scoring-v2';
/** Longer than some polls on a machine that is busy with other things. */
const POLLS_MS = 30_000;

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const fact = (page: Page, label: string) => page.locator(`dt:text-is("${label}") + dd`);
const inThreeDays = () =>
  new Date(Date.now() + 3 * 86_400_000).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'Europe/Berlin' });
const unique = (what: string) => `${what} ${Date.now()}`;

async function post(page: Page, path: string, data: object) {
  const response = await page.request.post(`/api/v1/${path}`, { data });
  expect(response.status(), await response.text()).toBe(200);
  return response.json();
}

/** A rule that fires for a group that always has lag; gives its id. */
async function makeRule(page: Page, name: string, destinations: string[]): Promise<string> {
  const condition = { metric: 'lag', threshold: 0, forSeconds: 0 };
  const { rule } = await post(page, 'rules', {
    name,
    severity: 'warning',
    groups: { include: [GROUP] },
    condition,
    destinations,
  });
  return rule.id;
}

/** The page of the incident of a rule, found in the list; nobody asks for the list again. */
async function openIncident(page: Page, rule: string): Promise<void> {
  await page.goto('/clusters/local/alerts?state=firing');
  await row(page, rule).filter({ hasText: GROUP }).getByRole('link').last().click({ timeout: POLLS_MS });
  await expect(fact(page, 'Rule')).toContainText(rule);
}

test('of a group that is silenced from its incident nobody is told, until the silence is ended', async ({ page }) => {
  const receiver = await Receiver.start();
  const before = unique('before');
  const during = unique('during');
  const why = unique('deploy');
  const hook = unique('hook');
  const { destination } = await post(page, 'destinations', {
    name: hook,
    kind: 'webhook',
    config: { url: receiver.url(), secrets: [KEY] },
  });
  const rules = [await makeRule(page, before, [])];

  await openIncident(page, before);
  await page.getByRole('button', { name: 'Silence this' }).click();
  const form = dialog(page, 'Silence incidents');
  await expect(form.getByLabel('Groups', { exact: true })).toHaveValue(GROUP);
  await expect(form.getByLabel('Rules', { exact: true })).toHaveValue(before);
  await expect(form).toContainText(`Nobody is told of incidents of group ${GROUP} by rule ${before} on local until`);
  await form.getByLabel('Rules', { exact: true }).fill('');
  await expect(form).toContainText(/\d that fires? now (is|are) among them\./);
  await form.getByLabel('Groups', { exact: true }).fill('/^nobody-\\d{1,3}$/');
  await expect(form).toContainText('None that fires now is among them.');
  await expect(form.getByText('No group matches now: it mutes nothing until one does.')).toBeVisible();
  await form.getByLabel('Groups', { exact: true }).fill(`/^${GROUP}$/`);
  await expect(form).toContainText(/\d that fires? now (is|are) among them\./);
  await form.getByRole('button', { name: '4 h' }).click();
  await form.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(form.getByText(/^Must say why/)).toBeVisible();
  await expect(form.getByLabel('Why')).toBeFocused();
  await picture(page, 'silence-form');
  await form.getByLabel('Why').fill(why);
  await page.keyboard.press('Enter');
  await expect(form).toBeHidden();
  await expect(page.getByText(/^Silenced until/)).toBeVisible();
  await expect(fact(page, 'Muted')).toContainText(`by the silence “${why}” until`, { timeout: POLLS_MS });
  await picture(page, 'silenced-incident');

  rules.push(await makeRule(page, during, [hook]));
  await openIncident(page, during);
  await expect(fact(page, 'Muted')).toContainText(why);
  await expect(fact(page, 'Told')).toHaveText('not yet, as it is muted');
  await page.goto(`/clusters/local/alerts?state=firing&search=${encodeURIComponent(why)}`);
  await expect(row(page, during)).toContainText('muted');
  await expect(row(page, before)).toContainText('muted');
  await picture(page, 'silenced-incidents');
  expect(receiver.received).toEqual([]);

  await page.getByRole('tab', { name: 'Silences' }).click();
  await expect(row(page, why)).toContainText('IN FORCE');
  await expect(row(page, why)).toContainText(`Groups /^${GROUP}$/ on local`);
  // Other rules may be over the group, too.
  await expect(row(page, why).getByRole('link', { name: new RegExp(`^[2-9] muted by ${why}$`) })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/in force on local/);
  await picture(page, 'silences');
  await page.getByRole('button', { name: `End ${why}` }).click();
  const ending = dialog(page, 'End this silence?');
  await ending.getByLabel('Reason').fill('deployed');
  await ending.getByRole('button', { name: 'End' }).click();
  await expect(ending).toBeHidden();
  await expect(row(page, why)).toContainText('OVER');

  await expect.poll(() => receiver.received.length, { timeout: POLLS_MS }).toBe(1);
  expect(JSON.parse(receiver.received[0]?.body ?? '{}')).toMatchObject({
    type: 'incident.opened',
    data: { rule: { name: during }, incidents: [{ group: GROUP, status: 'firing' }] },
  });
  await openIncident(page, during);
  await expect(fact(page, 'Told')).toHaveText(/^at \d\d:\d\d:\d\d$/);
  await expect(fact(page, 'Muted')).toHaveCount(0);

  for (const id of rules) expect((await page.request.delete(`/api/v1/rules/${id}`)).status()).toBe(200);
  await expect.poll(() => receiver.received.length, { timeout: POLLS_MS }).toBe(2);
  expect((await page.request.delete(`/api/v1/destinations/${destination.id}`)).status()).toBe(200);
  await receiver.close();
});

test('a maintenance window is planned, listed with its next time, and taken back, by the keyboard alone', async ({
  page,
}) => {
  const why = unique('patches');
  const press = (...keys: string[]) =>
    keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
  await open(page, '/clusters/local/alerts?tab=silences');
  await page.getByRole('button', { name: 'New silence' }).focus();
  await press('Enter');
  const once = dialog(page, 'Silence incidents');
  await expect(once.getByLabel('Groups', { exact: true })).toBeFocused();
  await page.keyboard.type('no-such-group-*');
  await once.getByRole('button', { name: 'Once' }).focus();
  await press('ArrowRight', 'Enter');
  const form = dialog(page, 'Plan a maintenance window');
  // Whenever this runs, no window of that day is open.
  const day = inThreeDays();
  await form.getByRole('button', { name: 'Sat' }).focus();
  await press('Space');
  await form.getByRole('button', { name: day.slice(0, 3) }).focus();
  await press('Space');
  await form.getByLabel('For so many hours').focus();
  await press('ControlOrMeta+a');
  await page.keyboard.type('1.5');
  await press('Tab', 'ControlOrMeta+a');
  await page.keyboard.type('Mars/Olympus');
  await form.getByLabel('Why').focus();
  await page.keyboard.type(why);
  await press('Enter');
  await expect(form.getByText(/^Is no time zone/)).toBeVisible();
  await expect(form.getByLabel('Time zone')).toBeFocused();
  await press('ControlOrMeta+a');
  await page.keyboard.type('Europe/Berlin');
  await expect(form).toContainText(`every ${day} 02:00 for 1 h 30 min, Europe/Berlin. None that fires now would be`);
  await picture(page, 'maintenance-form');
  await press('Enter');
  await expect(form).toBeHidden();
  await expect(row(page, why)).toContainText('UPCOMING');
  await expect(row(page, why)).toContainText('Groups no-such-group-* on local');
  await expect(row(page, why)).toContainText(
    new RegExp(`next .*\\d\\d:\\d\\d.*: every ${day} 02:00 for 1.h.30.min, Europe/Berlin`),
  );

  await page.getByRole('button', { name: `End ${why}` }).focus();
  await press('Enter');
  const ending = dialog(page, 'End this maintenance window?');
  await expect(ending).toContainText('It opens no more.');
  await press('Escape');
  await expect(ending).toBeHidden();
  await expect(page.getByRole('button', { name: `End ${why}` })).toBeFocused();
  await press('Enter');
  await ending.getByLabel('Reason').focus();
  await press('Enter');
  await expect(ending).toBeHidden();
  await expect(row(page, why)).toContainText('OVER');
  await page.getByRole('button', { name: /^Upcoming/ }).click();
  await expect(row(page, why)).toHaveCount(0);
});

test('a group is silenced from its page', async ({ page }) => {
  const why = unique('from the group');
  await open(page, `/clusters/local/groups/${GROUP}`);
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  const form = dialog(page, 'Silence incidents');
  await expect(form.getByLabel('Groups', { exact: true })).toHaveValue(GROUP);
  await form.getByRole('button', { name: '30 min' }).click();
  await form.getByLabel('Why').fill(why);
  await form.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(page.getByText(/^Silenced until/)).toBeVisible();
  await page.goto('/clusters/local/alerts?tab=silences');
  await page.getByRole('button', { name: `End ${why}` }).click();
  await dialog(page, 'End this silence?').getByRole('button', { name: 'End' }).click();
  await expect(row(page, why)).toContainText('OVER');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`silences and their form, ${colorScheme}: accessible, and no wider than a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme });
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    const why = unique(`a deploy of everything that is on this page, ${colorScheme}`);
    const recurrence = { cron: '0 2 * * 6', minutes: 180, timeZone: 'Europe/Berlin' };
    const matchers = { groups: { include: ['no-such-group-*', 'nor-this-one'] }, severities: ['warning', 'info'] };
    const { silence } = await post(page, 'silences', { cluster: 'local', comment: why, matchers, recurrence });
    const endsAt = new Date(Date.now() + 4_320_000).toISOString();
    const { silence: now } = await post(page, 'silences', { cluster: 'local', comment: why, matchers, endsAt });
    await open(page, '/clusters/local/alerts?tab=silences');
    await expect(row(page, why)).toHaveCount(2);
    await expectAccessible(page);
    expect(await width()).toBeLessThanOrEqual(390);
    await picture(page, `silences-${colorScheme}-390`);

    await page.getByRole('button', { name: 'New silence' }).click();
    const form = dialog(page, 'Silence incidents');
    await form.getByText(/^Narrower/).click();
    await form.getByRole('button', { name: 'Other' }).click();
    await form.getByRole('button', { name: 'Silence', exact: true }).click();
    await expect(form.getByText(/^Must say why/)).toBeVisible();
    await expectAccessible(page);
    expect(await width()).toBeLessThanOrEqual(390);
    await page.screenshot({ path: `screenshots/silence-form-${colorScheme}-390.png` });
    await form.getByRole('button', { name: 'Every week' }).click();
    const window = dialog(page, 'Plan a maintenance window');
    await expectAccessible(page);
    expect(await width()).toBeLessThanOrEqual(390);
    await page.screenshot({ path: `screenshots/maintenance-form-${colorScheme}-390.png` });
    await window.getByRole('button', { name: 'Cancel' }).click();
    for (const { id } of [silence, now]) {
      expect((await page.request.delete(`/api/v1/silences/${id}`)).status()).toBe(200);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page, '/clusters/local/alerts?tab=silences');
    await expectAccessible(page);
    await picture(page, `silences-${colorScheme}`);
  });
}
