/** What a destination answered may be a page of HTML, or long. */
const PAGE = /\s*<(!doctype|html|\?xml)[\s\S]*$/i;
const LONGEST = 120;

/** Why something was not delivered, as far as a line has room; the log has it in full. */
export function shortReason(reason: string): string {
  const line = reason.replace(PAGE, '').trim();
  if (line === '') return 'an answer that is a page';
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
