import type { Reading } from '../../../../electron/contract/units.ts';
import { Badge } from '../../../parts/Badge.tsx';
import { codeId, useText } from '../../../text/use-text.tsx';
import { Fact } from './Part.tsx';

interface ReadingFactProps {
  readonly word: string;
  readonly reading: Reading<number>;
  readonly unit: string;
  readonly show: (value: number) => string;
}

/** A number with its badge, or a dash with its reason. */
export function ReadingFact({ word, reading: { value, origin, reason }, unit, show }: ReadingFactProps) {
  const t = useText();
  return (
    <Fact word={word}>
      {value === null ? `${t('unknown')} ${t(codeId('reason', reason))}` : `${show(value)} ${unit}`.trim()}
      {value !== null && <Badge origin={origin} isBrief />}
    </Fact>
  );
}
