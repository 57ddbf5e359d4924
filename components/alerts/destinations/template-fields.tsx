'use client';
import { TextArea } from '#components/ui/text-area.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { Preview } from '#lib/api/schemas/destinations.ts';

/** How somebody wants a destination to be told, as it is typed; empty: as usual. */
export interface TypedTemplates {
  title: string;
  text: string;
}

/** What the API is asked for: what is empty is taken away. */
export const askedTemplates = ({ title, text }: TypedTemplates) => ({
  title: title.trim() === '' ? null : title,
  text: text.trim() === '' ? null : text,
});

export function TemplateFields(props: {
  templates: TypedTemplates;
  onTemplatesChange: (templates: TypedTemplates) => void;
  errorOf: (field: keyof TypedTemplates) => string | null;
  /** What templates may name, once that is known. */
  placeholders: Preview['placeholders'] | undefined;
}) {
  const { templates, onTemplatesChange, errorOf, placeholders = {} } = props;
  return (
    <>
      <TextField
        label="Title"
        autoComplete="off"
        spellCheck={false}
        placeholder="{{ group }} is {{ behind }} behind"
        value={templates.title}
        onValueChange={(title) => onTemplatesChange({ ...templates, title })}
        error={errorOf('title')}
        note="Empty: as usual."
      />
      <TextArea
        label="Text"
        rows={4}
        placeholder={'{{ summary }}\nWhy: {{ cause }}'}
        value={templates.text}
        onValueChange={(text) => onTemplatesChange({ ...templates, text })}
        error={errorOf('text')}
        note="Empty: as usual."
      />
      <details className="text-sm">
        <summary className="w-fit cursor-pointer py-0.5">What title and text may name</summary>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 pt-1">
          {Object.entries(placeholders).map(([name, meaning]) => (
            <div key={name} className="contents">
              <dt className="font-mono whitespace-nowrap">{`{{ ${name} }}`}</dt>
              <dd className="text-ink-3">{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
