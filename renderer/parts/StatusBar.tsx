/** Always there: state, hashrate, watts, price, net; the pool's lamp and the age of the last share. */
import type { ReactNode } from 'react';
import type { MinerFrame, PoolState } from '../../electron/contract/frame.ts';
import { useFrame, useSnapshot } from '../state/use-miner.tsx';
import { hashUnit } from '../text/format.ts';
import { useFormat } from '../text/use-format.ts';
import { type Text, useText } from '../text/use-text.tsx';
import { RunPill } from './RunPill.tsx';
import css from './StatusBar.module.css';

export function StatusBar() {
  const frame = useFrame((newest) => newest);
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  return (
    <footer className={css.bar}>
      <RunPill />
      {frame !== null && freshness.kind !== 'gone' && (
        <div className={`${css.values} ${freshness.kind === 'stale' ? css.stale : ''}`}>
          <Numbers frame={frame} />
        </div>
      )}
      {frame !== null && <PoolLamp pool={frame.pool} nowMs={frame.nowMs} />}
    </footer>
  );
}

function Numbers({ frame: { fleet, outlook } }: { readonly frame: MinerFrame }) {
  const t = useText();
  const format = useFormat();
  const hashrateHs = fleet.hashrate.hashrateHs.value;
  const unit = hashUnit(Math.max(fleet.expectedHs.value ?? 0, hashrateHs ?? 0));
  const price = outlook.pricePerKwh.value;
  const net = fleet.netPerHour.value;
  return (
    <>
      <Item value={hashrateHs === null ? null : format.hashrate(hashrateHs, unit).value} unit={unit.unit} />
      <Item value={fleet.powerW.value === null ? null : format.coarse(fleet.powerW.value)} unit="W" />
      {price !== null && <Item value={format.price(price)} unit={t('status.price')} />}
      {net !== null && (
        <span className={css.wide}>
          <Item value={format.money(net)} unit={t('status.net')} />
        </span>
      )}
    </>
  );
}

function Item({ value, unit }: { readonly value: string | null; readonly unit: string }): ReactNode {
  const t = useText();
  return (
    <span className={css.item}>
      <b>{value ?? t('unknown')}</b> {unit}
    </span>
  );
}

function PoolLamp({ pool, nowMs }: { readonly pool: PoolState | null; readonly nowMs: number }) {
  const t = useText();
  const format = useFormat();
  const isStale = useSnapshot(({ freshness }) => freshness.kind !== 'fresh');
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  if (pool === null) {
    return (
      <span className={css.pool}>
        <span className={`${css.lamp} ${css.off}`} />
        {t('status.noPool')}
      </span>
    );
  }
  return (
    <span className={css.pool}>
      {/* A new key at each share lets the lamp brighten once. */}
      <span
        key={lampKey(pool)}
        className={`${css.lamp} ${isStale ? css.hollow : css[pool.lamp]}`}
        aria-hidden="true"
      />
      <span className={css.name}>{isDemo ? t('status.practice') : hostOf(pool.endpoint)}</span>
      <span className={pool.lamp === 'live' ? css.wide : undefined}>{lampText(pool, t, format.whole)}</span>
      {pool.lastShareAtMs !== null && !isStale && (
        <span className={css.share}>
          {t.rich('status.lastShare', { age: format.duration(nowMs - pool.lastShareAtMs) })}
        </span>
      )}
    </span>
  );
}

/** Brightens at most once in five seconds: at one share in three seconds it would be noise. */
function lampKey({ lastShareAtMs }: PoolState): number {
  return Math.floor((lastShareAtMs ?? 0) / 5_000);
}

/** The name people know a pool by: without the port, and without the part that says what it is. */
function hostOf(endpoint: string): string {
  return endpoint.replace(/:\d+$/, '').replace(/^(?:stratum|pool|solo|mine|www)\./, '');
}

function lampText({ lamp, latencyMs }: PoolState, t: Text, whole: (value: number) => string): string {
  return lamp !== 'live' || latencyMs.value === null
    ? t(`lamp.${lamp}`)
    : t('lamp.latency', { latency: whole(latencyMs.value) });
}
