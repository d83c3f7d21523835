/** One tile for each stick, the ones that need somebody first. */
import type { StickState } from '../../../electron/contract/frame.ts';
import { AskBadge } from '../../parts/AskBadge.tsx';
import card from '../../parts/Card.module.css';
import { Formulas } from '../../parts/Formulas.tsx';
import { HealthMark } from '../../parts/HealthMark.tsx';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { stickHashUnit } from '../../text/format.ts';
import { stickPowerFormula } from '../../text/formula.ts';
import { isMeasuring, secondLine, shareOfExpected, shownHs } from '../../text/stick-lines.ts';
import { sortSticks } from '../../text/stick-order.ts';
import { useFormat } from '../../text/use-format.ts';
import { codeId, useText } from '../../text/use-text.tsx';
import css from './StickTiles.module.css';

export function StickTiles() {
  const t = useText();
  const sticks = useFrame((frame) => frame.sticks);
  const nowMs = useFrame((frame) => frame.nowMs) ?? 0;
  if (sticks === null || sticks.length === 0) return null;
  return (
    <ul className={css.tiles} aria-label={t('stick.list')}>
      {sortSticks(sticks).map((stick) => (
        <StickTile key={stick.id} stick={stick} nowMs={nowMs} />
      ))}
    </ul>
  );
}

interface StickTileProps {
  readonly stick: StickState;
  readonly nowMs: number;
}

function StickTile({ stick, nowMs }: StickTileProps) {
  const isStale = useSnapshot(({ freshness }) => freshness.kind !== 'fresh');
  const classes = [
    card.card,
    css.tile,
    stick.health === 'needsHelp' ? css.helpless : '',
    isStale ? css.stale : '',
  ];
  return (
    <li className={classes.join(' ')}>
      <div className={css.head}>
        <h2>{stick.name}</h2>
        <HealthMark health={isStale ? 'stale' : stick.health} />
      </div>
      <HashrateLine stick={stick} nowMs={nowMs} />
      <ExpectedBar stick={stick} />
      {isStale ? <StaleLine /> : <SecondLine stick={stick} nowMs={nowMs} />}
    </li>
  );
}

function HashrateLine({ stick, nowMs }: StickTileProps) {
  const t = useText();
  const format = useFormat();
  const isGone = useSnapshot(({ freshness }) => freshness.kind === 'gone');
  const { health, healthSinceMs, hashrate, expectedHs, expectedSatsPerDay } = stick;
  const unit = stickHashUnit(expectedHs.value ?? hashrate.hashrateHs.value ?? 0);
  const hs = shownHs(stick, isGone);
  const sats = health === 'mining' && !isGone ? expectedSatsPerDay.value : null;
  const since = format.duration(nowMs - healthSinceMs);
  return (
    <p className={css.hashrate}>
      <b>{hs === null ? t('unknown') : format.hashrate(hs, unit).value}</b>{' '}
      {health === 'lost'
        ? t('stick.unplugged', { age: since })
        : health === 'new'
          ? t('stick.found', { age: since })
          : expectedHs.value !== null &&
            t('stick.of', { expected: format.hashrateText(expectedHs.value, unit) })}
      {isMeasuring(stick, isGone) && <span className={css.measuring}>{t('reason.measuring')}</span>}
      {sats !== null && (
        <span className={css.sats}>{t('stick.satsPerDay', { sats: format.coarse(Number(sats)) })}</span>
      )}
    </p>
  );
}

function ExpectedBar({ stick }: { readonly stick: StickState }) {
  return (
    <div className={css.bar} aria-hidden="true">
      <div style={{ width: `${shareOfExpected(stick) * 100}%` }} />
    </div>
  );
}

function StaleLine() {
  const t = useText();
  const format = useFormat();
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  const age = freshness.kind === 'fresh' ? '' : t('figure.stale', { age: format.duration(freshness.ageMs) });
  return <p className={css.second}>{age}</p>;
}

function SecondLine({ stick, nowMs }: StickTileProps) {
  const t = useText();
  const format = useFormat();
  const line = secondLine(stick, nowMs, format);
  if (line !== null) return <p className={css.second}>{t(line.id, line.values)}</p>;
  const { powerW, tempC, frequencyMhz } = stick;
  return (
    <p className={css.second}>
      <span>
        {powerW.value === null ? t('unknown') : format.coarse(powerW.value)} W{' '}
        <AskBadge origin={powerW.origin} label={`${t('card.power')}, ${stick.name}`}>
          <Formulas lines={stickPowerFormula(stick, format)} />
        </AskBadge>
      </span>
      <span className={tempC.value === null ? css.faint : undefined}>
        {tempC.value === null
          ? t(codeId('reason', tempC.reason ?? 'noSensor'))
          : t('stick.temp', { temp: format.whole(tempC.value) })}
      </span>
      {frequencyMhz.value !== null && (
        <span className={css.mhz}>
          {t('stick.frequency', { frequency: format.whole(frequencyMhz.value) })}
        </span>
      )}
    </p>
  );
}
