'use client';
import { CalendarClock, ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FromToForm } from '#components/ui/from-to-form.tsx';
import { Menu, MenuRadioGroup } from '#components/ui/menu.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import { serverNow } from '#lib/client/clock.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { localInput } from '#lib/client/local-input.ts';
import {
  isTooLong,
  LONGEST_RANGE_DAYS,
  RANGE_PRESETS,
  type RangePreset,
  rangeBounds,
  type TimeRange,
} from '#lib/client/time-range.ts';

const WORDS: Record<RangePreset, string> = {
  '15m': '15 m',
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
};
const OPTIONS = RANGE_PRESETS.map((preset) => ({ value: preset, label: WORDS[preset] }));

/** What time the charts of the page look at: one click for the usual ones, two instants for the rest. */
export function RangePicker({ range, onChange }: { range: TimeRange; onChange: (range: TimeRange) => void }) {
  const preset = range.kind === 'last' ? range.preset : null;
  const choosePreset = (value: RangePreset) => onChange({ kind: 'last', preset: value });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <CustomRange range={range} onChange={onChange} />
      <div className="max-md:hidden">
        <SegmentedControl label="Time range" value={preset} options={OPTIONS} onValueChange={choosePreset} />
      </div>
      <div className="md:hidden">
        <Menu
          align="end"
          trigger={
            <Button>
              {preset === null ? 'Last…' : `Last ${WORDS[preset]}`}
              <ChevronDown aria-hidden="true" className="size-3.5" />
            </Button>
          }
        >
          <MenuRadioGroup label="Time range" value={preset} options={OPTIONS} onValueChange={choosePreset} />
        </Menu>
      </div>
    </div>
  );
}

function CustomRange({ range, onChange }: { range: TimeRange; onChange: (range: TimeRange) => void }) {
  const [open, setOpen] = useState(false);
  const now = serverNow();
  return (
    <Popover
      title="From and to, on your clock"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look={range.kind === 'between' ? 'chosen' : 'outline'}>
          <CalendarClock aria-hidden="true" className="size-3.5" />
          {range.kind === 'between'
            ? `${formatTime(range.fromMs, now)} to ${range.toMs === null ? 'now' : formatTime(range.toMs, now)}`
            : 'Custom'}
        </Button>
      }
    >
      <CustomForm
        range={range}
        onChange={(next) => {
          onChange(next);
          setOpen(false);
        }}
      />
    </Popover>
  );
}

function CustomForm({ range, onChange }: { range: TimeRange; onChange: (range: TimeRange) => void }) {
  const bounds = rangeBounds(range, serverNow());
  const take = (from: string, to: string): string | null => {
    const fromMs = Date.parse(from);
    const toMs = to === '' ? null : Date.parse(to);
    if (Number.isNaN(fromMs)) return 'Give the instant to begin at.';
    const endMs = toMs ?? serverNow();
    if (endMs - fromMs < 1000) return '"From" must be before "to".';
    if (isTooLong(fromMs, endMs)) return `A chart shows at most ${LONGEST_RANGE_DAYS} days.`;
    onChange({ kind: 'between', fromMs, toMs });
    return null;
  };
  return (
    <FromToForm
      from={localInput(bounds.fromMs)}
      to={range.kind === 'between' && range.toMs !== null ? localInput(range.toMs) : ''}
      hint='Leave "to" empty for now.'
      onSubmit={take}
    />
  );
}
