import { expect, type Page, test } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { groupSlug } from '#lib/api/group-slug.ts';
import { CLUSTER, loaded, watchBrowser } from './console.ts';
import { consolePages } from './console-pages.ts';
import { makeTopic } from './make-topic.ts';

/** Names that somebody chose to harm whoever looks at them: real groups with real members on the cluster of the run. */

watchBrowser();

declare global {
  interface Window {
    harmed: string[];
  }
}

const MARKUP = `<img src=x onerror="window.harmed.push('group')">`;
const GROUPS = [
  MARKUP,
  `javascript:window.harmed.push('link')`,
  `</script><script>window.harmed.push('script')</script>`,
];
const CLIENT = `"><svg onload="window.harmed.push('client')">`;
const METADATA = `<iframe srcdoc="<script>parent.harmed.push('metadata')</script>">`;
const topic = `hostile-${Date.now()}`;
const kafka = new Kafka({
  clientId: CLIENT,
  brokers: (process.env.TIDEMARK_TEST_KAFKA ?? '').split(','),
  logLevel: logLevel.NOTHING,
});
const members = GROUPS.map((groupId) => kafka.consumer({ groupId }));

test.beforeAll(async () => {
  test.setTimeout(90_000);
  await makeTopic(topic);
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value: '1' }, { value: '2' }] });
  await producer.disconnect();
  for (const member of members) {
    const { promise: joined, resolve } = Promise.withResolvers<void>();
    member.on(member.events.GROUP_JOIN, () => resolve());
    await member.connect();
    await member.subscribe({ topic, fromBeginning: true });
    await member.run({ autoCommit: false, eachMessage: async () => {} });
    await joined;
    await member.commitOffsets([{ topic, partition: 0, offset: '1', metadata: METADATA }]);
  }
});
test.afterAll(async () => {
  for (const member of members) await member.disconnect();
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
});

async function visit(page: Page, path: string): Promise<void> {
  await page.addInitScript(() => {
    window.harmed = [];
  });
  await page.goto(path);
  await loaded(page);
}

/** Nothing ran, and no name became an element or an address of its own. */
async function expectHarmless(page: Page): Promise<void> {
  expect(await page.evaluate(() => window.harmed)).toEqual([]);
  await expect(page.locator('img[src="x"], svg[onload], iframe, [onerror]')).toHaveCount(0);
  const hrefs = await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(hrefs.filter((href) => !/^(\/(?!\/)|#|\?|blob:)/.test(href ?? ''))).toEqual([]);
}

test('such groups are listed, found and linked by their names as they are written', async ({ page }) => {
  for (const group of GROUPS) {
    await expect
      .poll(async () => {
        const search = new URLSearchParams({ search: group });
        const { items } = await (await page.request.get(`/api/v1${CLUSTER}/groups?${search}`)).json();
        return items.map((item: { group: string }) => item.group);
      })
      .toEqual([group]);
    await visit(page, `${CLUSTER}/groups?search=${encodeURIComponent(group)}`);
    await page.getByRole('link', { name: group }).click();
    await expect(page).toHaveURL(`${CLUSTER}/groups/${groupSlug(group)}`);
    await expect(page.getByText(group).first()).toBeVisible();
    await loaded(page);
    await expectHarmless(page);
  }
});

test('no page runs them', async ({ page }) => {
  test.setTimeout(180_000);
  const pagesOf = (group: string) => consolePages({ group: groupSlug(group), topic });
  for (const path of new Set(GROUPS.flatMap(pagesOf))) {
    await visit(page, path);
    await expectHarmless(page);
  }
});

test('a member and what it committed are shown as they are written', async ({ page }) => {
  await visit(page, `${CLUSTER}/groups/${groupSlug(MARKUP)}`);
  await expect(page.getByText(CLIENT).first()).toBeVisible();
  await expectHarmless(page);
});

test('a name in an address is text as well', async ({ page }) => {
  const name = encodeURIComponent(MARKUP);
  for (const path of [
    `/clusters/${name}`,
    `${CLUSTER}/topics/${name}`,
    `${CLUSTER}/groups/${groupSlug(`${MARKUP} that is no group`)}`,
    `${CLUSTER}/groups?search=${name}&sort=${name}&status=${name}`,
    `${CLUSTER}/events?group=${name}&topic=${name}&kind=${name}`,
    `/${name}`,
  ]) {
    await visit(page, path);
    await expectHarmless(page);
  }
});
