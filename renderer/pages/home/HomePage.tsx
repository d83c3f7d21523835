/** Is it working, what does it cost, what do I get? */
import { Banners } from '../../parts/Banners.tsx';
import { ChartCard } from '../../parts/chart/ChartCard.tsx';
import { PageHeader } from '../../parts/PageHeader.tsx';
import { StateDisc } from '../../parts/StateDisc.tsx';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { verdictOf } from '../../text/verdict.ts';
import { NoPoolCard, NoSticksCard } from './EmptyCards.tsx';
import { NumberCards } from './NumberCards.tsx';
import { StickTiles } from './StickTiles.tsx';

export function HomePage() {
  const hasNoPool = useFrame(({ pool, run }) => pool === null && run.state !== 'starting') ?? false;
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  const hasNoSticks = useFrame(({ sticks }) => sticks.length === 0) ?? false;
  return (
    <>
      <VerdictHeader />
      <Banners />
      <NumberCards />
      {hasNoSticks && <NoSticksCard />}
      {hasNoPool && <NoPoolCard isFirst={!hasNoSticks} />}
      {/* Another miner, another past: nothing of the one is drawn for the other. */}
      <ChartCard key={isDemo ? 'demo' : 'own'} />
      <StickTiles />
    </>
  );
}

function VerdictHeader() {
  const t = useText();
  const format = useFormat();
  const frame = useFrame((newest) => newest);
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  if (frame === null)
    return <PageHeader icon={<StateDisc state={null} />} title={t('verdict.loading')} line="" />;
  if (freshness.kind === 'gone') {
    const line = t('verdict.gone.line', { age: format.duration(freshness.ageMs) });
    return <PageHeader icon={<StateDisc state="gone" />} title={t('verdict.gone.title')} line={line} />;
  }
  const { state, title, line } = verdictOf(frame, isDemo, format);
  return (
    <PageHeader
      icon={<StateDisc state={state} />}
      title={t(title.id, title.values)}
      line={t.rich(line.id, line.values)}
    />
  );
}
