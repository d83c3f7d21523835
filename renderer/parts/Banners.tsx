/** What happened, in place: the host gone quiet, and the faults of the newest frame. */
import { useState } from 'react';
import { useLocation } from 'wouter';
import { StickId } from '../../electron/contract/units.ts';
import { useFrame, useMiner, useSnapshot } from '../state/use-miner.tsx';
import { type FaultAction, faultBanners } from '../text/fault-text.ts';
import { useText } from '../text/use-text.tsx';
import { Banner } from './Banner.tsx';
import { Button } from './Button.tsx';

export function Banners() {
  const t = useText();
  const frame = useFrame((newest) => newest);
  const isLost = useSnapshot(({ freshness, link }) => freshness.kind === 'stale' && link === 'lost');
  // The demo's own pool only says what the verdict says already.
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  return (
    <>
      {isLost && <Banner tone="warn" title={t('banner.lost.title')} body={t('banner.lost.body')} />}
      {frame !== null &&
        faultBanners(frame, t).map(({ key, tone, title, body, action }) => (
          <Banner
            key={key}
            tone={tone}
            title={title}
            body={body}
            action={action === null ? undefined : <ActionButton action={action} />}
          />
        ))}
      {isDemo ? <DemoNote /> : <PoolMessage />}
    </>
  );
}

/** The way to the demo's sticks and faults. */
function DemoNote() {
  const t = useText();
  const [, go] = useLocation();
  const open = (
    <Button size="small" onClick={() => go('/settings')}>
      {t('demo.banner.open')}
    </Button>
  );
  return <Banner tone="note" title={t('demo.banner')} body={t('demo.banner.body')} action={open} />;
}

/** What the pool's operator wrote; gone when the user has read it, until there is another one. */
function PoolMessage() {
  const t = useText();
  const message = useFrame(({ pool }) => pool?.message ?? '') ?? '';
  const [read, setRead] = useState('');
  if (message === '' || message === read) return null;
  const dismiss = (
    <Button size="small" onClick={() => setRead(message)}>
      {t('banner.dismiss')}
    </Button>
  );
  return <Banner tone="note" title={t('banner.poolMessage')} body={message} action={dismiss} />;
}

function ActionButton({ action }: { readonly action: FaultAction }) {
  const t = useText();
  const miner = useMiner();
  const [, go] = useLocation();
  if (action.kind === 'openSettings') {
    return (
      <Button size="small" onClick={() => go('/settings')}>
        {t('banner.settings')}
      </Button>
    );
  }
  const retry = (): void => {
    for (const id of action.stickIds) {
      // Refused when the stick left meanwhile; the next frame shows it.
      miner.calls.retryStick({ stickId: StickId.parse(id) }).catch(() => {});
    }
  };
  return (
    <Button size="small" onClick={retry}>
      {t('banner.retry')}
    </Button>
  );
}
