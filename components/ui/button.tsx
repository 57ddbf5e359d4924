import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps } from 'react';
import { cx } from './class-names.ts';

const LOOK = {
  outline: 'border-line-strong bg-bg hover:bg-sunk data-popup-open:bg-sunk',
  chosen: 'border-line-strong bg-accent-soft font-medium hover:bg-accent-soft',
  primary: 'border-accent bg-accent font-medium text-on-accent hover:opacity-90',
  danger: 'border-danger bg-danger font-medium text-on-accent hover:opacity-90',
  bare: 'border-transparent text-ink-2 hover:bg-sunk hover:text-ink data-popup-open:bg-sunk',
};

/** Under a thumb a control is larger than under a pointer. */
const SHAPE = {
  normal: 'h-9 px-2.5 md:h-7',
  small: 'h-9 px-1.5 md:h-6',
  square: 'size-9 md:size-7',
};

export interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, 'className'> {
  look?: keyof typeof LOOK;
  shape?: keyof typeof SHAPE;
  className?: string;
}

/** What makes something look like a button, be it one or a link. */
export const buttonStyle = (look: keyof typeof LOOK = 'outline', shape: keyof typeof SHAPE = 'normal'): string =>
  cx(
    'inline-flex flex-none items-center justify-center gap-1.5 rounded-sm border whitespace-nowrap select-none',
    LOOK[look],
    SHAPE[shape],
  );

/** A button; 28 px on a desktop, 36 px under a thumb. */
export function Button({ look, shape, className, ...rest }: ButtonProps) {
  return (
    <BaseButton
      className={cx(
        'data-disabled:cursor-not-allowed data-disabled:border-line data-disabled:bg-sunk data-disabled:text-ink-3',
        buttonStyle(look, shape),
        className,
      )}
      {...rest}
    />
  );
}
