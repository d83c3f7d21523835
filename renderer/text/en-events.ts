/** Sentences for events of the ledger: `event.<code>`, and `event.stickHealth.<health>` for a change of state. */
export const eventText = {
  'event.unknown': 'Something happened ({code})',
  'event.stickHealth.new': 'Found',
  'event.stickHealth.ramping': 'Raising the clock',
  'event.stickHealth.tuning': 'Measuring clocks',
  'event.stickHealth.mining': 'Mining',
  'event.stickHealth.cooling': 'Slowed down to cool',
  'event.stickHealth.paused': 'Stopped work',
  'event.stickHealth.stalled': 'Stopped finding nonces',
  'event.stickHealth.lost': 'Went away',
  'event.stickHealth.needsHelp': 'Needs help',
  'event.withCause': '{event}: {cause}',
  'event.blockFound': 'Found a block',
} as const;
