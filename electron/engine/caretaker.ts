/**
 * Looks after every stick once a second: recovery, safety, power. The rules are in files of their own and know
 * nobody; this one asks them and does what they say, each step an event. It owns no stick and no setting.
 */
import type { Fault, HubState, RecoveryStep } from '../contract/frame.ts';
import type { Clock } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import type { StickId } from '../contract/units.ts';
import type { Nonce, ShareVerdict } from '../core/share.ts';
import type { Stick } from '../device/stick.ts';
import { limitsOf, type StickLimits } from '../device/stick-limits.ts';
import { type BrownOut, BrownOutWatch } from './brown-out-watch.ts';
import { plannedMhz, plannedMv } from './clock-plan.ts';
import { healthFaults } from './health-faults.ts';
import { type SagVerdict, sagParams } from './power-doctor.ts';
import { silenceLimitMs } from './recovery-ladder.ts';
import { isShort } from './shortfall.ts';
import { Standing } from './standing.ts';
import { StickCare } from './stick-care.ts';
import type { Cause, StickSlot } from './stick-slot.ts';

export interface CaretakerDeps {
  readonly clock: Clock;
  readonly slots: () => Iterable<StickSlot>;
  readonly settings: () => Settings;
  /** There is a job, and the user has not paused. */
  readonly hasWork: () => boolean;
  /** Gives a stick no work, or work again. */
  readonly hold: (id: StickId, isHeld: boolean) => void;
  /** Closes and opens it anew. */
  readonly reopen: (id: StickId) => void;
  /** Closes it, and tries anew from time to time. */
  readonly giveUp: (id: StickId, cause: Cause) => void;
  readonly event: (code: string, subject: string, params: Readonly<Record<string, string | number>>) => void;
  /** Wrong nonces that a stick counted by itself. */
  readonly bookErrors: (id: StickId, count: number) => void;
}

/** What the ladder lowers the clock by, of the clock it had: one or two steps of most chips. */
const LOWER_SHARE = 0.05;
/** After a brown-out the whole group draws less. */
const BROWN_OUT_SHARE = 0.15;

export class Caretaker {
  readonly #deps: CaretakerDeps;
  readonly #cares = new WeakMap<StickSlot, StickCare>();
  readonly #brownOuts = new BrownOutWatch();
  /** Faults of hubs. */
  readonly #standing = new Standing();
  #tickedAtMs: number;

  constructor(deps: CaretakerDeps) {
    this.#deps = deps;
    this.#tickedAtMs = deps.clock.monotonicMs();
  }

  #brownOutsByWall(): BrownOut[] {
    const monoMs = this.#deps.clock.monotonicMs();
    const nowMs = this.#deps.clock.nowMs();
    return this.#brownOuts
      .groups(monoMs)
      .map((group) => ({ ...group, sinceMs: nowMs - (monoMs - group.sinceMs) }));
  }

  careOf(slot: StickSlot): StickCare {
    let care = this.#cares.get(slot);
    if (care === undefined) {
      care = new StickCare();
      this.#cares.set(slot, care);
    }
    return care;
  }

  /** The clock a stick is to have now, MHz; null where none can be set. */
  clockFor(slot: StickSlot): number | null {
    const wish = this.#deps.settings().sticks[slot.identity.id];
    return plannedMhz(wish, this.#limitsOf(slot).clockMhz, this.careOf(slot).capMhz);
  }

  /** A stick object is made: what it is asked to have from the start. */
  made(slot: StickSlot, stick: Stick, targetMhz: number | null): void {
    const care = this.careOf(slot);
    care.renew();
    care.toldMhz = targetMhz;
    this.#tellVoltage(slot, stick, care);
  }

  /** Bring-up is done. */
  ready(slot: StickSlot): void {
    const care = this.careOf(slot);
    care.chips.restart(this.#deps.clock.monotonicMs());
    this.#deps.hold(slot.identity.id, care.isHeld);
    this.#tell(slot, care);
  }

  /** How long a stick waits before it is opened: sticks of a supply that broke down come back one by one. */
  startDelayMs(id: StickId): number {
    return this.#brownOuts.turnInMs(id, this.#deps.clock.monotonicMs());
  }

  /**
   * The user may have chosen another clock, voltage or mode. Gives sticks to be brought up anew: only that brings
   * back the model's own voltage.
   */
  settingsChanged(before: Settings, next: Settings): StickId[] {
    return [...this.#deps.slots()].flatMap((slot) => {
      const { id } = slot.identity;
      const [then, now] = [before.sticks[id], next.sticks[id]];
      const isSame =
        now?.targetFrequencyMhz === then?.targetFrequencyMhz && now?.targetCoreMv === then?.targetCoreMv;
      if (!isSame) this.#forgive(slot);
      this.#tell(slot, this.careOf(slot));
      return then?.targetCoreMv !== undefined && now?.targetCoreMv === undefined ? [id] : [];
    });
  }

  /** Warnings of this moment. */
  faults(hubs: readonly HubState[]): Fault[] {
    return healthFaults({
      nowMs: this.#deps.clock.nowMs(),
      slots: [...this.#deps.slots()],
      careOf: (slot) => this.careOf(slot),
      standing: this.#standing,
      brownOuts: this.#brownOutsByWall(),
      hubs,
      settings: this.#deps.settings(),
    });
  }

  /** The user asks for another try. */
  retried(slot: StickSlot): void {
    this.#forgive(slot);
  }

  noteVerdict(slot: StickSlot, nonce: Nonce, kind: ShareVerdict['kind']): void {
    const care = this.careOf(slot);
    if (kind === 'duplicate') return;
    if (kind === 'hardwareError') {
      care.errors.note(0, 1);
      if (nonce.chipIndex !== null) care.chips.noteError(nonce.chipIndex);
      return;
    }
    care.errors.note(1, 0);
    if (nonce.chipIndex !== null) care.chips.noteNonce(nonce.chipIndex, nonce.atMs);
    const ended = care.ladder.noteNonce();
    if (ended === null) return;
    care.stepped(null, nonce.atMs);
    this.#event(slot, 'recovered', { step: ended });
  }

  /** Its health has another name: one that fell may not have fallen alone. */
  noteHealth(slot: StickSlot): void {
    const care = this.careOf(slot);
    const { health, stick, identity } = slot;
    const isUp = health === 'mining' || health === 'cooling' || health === 'tuning';
    const hasFallen =
      health === 'lost' || (stick === null && (health === 'stalled' || health === 'needsHelp'));
    if (care.wasUp && hasFallen) {
      const monoMs = this.#deps.clock.monotonicMs();
      const group = this.#brownOuts.fell({ stickId: identity.id, hubId: identity.hubId, monoMs });
      if (group !== null) this.#brownOut(group);
    }
    care.wasUp = isUp || (care.wasUp && !hasFallen);
    // It may come back at a better port: only a new climb can tell what that one gives.
    if (health === 'lost') care.forgetPort();
  }

  tick(): void {
    const monoMs = this.#deps.clock.monotonicMs();
    const elapsedMs = monoMs - this.#tickedAtMs;
    this.#tickedAtMs = monoMs;
    for (const slot of this.#deps.slots()) {
      if (slot.stick === null) continue;
      const care = this.careOf(slot);
      this.#bookErrors(slot, care);
      this.#watchChips(slot, slot.stick, care, monoMs);
      care.telemetry = care.senses.take(slot.stick.status.telemetry, monoMs);
      this.#keepSafe(slot, care, monoMs);
      this.#watchPower(slot, slot.stick, care);
      this.#tell(slot, care);
      this.#recover(slot, slot.stick, care, elapsedMs);
    }
  }

  #bookErrors(slot: StickSlot, care: StickCare): void {
    const wrong = slot.record.ownErrors(slot.stick?.status.counters ?? null);
    const fresh = wrong - care.bookedErrors;
    care.bookedErrors = wrong;
    if (fresh <= 0) return;
    care.errors.note(0, fresh);
    this.#deps.bookErrors(slot.identity.id, fresh);
  }

  #watchChips(slot: StickSlot, stick: Stick, care: StickCare, monoMs: number): void {
    const before = care.silentChips.length;
    const count = stick.status.chipCount ?? 0;
    care.silentChips = care.chips.silentChips(count, monoMs);
    const [chip] = care.silentChips;
    if (chip !== undefined && before === 0) this.#event(slot, 'chipSilent', { chip: chip + 1, chips: count });
  }

  #keepSafe(slot: StickSlot, care: StickCare, monoMs: number): void {
    const limits = this.#limitsOf(slot);
    const { clockMhz, tempC, hasSensor } = limits;
    if (clockMhz === null) return;
    const before = care.guard.state;
    const state = care.guard.tick({
      monoMs,
      tempC: care.telemetry?.tempC ?? null,
      expectsTemperature: hasSensor || care.senses.hasTemperature,
      limits: tempC,
      clockMhz: care.toldMhz ?? clockMhz.default,
      startMhz: clockMhz.start,
      minMhz: clockMhz.min,
      stepMhz: clockMhz.step,
    });
    const told = { tempC: care.telemetry?.tempC ?? 0, mhz: state.capMhz ?? 0 };
    if (state.isStopped !== before.isStopped) {
      this.#deps.hold(slot.identity.id, care.isHeld);
      this.#event(slot, state.isStopped ? 'overheated' : 'cooledDown', told);
    } else if (state.isHot && !before.isHot) this.#event(slot, 'slowedByHeat', told);
    if (state.isSensorLost && !before.isSensorLost) this.#event(slot, 'telemetryLost', {});
  }

  #watchPower(slot: StickSlot, stick: Stick, care: StickCare): void {
    const { phase, frequencyMhz } = stick.status;
    if (phase !== 'ramping' && phase !== 'mining') return;
    const { telemetry } = care;
    if (care.isHeld || frequencyMhz === null || frequencyMhz === 0 || telemetry?.inputV == null) return;
    const verdict = care.ramp.note(frequencyMhz, telemetry.inputV, telemetry.atMs);
    if (verdict !== null) this.#sags(slot, care, verdict);
  }

  #sags(slot: StickSlot, care: StickCare, verdict: SagVerdict): void {
    care.sag = { ...verdict, sinceMs: care.sag?.sinceMs ?? this.#deps.clock.nowMs() };
    care.learnt.sag = verdict.lastGoodMhz;
    care.isStarved = verdict.lastGoodMhz === null;
    if (care.isStarved) this.#deps.hold(slot.identity.id, true);
    this.#event(slot, 'usbPowerSags', sagParams(care.sag));
  }

  #recover(slot: StickSlot, stick: Stick, care: StickCare, elapsedMs: number): void {
    const { phase } = stick.status;
    const isUp = phase === 'ramping' || phase === 'mining' || phase === 'stalled';
    const clock = this.#limitsOf(slot).clockMhz;
    const canLower = clock !== null && (care.toldMhz ?? clock.default) > clock.min;
    const isWorking = isUp && this.#deps.hasWork() && !care.isHeld;
    const step = care.ladder.tick({
      elapsedMs,
      isWorking,
      limitMs: silenceLimitMs(stick.status),
      canLower,
    });
    if (step !== null) this.#take(step, slot, stick, care);
    else if (isWorking && care.ladder.step === null) this.#askMore(slot, stick, care);
  }

  /** It finds less than it must: its clock is too high, unless one of its chips does nothing. */
  #askMore(slot: StickSlot, stick: Stick, care: StickCare): void {
    const clock = this.#limitsOf(slot).clockMhz;
    if (clock === null || (care.toldMhz ?? clock.default) <= clock.start) return;
    if (!isShort(slot, this.#deps.clock) || care.silentChips.length > 0) return;
    this.#lowerClock(slot, stick, care);
    this.#event(slot, 'tooFewNonces', { mhz: care.learnt.recovery ?? 0 });
  }

  #take(step: RecoveryStep, slot: StickSlot, stick: Stick, care: StickCare): void {
    const isNews = care.recovery?.step !== step || step === 'lowerClock';
    care.stepped(step, this.#deps.clock.nowMs());
    switch (step) {
      case 'newWork':
        stick.pullNow();
        break;
      case 'chipReset':
        resetChips(stick);
        break;
      case 'reopen':
        this.#deps.reopen(slot.identity.id);
        break;
      case 'lowerClock':
        this.#lowerClock(slot, stick, care);
        break;
      case 'needsHelp':
        this.#deps.giveUp(slot.identity.id, { code: 'silentForGood', params: {} });
    }
    if (isNews) this.#event(slot, 'recoveryStep', { step, mhz: care.learnt.recovery ?? 0 });
  }

  /** A little slower from now on, and the chips woken anew so that they begin there. */
  #lowerClock(slot: StickSlot, stick: Stick, care: StickCare): void {
    care.learnt.recovery = this.#below(slot, care, LOWER_SHARE);
    this.#tell(slot, care);
    resetChips(stick);
  }

  #brownOut(group: BrownOut): void {
    const { hubs } = this.#deps.settings();
    for (const slot of this.#deps.slots()) {
      const care = this.careOf(slot);
      if (!group.stickIds.includes(slot.identity.id) || care.learnt.brownOut !== null) continue;
      care.learnt.brownOut = this.#below(slot, care, BROWN_OUT_SHARE);
    }
    const hub = group.hubId === null ? '' : (hubs[group.hubId]?.name ?? group.hubId);
    const code = group.hubId === null ? 'sticksFellTogether' : 'hubBrownOut';
    this.#deps.event(code, 'host', { hub, count: group.stickIds.length });
  }

  /** A clock lower than the stick has, or is to have, by this share and by one step at least. */
  #below(slot: StickSlot, care: StickCare, share: number): number | null {
    const clock = this.#limitsOf(slot).clockMhz;
    const mhz = (slot.stick?.status ?? slot.lastStatus)?.targetFrequencyMhz ?? this.clockFor(slot);
    if (clock === null || mhz === null) return null;
    const down = Math.max(1, Math.ceil((mhz * share) / clock.step)) * clock.step;
    return Math.max(clock.min, Math.min(mhz, care.capMhz) - down);
  }

  #forgive(slot: StickSlot): void {
    const care = this.careOf(slot);
    care.forgive();
    this.#brownOuts.forget(slot.identity.id);
    this.#deps.hold(slot.identity.id, care.isHeld);
  }

  #tell(slot: StickSlot, care: StickCare): void {
    const { stick } = slot;
    if (stick === null) return;
    const mhz = this.clockFor(slot);
    if (mhz !== null && mhz !== care.toldMhz) {
      care.toldMhz = mhz;
      stick.setTargetFrequency(mhz);
    }
    this.#tellVoltage(slot, stick, care);
  }

  #tellVoltage(slot: StickSlot, stick: Stick, care: StickCare): void {
    const wish = this.#deps.settings().sticks[slot.identity.id];
    const mv = plannedMv(wish, stick.abilities, this.#limitsOf(slot));
    if (mv === null || mv === care.toldMv) return;
    care.toldMv = mv;
    stick.setTargetCoreVoltage(mv);
  }

  #limitsOf(slot: StickSlot): StickLimits {
    return limitsOf(slot.identity.model, this.#deps.settings().expertMode);
  }

  #event(slot: StickSlot, code: string, params: Readonly<Record<string, string | number>>): void {
    this.#deps.event(code, `stick:${slot.identity.id}`, params);
  }
}

/** A reset that fails ends the stick object, which whoever owns it hears of. */
function resetChips(stick: Stick): void {
  stick.resetChips().catch(() => {});
}
