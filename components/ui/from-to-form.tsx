'use client';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from './button.tsx';

const INPUT = 'h-9 rounded-sm border border-line-strong bg-bg px-2 md:h-7';

/**
 * Two instants as inputs of local time have them, empty where they are left open. `onSubmit` takes them, or gives what is wrong
 * with them; `children` stand beside the button.
 */
export function FromToForm(props: {
  from: string;
  to: string;
  hint: string;
  onSubmit: (from: string, to: string) => string | null;
  children?: ReactNode;
}) {
  const [from, setFrom] = useState(props.from);
  const [to, setTo] = useState(props.to);
  const [problem, setProblem] = useState<string | null>(null);
  const ids = { from: useId(), to: useId(), problem: useId() };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(props.onSubmit(from, to));
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-[auto_1fr] items-center gap-2">
      <label htmlFor={ids.from}>From</label>
      <input
        id={ids.from}
        type="datetime-local"
        step={1}
        value={from}
        className={INPUT}
        onChange={(event) => setFrom(event.target.value)}
      />
      <label htmlFor={ids.to}>To</label>
      <input
        id={ids.to}
        type="datetime-local"
        step={1}
        value={to}
        aria-describedby={ids.problem}
        className={INPUT}
        onChange={(event) => setTo(event.target.value)}
      />
      <p id={ids.problem} role={problem ? 'alert' : undefined} className="col-start-2 text-sm text-ink-3">
        {problem === null ? props.hint : <span className="text-danger">{problem}</span>}
      </p>
      <span className="col-start-2 flex gap-2">
        <Button type="submit">Show</Button>
        {props.children}
      </span>
    </form>
  );
}
