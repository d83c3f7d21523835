/** Stops and starts the miner. Never asks for confirmation: stopping is always safe. */
import { Menu } from '@base-ui/react/menu';
import { ChevronDown, Pause, Play } from 'lucide-react';
import { useFrame, useSnapshot } from '../state/use-miner.tsx';
import { usePause } from '../state/use-pause.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import css from './PauseButton.module.css';

const HOUR_MS = 3_600_000;

export function PauseButton() {
  const t = useText();
  const { isPaused, toggle, pauseUntil, hasFailed } = usePause();
  const isOpen = useSnapshot(({ link, frame }) => link === 'open' && frame !== null);
  return (
    <div className={css.place}>
      <div className={css.split}>
        <button type="button" className={css.main} disabled={!isOpen} onClick={toggle}>
          {isPaused ? <Play size={16} strokeWidth={1.75} /> : <Pause size={16} strokeWidth={1.75} />}
          {t(isPaused ? 'pause.run' : 'pause.pause')}
        </button>
        <Menu.Root>
          <Menu.Trigger className={css.more} disabled={!isOpen} aria-label={t('pause.more')}>
            <ChevronDown size={15} strokeWidth={1.75} />
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Positioner className={css.positioner} side="bottom" align="end" sideOffset={6}>
              <Menu.Popup className={css.popup}>
                <PauseItems onPick={pauseUntil} />
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
      </div>
      {hasFailed && (
        <p className={css.failed} role="alert">
          {t('pause.failed')}
        </p>
      )}
    </div>
  );
}

function PauseItems({ onPick }: { readonly onPick: (untilMs: number | null) => void }) {
  const t = useText();
  const format = useFormat();
  const nowMs = useFrame((frame) => frame.nowMs) ?? Date.now();
  const inAnHourMs = nowMs + HOUR_MS;
  return (
    <>
      <Menu.Item className={css.item} onClick={() => onPick(null)}>
        {t('pause.untilResume')}
        <span>{t('pause.untilResumeDetail')}</span>
      </Menu.Item>
      <Menu.Item className={css.item} onClick={() => onPick(inAnHourMs)}>
        {t('pause.hour')}
        <span>{t('pause.hourDetail', { time: format.moment(inAnHourMs, nowMs) })}</span>
      </Menu.Item>
      <Menu.Item className={css.item} onClick={() => onPick(nextMidnightMs(nowMs))}>
        {t('pause.tomorrow')}
        <span>{t('pause.tomorrowDetail')}</span>
      </Menu.Item>
    </>
  );
}

/** Midnight where the page is looked at; the platform's own arithmetic knows days of 23 and 25 hours. */
function nextMidnightMs(nowMs: number): number {
  const day = new Date(nowMs);
  day.setHours(24, 0, 0, 0);
  return day.getTime();
}
