// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { useHashTarget } from './use-hash-target.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  window.location.hash = '';
});

function Page({ names }: { names: string[] | null }) {
  useHashTarget(names !== null);
  return names?.map((name) => <p key={name} id={`cluster-${name}`} />);
}

test.each([
  ['#cluster-b%20c', ['cluster-b c']],
  ['#cluster-none', []],
  ['#%E0%A4%A', []],
  ['', []],
])('an address with %j is scrolled to once, when what it names is there', (hash, expected) => {
  const reached: string[] = [];
  vi.spyOn(HTMLElement.prototype, 'scrollIntoView').mockImplementation(function (this: HTMLElement) {
    reached.push(this.id);
  });
  window.location.hash = hash;
  const { rerender } = render(<Page names={null} />);
  expect(reached).toEqual([]);
  rerender(<Page names={['a', 'b c']} />);
  rerender(<Page names={['a', 'b c', 'd']} />);
  expect(reached).toEqual(expected);
});
