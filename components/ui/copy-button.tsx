'use client';
import { Check, Copy, Link } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

const CONFIRM_MS = 1600;
const ICONS = { copy: Copy, link: Link };

/** A button that copies what `text` gives and says whether it did. */
export function CopyButton(props: {
  text: () => string;
  children: ReactNode;
  icon?: keyof typeof ICONS;
  look?: NonNullable<ButtonProps['look']>;
}) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const Icon = outcome === 'copied' ? Check : ICONS[props.icon ?? 'copy'];

  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  return (
    <Button look={props.look ?? 'outline'} onClick={async () => setOutcome(await copyText(props.text()))}>
      <Icon aria-hidden="true" className="size-3.5" />
      {/* The words keep their place, so that nothing beside the button moves. */}
      <span className="grid" aria-live="polite">
        <span className={outcome === null ? 'col-start-1 row-start-1' : 'invisible col-start-1 row-start-1'}>
          {props.children}
        </span>
        {outcome === null ? null : (
          <span className="col-start-1 row-start-1">{outcome === 'copied' ? 'Copied' : 'Not allowed here'}</span>
        )}
      </span>
    </Button>
  );
}

/** Outside https and localhost browsers hide the clipboard; the old command still works there. */
async function copyText(text: string): Promise<'copied' | 'refused'> {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else if (!copyBySelection(text)) return 'refused';
    return 'copied';
  } catch {
    return copyBySelection(text) ? 'copied' : 'refused';
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'sr-only';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
