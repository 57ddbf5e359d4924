'use client';
import { CalendarClock, ChevronDown } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuRadioGroup } from '#components/ui/menu.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import { serverNow } from '#lib/client/clock.ts';
import { formatTime } from '#lib/client/format-time.ts';
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
  const [from, setFrom] = useState(localInput(bounds.fromMs));
  const [to, setTo] = useState(range.kind === 'between' && range.toMs !== null ? localInput(range.toMs) : '');
  const [problem, setProblem] = useState<string | null>(null);
  const ids = { from: useId(), to: useId(), problem: useId() };

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const fromMs = Date.parse(from);
    const toMs = to === '' ? null : Date.parse(to);
    if (Number.isNaN(fromMs)) return setProblem('Give the instant to begin at.');
    const endMs = toMs ?? serverNow();
    if (endMs - fromMs < 1000) return setProblem('"From" must be before "to".');
    if (isTooLong(fromMs, endMs)) return setProblem(`A chart shows at most ${LONGEST_RANGE_DAYS} days.`);
    onChange({ kind: 'between', fromMs, toMs });
  };

  const input = 'h-9 rounded-sm border border-line-strong bg-bg px-2 md:h-7';
  return (
    <form onSubmit={onSubmit} className="grid grid-cols-[auto_1fr] items-center gap-2">
      <label htmlFor={ids.from}>From</label>
      <input
        id={ids.from}
        type="datetime-local"
        step={1}
        value={from}
        className={input}
        onChange={(e) => setFrom(e.target.value)}
      />
      <label htmlFor={ids.to}>To</label>
      <input
        id={ids.to}
        type="datetime-local"
        step={1}
        value={to}
        aria-describedby={ids.problem}
        className={input}
        onChange={(e) => setTo(e.target.value)}
      />
      <p id={ids.problem} role={problem ? 'alert' : undefined} className="col-start-2 text-sm text-ink-3">
        {problem === null ? 'Leave "to" empty for now.' : <span className="text-danger">{problem}</span>}
      </p>
      <Button type="submit" className="col-start-2 justify-self-start">
        Show
      </Button>
    </form>
  );
}

/** An instant as a datetime-local field wants it: the reader's clock, without a zone. */
function localInput(atMs: number): string {
  const shifted = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
