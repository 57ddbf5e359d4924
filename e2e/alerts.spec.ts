import { expect, type Page, test } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { answer, Receiver } from '#lib/notify/fixtures/receiver.ts';
import { expectAccessible, loaded, picture, watchBrowser } from './console.ts';
import { makeTopic } from './make-topic.ts';

// A form that is refused at its fields.
watchBrowser([400]);

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** Slower than what is written, always: it has lag in every poll. */
const GROUP = 'fraud-scoring-v2';

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

async function makeDestination(page: Page, name: string, url: string): Promise<void> {
  await page.goto('/clusters/local/alerts?tab=destinations');
  await page.getByRole('button', { name: 'New destination' }).click();
  const form = dialog(page, 'New destination');
  await form.getByLabel('Kind').selectOption('Signed webhook');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Address').fill(url);
  await form.getByLabel('Signing keys').fill('secret');
  await form.getByRole('button', { name: 'Make destination' }).click();
  await expect(form.getByText(/Must be whsec_ and 24 to 64 bytes/)).toBeVisible();
  await form.getByLabel('Signing keys').fill(KEY);
  await form.getByRole('button', { name: 'Make destination' }).click();
  await expect(form).toBeHidden();
  await expect(row(page, name)).toContainText(url);
}

test('a stopped group opens an incident, its page and the pager are told, somebody sees it, and its rule goes', async ({
  page,
}) => {
  const receiver = await Receiver.start();
  const name = `e2e ${Date.now()}`;
  await makeDestination(page, `hook ${name}`, receiver.url());

  await page.getByRole('button', { name: `Test hook ${name}` }).click();
  await dialog(page, 'Send a test?').getByRole('button', { name: 'Send test' }).click();
  await expect(page.getByText('It arrived: 200 ok')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['incident.opened', 'incident.resolved']);

  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByRole('button', { name: 'New rule' }).click();
  const form = page.getByRole('form', { name: 'New rule' });
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByLabel('Groups', { exact: true }).fill(GROUP);
  await form.getByLabel('Threshold').fill('');
  await form.getByLabel('For so many seconds', { exact: true }).fill('0');
  await form.getByRole('button', { name: 'Tell: the console alone' }).click();
  await page.getByRole('menuitemcheckbox', { name: `hook ${name}` }).click();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: 'Make rule' }).click();
  await expect(form.getByText('Must be a number')).toBeVisible();
  await picture(page, 'alerts-rule-editor');
  await form.getByLabel('Threshold').fill('0');
  await form.getByRole('button', { name: 'Make rule' }).click();
  await expect(form).toBeHidden();
  await expect(row(page, name)).toContainText(`When lag of groups ${GROUP} stays above 0 messages`);

  await page.getByRole('tab', { name: 'Incidents' }).click();
  // It opens with a poll; nobody asks for the page again.
  const incident = row(page, name).filter({ hasText: GROUP });
  await expect(incident).toContainText('ERROR', { timeout: 30_000 });
  await expect(page.getByRole('link', { name: /^Alerts\s*, \d+ firing$/ })).toBeVisible();
  await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBe(3);
  const told = JSON.parse(receiver.received[2]?.body ?? '{}');
  expect(told).toMatchObject({
    type: 'incident.opened',
    data: { rule: { name }, cluster: 'local', incidents: [{ group: GROUP, status: 'firing' }] },
  });

  // The link in the notice leads to the incident.
  await page.goto(new URL(told.data.url).pathname);
  await loaded(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/^Lag [\d,]+.*above 0\.$/);
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await dialog(page, 'Acknowledge this incident?').getByLabel('Note').fill('on it');
  await dialog(page, 'Acknowledge this incident?').getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByRole('definition').filter({ hasText: /: on it$/ })).toBeVisible();
  await picture(page, 'alerts-incident');
  await page.getByRole('link', { name: GROUP }).click();
  await expect(page).toHaveURL(new RegExp(`/groups/${GROUP}\\?from=`));

  await page.goto('/clusters/local/alerts?tab=rules');
  await page.getByRole('button', { name: `Switch off ${name}` }).click();
  await dialog(page, 'Switch off this rule?').getByRole('button', { name: 'Switch off' }).click();
  await expect(dialog(page, 'Switch off this rule?')).toBeHidden();
  await page.goto('/clusters/local/alerts?state=resolved');
  await expect(row(page, name)).toContainText('the rule was switched off', { timeout: 15_000 });
  await expect
    .poll(() => receiver.received.slice(2).map(({ body }) => JSON.parse(body).type), { timeout: 15_000 })
    .toEqual(['incident.opened', 'incident.acknowledged', 'incident.resolved']);
  expect(receiver.received.slice(2).map(({ body }) => JSON.parse(body).data.id)).toEqual(Array(3).fill(told.data.id));

  await page.goto('/clusters/local/alerts?tab=destinations');
  await page.getByRole('button', { name: `Log hook ${name}` }).click();
  const log = page.getByRole('region', { name: `Deliveries to hook ${name}` });
  await expect(log.getByRole('listitem')).toHaveCount(3);
  await expect(log.getByText('delivered', { exact: true })).toHaveCount(3);
  await picture(page, 'alerts-destinations');
  await receiver.close();
});

/** A group of our own, with one member, that reads a topic of so many records. */
async function makeGroup(records: number) {
  const name = `e2e-alerts-${Date.now()}`;
  const kafka = new Kafka({
    brokers: (process.env.TIDEMARK_TEST_KAFKA ?? '').split(','),
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  await makeTopic(name);
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: name, messages: Array.from({ length: records }, (_, i) => ({ value: String(i) })) });
  await producer.disconnect();
  const member = kafka.consumer({ groupId: name });
  const { promise: joined, resolve } = Promise.withResolvers<void>();
  member.on(member.events.GROUP_JOIN, () => resolve());
  await member.connect();
  await member.subscribe({ topic: name, fromBeginning: true });
  await member.run({ autoCommit: false, eachMessage: async () => {} });
  await joined;
  return {
    name,
    commit: (offset: number) => member.commitOffsets([{ topic: name, partition: 0, offset: String(offset) }]),
    async remove(): Promise<void> {
      await member.disconnect();
      await admin.deleteGroups([name]);
      await admin.deleteTopics({ topics: [name] });
      await admin.disconnect();
    },
  };
}

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

test('a phone follows the link of a page to the incident and its group, and sees live that it is over, under the same id', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const receiver = await Receiver.start();
  const group = await makeGroup(50);
  await group.commit(0);
  const { name } = group;
  const made = async (path: string, data: object) => {
    const response = await page.request.post(path, { data });
    expect(response.status(), await response.text()).toBe(200);
    return response.json();
  };
  await made('/api/v1/destinations', { name, kind: 'webhook', config: { url: receiver.url(), secrets: [KEY] } });
  const { rule } = await made('/api/v1/rules', {
    name,
    severity: 'warning',
    groups: { include: [name] },
    condition: { metric: 'lag', threshold: 10, forSeconds: 0 },
    keepFiringSeconds: 0,
    destinations: [name],
  });
  const told = () => receiver.received.map(({ body }) => JSON.parse(body));
  await expect.poll(() => told().map(({ type }) => type), { timeout: 40_000 }).toEqual(['incident.opened']);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(new URL(told()[0].data.url).pathname);
  await loaded(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Lag 50, above 10.');
  const timeline = page.getByRole('list', { name: 'Timeline' });
  await expect(timeline).toContainText(`${name}: arrived after`);
  await expect(page.getByRole('list', { name: 'Thresholds' })).toContainText(`${name}: 10`);
  await expectAccessible(page);
  expect(await widthOf(page)).toBeLessThanOrEqual(390);
  await picture(page, 'alerts-incident-390');

  await page.getByRole('link', { name, exact: true }).first().click();
  await expect(page).toHaveURL(new RegExp(`/groups/${name}\\?from=`));
  await loaded(page);
  await expect(page.getByRole('list', { name: 'Incidents in the chart' })).toContainText('Lag 50, above 10', {
    ignoreCase: true,
  });
  await expectAccessible(page);
  expect(await widthOf(page)).toBeLessThanOrEqual(390);
  await picture(page, 'alerts-group-390');
  await page.getByRole('list', { name: 'Incidents in the chart' }).getByRole('link', { name }).click();
  await expect(timeline).toBeVisible();

  // Nobody asks for the page again from here on.
  await group.commit(50);
  await expect(page.getByText('RESOLVED', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(timeline).toContainText('It was over: recovered.');
  await expect
    .poll(() => told().map(({ type, data }) => [type, data.id]), { timeout: 15_000 })
    .toEqual([
      ['incident.opened', told()[0].data.id],
      ['incident.resolved', told()[0].data.id],
    ]);
  await expect(timeline).toContainText('Told that it is over');
  await picture(page, 'alerts-incident-resolved-390');

  expect((await page.request.delete(`/api/v1/rules/${rule.id}`)).status()).toBe(200);
  await group.remove();
  await receiver.close();
});

test('"Alert on this" makes a rule of what the chart of a group shows', async ({ page }) => {
  await page.goto(`/clusters/local/groups/${GROUP}?unit=seconds`);
  await loaded(page);
  await page.getByRole('link', { name: 'Alert on this' }).click();
  const form = page.getByRole('form', { name: 'New rule' });
  await expect(form.getByLabel('Groups', { exact: true })).toHaveValue(GROUP);
  await expect(form.getByLabel('What is watched')).toHaveValue('time-lag');
  await expect(form.getByLabel('On the clusters')).toHaveValue('local');
  await form.getByLabel('Groups', { exact: true }).fill('no-such-group-*');
  await expect(form.getByText('No group matches now: it watches nothing until one does.')).toBeVisible();
  await form.getByLabel('For so many seconds', { exact: true }).fill('1');
  await expect(form.getByText(/^Polls are \d+ s apart: 1 s cannot be told/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'alerts-rule-doubtful');
});

test('what a destination refuses for good is parked, said so, and redelivered by hand', async ({ page }) => {
  const receiver = await Receiver.start();
  receiver.answering = answer(400, 'no such key');
  const name = `parked ${Date.now()}`;
  await makeDestination(page, name, receiver.url());
  const rule = {
    name,
    severity: 'info',
    groups: { include: [GROUP] },
    condition: { metric: 'lag', threshold: 0, forSeconds: 0 },
    destinations: [name],
  };
  const made = await page.request.post('/api/v1/rules', { data: rule });
  expect(made.status()).toBe(200);
  await expect(row(page, name)).toContainText('1 parked', { timeout: 20_000 });
  await page.getByRole('button', { name: `Log ${name}` }).click();
  const log = page.getByRole('region', { name: `Deliveries to ${name}` });
  await expect(log).toContainText('400 no such key');
  await page.goto('/clusters/local');
  // Others may be parked, too, with reasons of their own.
  const notice = page.getByRole('status').filter({ hasText: /could not be delivered/ });
  await expect(notice).toContainText(/ from /);
  await notice.getByRole('link', { name: 'Delivery log' }).click();
  await expect(page).toHaveURL(/tab=destinations/);
  await page.goto('/clusters/local/alerts?tab=destinations');
  await page.getByRole('button', { name: `Log ${name}` }).click();
  await expect(log).toContainText('400 no such key');
  receiver.answering = answer(200);
  await log.getByRole('button', { name: /^Redeliver/ }).click();
  await expect(log.getByText('delivered', { exact: true })).toBeVisible({ timeout: 15_000 });
  const { rule: kept } = await made.json();
  expect((await page.request.delete(`/api/v1/rules/${kept.id}`)).status()).toBe(200);
  await receiver.close();
});

for (const tab of ['incidents', 'rules', 'destinations']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${tab}, ${colorScheme}: accessible, and no wider than a phone`, async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(`/clusters/local/alerts?tab=${tab}`);
      await loaded(page);
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await picture(page, `alerts-${tab}-${colorScheme}-390`);
    });
  }
}
