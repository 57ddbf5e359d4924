import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { SIGN_IN_PROBLEMS } from '#lib/api/schemas/session.ts';
import { SignInProblemNote } from './sign-in-problem.tsx';

afterEach(cleanup);

test.each(SIGN_IN_PROBLEMS)('%s has words, and says what to do', (problem) => {
  render(<SignInProblemNote problem={problem} />);
  expect(screen.getByRole('alert').textContent).toMatch(/^[A-Z].{10,}\. [A-Z].{15,}\.$/);
});

test.each(['', 'no such problem', 'toString', '<b>'])('%j has none', (problem) => {
  const { container } = render(<SignInProblemNote problem={problem} />);
  expect(container.textContent).toBe('');
});
