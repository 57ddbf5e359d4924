import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps } from 'react';
import { cx } from './class-names.ts';

const LOOK = {
  outline: 'border-line-strong bg-bg hover:bg-sunk data-popup-open:bg-sunk',
  bare: 'border-transparent px-1.5 text-ink-2 hover:bg-sunk hover:text-ink data-popup-open:bg-sunk',
};

/** The classes of a button, for what looks like one and is something else (a link, a menu trigger). */
export function buttonClass(look: keyof typeof LOOK = 'outline', className?: string): string {
  return cx(
    'inline-flex h-9 items-center justify-center gap-1.5 rounded-sm border px-2.5 whitespace-nowrap select-none md:h-7',
    'disabled:cursor-not-allowed disabled:border-line disabled:bg-sunk disabled:text-ink-3',
    LOOK[look],
    className,
  );
}

export interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, 'className'> {
  look?: keyof typeof LOOK;
  className?: string;
}

/** A button; 28 px on a desktop, 36 px under a thumb. */
export function Button({ look = 'outline', className, ...rest }: ButtonProps) {
  return <BaseButton className={buttonClass(look, className)} {...rest} />;
}
