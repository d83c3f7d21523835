/** A stick as a tile: state, hashrate of expected, watts, heat, clock, its last day, and what it wants where it wants something. */
import type { StickState } from '../../../electron/contract/frame.ts';
import { AskBadge } from '../../parts/AskBadge.tsx';
import card from '../../parts/Card.module.css';
import { Formulas } from '../../parts/Formulas.tsx';
import { HealthMark } from '../../parts/HealthMark.tsx';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { stickHashUnit } from '../../text/format.ts';
import { stickPowerFormula } from '../../text/formula.ts';
import { isHashing, isMeasuring, secondLine, shareOfExpected, shownHs } from '../../text/stick-lines.ts';
import { useFormat } from '../../text/use-format.ts';
import { codeId, hasMessage, useText } from '../../text/use-text.tsx';
import { DayLine } from './DayLine.tsx';
import css from './StickCard.module.css';

/** Where something else is to be said, the last day is not. */
const HAS_LINE: Readonly<Record<StickState['health'], boolean>> = {
  new: false,
  lost: false,
  needsHelp: false,
  stalled: true,
  cooling: true,
  ramping: true,
  tuning: true,
  mining: true,
  paused: true,
};

interface StickCardProps {
  readonly stick: StickState;
  readonly nowMs: number;
  readonly isOpen: boolean;
  /** Null while nothing is being selected. */
  readonly isSelected: boolean | null;
  readonly onPress: () => void;
}

export function StickCard({ stick, nowMs, isOpen, isSelected, onPress }: StickCardProps) {
  const t = useText();
  const isStale = useSnapshot(({ freshness }) => freshness.kind !== 'fresh');
  const classes = [
    card.card,
    css.tile,
    stick.health === 'needsHelp' ? css.helpless : '',
    isOpen ? css.open : '',
    isSelected === true ? css.selected : '',
    isStale ? css.stale : '',
  ];
  return (
    <li className={classes.join(' ')}>
      <div className={css.head}>
        {isSelected !== null && (
          <input
            type="checkbox"
            className={css.check}
            checked={isSelected}
            onChange={onPress}
            aria-label={t('sticks.selectOne', { name: stick.name })}
          />
        )}
        <h2>
          {isSelected === null ? (
            <button
              type="button"
              className={css.press}
              data-stick={stick.id}
              onClick={onPress}
              aria-expanded={isOpen}
            >
              {stick.name}
            </button>
          ) : (
            stick.name
          )}
        </h2>
        <HealthMark health={isStale ? 'stale' : stick.health} />
      </div>
      <HashrateLine stick={stick} nowMs={nowMs} />
      <div className={css.bar} aria-hidden="true">
        <div style={{ width: `${shareOfExpected(stick) * 100}%` }} />
      </div>
      {isStale ? (
        <StaleLine />
      ) : (
        <>
          <NumbersLine stick={stick} />
          <WhyLine stick={stick} nowMs={nowMs} />
        </>
      )}
      {HAS_LINE[stick.health] && <DayLine stick={stick} />}
      <FootLine stick={stick} nowMs={nowMs} />
    </li>
  );
}

function HashrateLine({ stick, nowMs }: Pick<StickCardProps, 'stick' | 'nowMs'>) {
  const t = useText();
  const format = useFormat();
  const isGone = useSnapshot(({ freshness }) => freshness.kind === 'gone');
  const { health, healthSinceMs, hashrate, expectedHs, expectedSatsPerDay } = stick;
  const unit = stickHashUnit(expectedHs.value ?? hashrate.hashrateHs.value ?? 0);
  const hs = shownHs(stick, isGone);
  const age = format.duration(nowMs - healthSinceMs);
  const sats = health === 'mining' && !isGone ? expectedSatsPerDay.value : null;
  return (
    <p className={css.hashrate}>
      <b>{hs === null ? t('unknown') : format.hashrate(hs, unit).value}</b>{' '}
      {health === 'lost'
        ? t('stick.unplugged', { age })
        : health === 'new'
          ? t('stick.found', { age })
          : expectedHs.value !== null &&
            t('stick.of', { expected: format.hashrateText(expectedHs.value, unit) })}
      {isMeasuring(stick, isGone) && <span className={css.end}>{t('reason.measuring')}</span>}
      {sats !== null && (
        <span className={css.sats}>{t('stick.satsPerDay', { sats: format.coarse(Number(sats)) })}</span>
      )}
    </p>
  );
}

function NumbersLine({ stick }: Pick<StickCardProps, 'stick'>) {
  const t = useText();
  const format = useFormat();
  const { health, powerW, tempC, frequencyMhz } = stick;
  if (health === 'lost' || health === 'new') return null;
  return (
    <p className={css.numbers}>
      <span>
        {powerW.value === null ? t('unknown') : format.coarse(powerW.value)} W{' '}
        <AskBadge origin={powerW.origin} label={`${t('card.power')}, ${stick.name}`}>
          <p>{t(`power.source.${stick.powerSource}`)}</p>
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

/** What it does or wants; of one that mines, what is not as it should be; else nothing. */
function WhyLine({ stick, nowMs }: Pick<StickCardProps, 'stick' | 'nowMs'>) {
  const t = useText();
  const format = useFormat();
  const line = secondLine(stick, nowMs, format);
  const fault = useFrame(({ faults }) => faults.find(({ subject }) => subject.id === stick.id) ?? null);
  if (line === null) {
    if (fault === null) return null;
    const brief = `cause.${fault.code}`;
    const values = { code: fault.code, name: stick.name, path: stick.path, ...fault.params };
    return <p className={css.why}>{t(hasMessage(brief) ? brief : codeId('fault', fault.code), values)}</p>;
  }
  return (
    <p className={stick.health === 'needsHelp' ? css.cause : css.why}>
      {t(line.id, line.values)}
      {stick.health === 'needsHelp' && (
        <span>{t('stick.since', { time: format.moment(stick.healthSinceMs, nowMs) })}</span>
      )}
    </p>
  );
}

function FootLine({ stick, nowMs }: Pick<StickCardProps, 'stick' | 'nowMs'>) {
  const t = useText();
  const format = useFormat();
  const { efficiencyJth, hardwareErrorShare, hashingSinceMs } = stick;
  if (!isHashing(stick)) return null;
  return (
    <p className={css.foot}>
      <span>
        {efficiencyJth.value === null
          ? t('stick.noEfficiency')
          : t('stick.efficiency', { efficiency: format.threeDigits(efficiencyJth.value) })}
      </span>
      <span>
        {hardwareErrorShare.value === null
          ? t('stick.noErrors')
          : t('stick.errors', { share: format.percent(hardwareErrorShare.value) })}
      </span>
      {hashingSinceMs !== null && (
        <span>{t('stick.up', { age: format.roughDuration(nowMs - hashingSinceMs) })}</span>
      )}
    </p>
  );
}

function StaleLine() {
  const t = useText();
  const format = useFormat();
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  const age = freshness.kind === 'fresh' ? '' : t('figure.stale', { age: format.duration(freshness.ageMs) });
  return <p className={css.numbers}>{age}</p>;
}
