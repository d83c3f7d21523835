/** The stick's whole life with Hashwatt, to read and to take along. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import type { Passport } from '../../../../electron/contract/passport.ts';
import { Button } from '../../../parts/Button.tsx';
import { saveFile } from '../../../parts/save-file.ts';
import { useAsked } from '../../../state/use-asked.ts';
import { passportCsv, passportFileName } from '../../../text/passport-file.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import css from './Part.module.css';
import { Fact, Facts } from './Part.tsx';

const REFRESH_MS = 60_000;

export function PassportTab({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const { answer, hasFailed } = useAsked({
    key: stick.id,
    everyMs: REFRESH_MS,
    ask: (calls) => calls.passport({ stickId: stick.id }),
  });
  return (
    <>
      {hasFailed && <p>{t('passport.failed')}</p>}
      {answer !== null && (
        <>
          <Fields passport={answer} />
          <p className={css.fine}>{t('passport.line')}</p>
          <div className={css.row}>
            <Button
              onClick={() =>
                saveFile(passportFileName(answer, 'json'), `${JSON.stringify(answer, null, 2)}\n`)
              }
            >
              {t('passport.json')}
            </Button>
            <Button onClick={() => saveFile(passportFileName(answer, 'csv'), passportCsv([answer]))}>
              {t('passport.csv')}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

function Fields({ passport }: { readonly passport: Passport }) {
  const t = useText();
  const format = useFormat();
  const { bestShareDifficulty: best, bestShareAtMs, firstJth, latestJth, unmeteredMs } = passport;
  return (
    <Facts>
      <Fact word={t('passport.model')}>{passport.model}</Fact>
      <Fact word={t('passport.serial')}>{passport.serialNumber ?? t('passport.noSerial')}</Fact>
      <Fact word={t('passport.firstSeen')}>{format.dayAndTime(passport.firstSeenMs)}</Fact>
      <Fact word={t('passport.lastSeen')}>{format.dayAndTime(passport.lastSeenMs)}</Fact>
      <Fact word={t('passport.hashed')}>{format.duration(passport.hashedMs)}</Fact>
      <Fact word={t('passport.energy')}>
        {format.energy(passport.energyWh)}
        {unmeteredMs > 0 && (
          <span className={css.fine}>{t('passport.unmetered', { time: format.duration(unmeteredMs) })}</span>
        )}
      </Fact>
      <Fact word={t('passport.sats')}>
        {t('passport.satsValue', { sats: format.sats(passport.expectedSats) })}
      </Fact>
      <Fact word={t('passport.shares')}>
        {t('passport.sharesValue', {
          accepted: format.whole(passport.accepted),
          rejected: format.whole(passport.rejected),
        })}
      </Fact>
      <Fact word={t('passport.work')}>
        {t('passport.workValue', { difficulty: format.big(passport.workDifficulty) })}
      </Fact>
      <Fact word={t('passport.errors')}>{format.whole(passport.hardwareErrors)}</Fact>
      <Fact word={t('passport.resets')}>{format.whole(passport.resets)}</Fact>
      <Fact word={t('passport.best')}>
        {best === null
          ? t('passport.noBest')
          : bestShareAtMs === null
            ? format.big(best)
            : t('passport.bestValue', { difficulty: format.big(best), time: format.day(bestShareAtMs) })}
      </Fact>
      <Fact word={t('passport.blocks')}>{format.whole(passport.blocks)}</Fact>
      <Fact word={t('passport.jth')}>
        {firstJth === null || latestJth === null
          ? t('passport.jthNone')
          : t('passport.jthValue', {
              first: format.threeDigits(firstJth),
              latest: format.threeDigits(latestJth),
            })}
      </Fact>
      {passport.hubs.map(({ location, lastSeenMs }, index) => (
        <Fact key={location} word={index === 0 ? t('passport.hubs') : ''}>
          {t('passport.hub', { location, time: format.day(lastSeenMs) })}
        </Fact>
      ))}
    </Facts>
  );
}
