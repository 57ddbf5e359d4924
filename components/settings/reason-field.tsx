import { TextField } from '#components/ui/text-field.tsx';

/** The most the API takes. */
const LONGEST_REASON = 500;

/** Why a change is made, for whoever reads the audit log; it may be left empty. */
export function ReasonField(props: { value: string; onValueChange: (reason: string) => void; error?: string | null }) {
  return (
    <TextField
      {...props}
      label="Reason"
      autoComplete="off"
      maxLength={LONGEST_REASON}
      note="Optional; kept in the audit log."
    />
  );
}
