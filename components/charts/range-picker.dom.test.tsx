// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { RangePicker } from './range-picker.tsx';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const onChange = vi.fn();

/** Asks for a range in the popover; gives what was refused. */
async function ask(from: string, to: string): Promise<string | null> {
  onChange.mockClear();
  render(<RangePicker range={{ kind: 'last', preset: '1h' }} onChange={onChange} />);
  await userEvent.click(screen.getByRole('button', { name: 'Custom' }));
  fireEvent.change(await screen.findByLabelText('From'), { target: { value: from } });
  fireEvent.change(screen.getByLabelText('To'), { target: { value: to } });
  await userEvent.click(screen.getByRole('button', { name: 'Show' }));
  return screen.queryByRole('alert')?.textContent ?? null;
}

it.each([
  ['inverted', '2026-11-02T00:00:00', '2026-11-01T00:00:00', '"From" must be before "to".'],
  ['longer than the API answers', '2026-09-30T00:00:00', '2026-11-01T00:00:01', 'A chart shows at most 31 days.'],
  ['open, and longer than that', '2026-01-01T00:00:00', '', 'A chart shows at most 31 days.'],
])('refuses a range that is %s', async (_, from, to, refusal) => {
  vi.setSystemTime('2026-11-23T14:06:00Z');
  expect(await ask(from, to)).toBe(refusal);
  expect(onChange).not.toHaveBeenCalled();
});

it('takes one that the API answers', async () => {
  expect(await ask('2026-11-01T00:00:00', '2026-11-20T00:00:00')).toBeNull();
  expect(onChange).toHaveBeenCalledExactlyOnceWith({
    kind: 'between',
    fromMs: Date.parse('2026-11-01T00:00:00'),
    toMs: Date.parse('2026-11-20T00:00:00'),
  });
});
