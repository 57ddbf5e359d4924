import { expect, test } from 'vitest';
import { readBody } from './body.ts';

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request('http://host/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);

test.each([
  ['', 10],
  ['0123456789', 10],
  ['größe', 7],
])('%j fits into %i bytes', async (text, maxBytes) => {
  expect(await readBody(post(text), maxBytes)).toBe(text);
});

test('a longer body is refused', async () => {
  await expect(readBody(post('0123456789a'), 10)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
});

test('a body without a length is refused as soon as it is too long, and not read to its end', async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(100));
    },
  });
  await expect(readBody(post(endless), 250)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  expect(pulled).toBeLessThan(6);
});

test('a body that announces too much is refused before it is read', async () => {
  await expect(readBody(post('short', { 'content-length': '11' }), 10)).rejects.toMatchObject({
    code: 'BODY_TOO_LARGE',
  });
});
