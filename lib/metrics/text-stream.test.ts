import { expect, test } from 'vitest';
import { textStream } from './text-stream.ts';

const LINE = `${'x'.repeat(99)}\n`;

/** A text of a million lines, and how many of them were asked for. */
function* lines(asked: { lines: number }): Generator<string> {
  for (; asked.lines < 1_000_000; asked.lines++) yield LINE;
}

test('nothing is written before it is read, and then at most one chunk ahead of the reader', async () => {
  const asked = { lines: 0 };
  const reader = textStream(lines(asked)).getReader();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked.lines).toBe(0);
  let read = 0;
  for (let chunk = 0; chunk < 20; chunk++) {
    read += (await reader.read()).value?.length ?? 0;
    expect(asked.lines * LINE.length - read).toBeLessThanOrEqual(40_000);
  }
  await reader.cancel();
});

test('the whole text comes, in order, and ends; nothing more is written once the reader has gone', async () => {
  const pieces = Array.from({ length: 5_000 }, (_, index) => `line ${index}\n`);
  expect(await new Response(textStream(pieces.values())).text()).toBe(pieces.join(''));
  expect(await new Response(textStream([].values())).text()).toBe('');

  let ended = false;
  function* endless() {
    try {
      for (;;) yield LINE;
    } finally {
      ended = true;
    }
  }
  const reader = textStream(endless()).getReader();
  await reader.read();
  await reader.cancel();
  expect(ended).toBe(true);
});

test('a text that cannot be written on fails the reader', async () => {
  function* failing() {
    yield LINE;
    throw new Error('broken');
  }
  await expect(new Response(textStream(failing())).text()).rejects.toThrow('broken');
});
