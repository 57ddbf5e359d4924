import { vi } from 'vitest';
import type { Phrase } from './answer.tsx';

/** The phrases as the reader sees them, for tests. */
export function spoken(phrases: readonly Phrase[]): string {
  return phrases
    .map((phrase) => (typeof phrase === 'string' ? phrase : phrase.text))
    .join('')
    .replaceAll('\u00a0', ' ');
}

/** The router of Next.js for components rendered outside of it; what was asked of it can be looked at. */
export function testRouter() {
  return {
    bfcacheId: 'test',
    push: vi.fn(),
    replace: vi.fn(),
    refresh: vi.fn(),
    back: vi.fn(),
    forward: vi.fn(),
    prefetch: vi.fn(),
  };
}
