// @vitest-environment happy-dom
import { globSync, readFileSync } from 'node:fs';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Name } from './name.tsx';

afterEach(cleanup);

const drawn = (name: string) => {
  const { container } = render(<Name>{name}</Name>);
  const element = container.firstElementChild;
  return {
    tag: element?.tagName,
    text: element?.textContent,
    marked: [...(element?.children ?? [])].map((mark) => mark.textContent),
  };
};

it.each([
  ['payments', 'payments', []],
  [' ', '␣', ['␣']],
  ['', '(empty id)', ['(empty id)']],
  ['(empty id)', '(empty id)', []],
  ['  lead', '␣␣lead', ['␣␣']],
  ['a\u202Eb\t', 'a\\u202Eb\\t', ['\\u202E', '\\t']],
])('%j is seen as %j, its escapes marked, its direction its own', (name, text, marked) =>
  expect(drawn(name)).toEqual({ tag: 'BDI', text, marked }),
);

it('is how every name is drawn', () => {
  const files = globSync('components/**/*.tsx').filter(
    (file) => !file.includes('.test.') && !/ui.name\.tsx$/.test(file),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => /className=(\{.*)?["'`]([\w-]+ )*id["' `]/.test(readFileSync(file, 'utf8')))).toEqual(
    [],
  );
});
