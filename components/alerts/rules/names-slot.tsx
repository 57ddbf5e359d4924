'use client';
import { useState } from 'react';
import { listText } from './rule-draft.ts';
import { namesIn } from './rule-input.ts';
import { TextSlot } from './slots.tsx';

/** Several names that somebody types, with commas between; the text stays as it is typed. */
export function NamesSlot(props: {
  label: string;
  placeholder: string;
  names: readonly string[];
  error: string | null;
  onChange: (names: string[]) => void;
}) {
  const [text, setText] = useState(listText(props.names));
  return (
    <TextSlot
      label={props.label}
      isName
      placeholder={props.placeholder}
      value={text}
      onValueChange={(typed) => {
        setText(typed);
        props.onChange(namesIn(typed));
      }}
      error={props.error}
    />
  );
}
