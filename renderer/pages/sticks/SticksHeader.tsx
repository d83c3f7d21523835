import { ListChecks } from 'lucide-react';
import { Fragment } from 'react';
import { Button } from '../../parts/Button.tsx';
import { PageHeader } from '../../parts/PageHeader.tsx';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { sticksVerdict } from '../../text/sticks-verdict.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

interface SticksHeaderProps {
  readonly isSelecting: boolean;
  readonly onSelect: () => void;
}

export function SticksHeader({ isSelecting, onSelect }: SticksHeaderProps) {
  const t = useText();
  const format = useFormat();
  const frame = useFrame((newest) => newest);
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  if (frame === null) return <PageHeader title={t('verdict.loading')} line="" />;
  if (freshness.kind === 'gone') {
    const line = t('verdict.gone.line', { age: format.duration(freshness.ageMs) });
    return <PageHeader title={t('verdict.gone.title')} line={line} />;
  }
  const { title, lines } = sticksVerdict(frame, t, format);
  const canSelect = isSelecting || frame.sticks.length > 1;
  return (
    <PageHeader
      title={t(title.id, title.values)}
      line={lines.map(({ id, values }, index) => (
        <Fragment key={id}>
          {index > 0 && ' '}
          {t.rich(id, values)}
        </Fragment>
      ))}
      action={
        canSelect && (
          <Button onClick={onSelect} aria-pressed={isSelecting}>
            <ListChecks size={16} strokeWidth={1.75} aria-hidden="true" />
            {t(isSelecting ? 'sticks.selectDone' : 'sticks.select')}
          </Button>
        )
      }
    />
  );
}
