/**
 * Every sentence of the page, in English: ICU messages by id. Plain, present tense, one fact a sentence, who
 * does what; the words of the glossary. Codes from the host find theirs in the contract's en-codes.ts.
 */
import { codeText } from '../../electron/contract/en-codes.ts';
import { doctorText } from '../../electron/contract/en-doctor.ts';
import { demoText } from './en-demo.ts';
import { eventText } from './en-events.ts';
import { powerText } from './en-power.ts';
import { stickDetailsText } from './en-stick-details.ts';
import { sticksText } from './en-sticks.ts';
import { tuningRefusals } from './en-tuning.ts';

export const en = {
  ...codeText,
  ...doctorText,
  ...demoText,
  ...powerText,
  ...eventText,
  ...sticksText,
  ...stickDetailsText,
  ...tuningRefusals,

  'app.name': 'Hashwatt',
  'app.skip': 'Skip to content',
  'nav.label': 'Screens',
  'nav.home': 'Home',
  'nav.settings': 'Settings',
  unknown: '–',

  'run.needsHelp': '{count, plural, one {# needs help} other {# need help}}',
  'run.stalled': 'Stalled',
  'run.noSticks': 'No sticks',
  'run.noPool': 'No pool',
  'run.paused': 'Paused',
  'run.starting': 'Starting',
  'run.mining': 'Mining',
  'run.connecting': 'Connecting',
  'run.disconnected': 'Not connected',
  'run.demo': 'Demo',
  'run.detail.mining': '{mining} of {count} mining',
  'run.detail.resumes': 'resumes {time}',

  'verdict.loading': 'Looking for your sticks',
  'verdict.mining.title':
    '{count, plural, =1 {Your stick is mining} =2 {Both sticks are mining} =3 {All three sticks are mining} =4 {All four sticks are mining} =5 {All five sticks are mining} =6 {All six sticks are mining} other {All # sticks are mining}}',
  'verdict.mining.some': '{mining, number} of {count, plural, one {# stick is} other {# sticks are}} mining',
  'verdict.mining.line':
    'A day costs about <b>{cost}</b> and buys a <b>1 in {odds}</b> chance of a block, on average {sats} sats{value}.',
  'verdict.mining.lineDemo':
    'Demo: nothing here is earned or paid. A day would cost <b>{cost}</b> and buy a <b>1 in {odds}</b> chance of a block.',
  'verdict.mining.lineDemoEarly':
    'Demo: nothing here is earned or paid. What a day would cost and buy shows with the first nonces.',
  'verdict.mining.lineNoPrice':
    'A day buys a <b>1 in {odds}</b> chance of a block, on average {sats} sats. Set your electricity price to see what it costs.',
  'verdict.mining.lineNoOdds':
    'A day costs about <b>{cost}</b>. What it brings is known with the first nonces.',
  'verdict.mining.lineEarly': 'The first measured numbers come within a minute.',
  'verdict.needsHelp.title':
    '{count, plural, =1 {One stick needs you} =2 {Two sticks need you} =3 {Three sticks need you} other {# sticks need you}}',
  'verdict.needsHelp.line':
    '{mining, plural, =0 {Nothing is mining meanwhile.} one {One is mining{isMeasured, select, no {} other { at {hashrate}}}.} other {# are mining{isMeasured, select, no {} other { at {hashrate}}}.}}',
  'verdict.stalled.title':
    '{count, plural, =1 {One stick has stalled} =2 {Two sticks have stalled} other {# sticks have stalled}}',
  'verdict.stalled.line':
    'Hashwatt is restarting {count, plural, one {it} other {them}}. {mining, plural, =0 {Nothing is mining meanwhile.} one {One is mining{isMeasured, select, no {} other { at {hashrate}}}.} other {# are mining{isMeasured, select, no {} other { at {hashrate}}}.}}',
  'verdict.noSticks.title': 'No stick found yet',
  'verdict.noSticks.line': 'Plug one in and it starts by itself.',
  'verdict.noPool.title': 'Mining needs a pool',
  'verdict.noPool.line': 'Your sticks are ready. Tell Hashwatt where to mine.',
  'verdict.poolAway.title': 'The pool is away',
  'verdict.poolAway.line': 'The sticks stand still until {endpoint} gives work. Hashwatt keeps trying.',
  'verdict.starting.title':
    '{count, plural, =0 {Starting} =1 {Starting your stick} =2 {Starting two sticks} =3 {Starting three sticks} other {Starting # sticks}}',
  'verdict.starting.line':
    'Hashwatt raises the frequency in steps. The first share usually comes within a minute.',
  'verdict.paused.title': 'Paused',
  'verdict.paused.until': 'Paused until {time}',
  'verdict.paused.line':
    'Paused by you since {since}. {count, plural, =0 {} =1 {Your stick is ready.} =2 {Both sticks are ready.} =3 {All three sticks are ready.} other {All # sticks are ready.}}',
  'verdict.gone.title': 'The miner does not answer',
  'verdict.gone.line': 'Last heard of {age} ago. Hashwatt tries again by itself; mining may well go on.',

  'pause.pause': 'Pause',
  'pause.run': 'Run now',
  'pause.more': 'How long to pause',
  'pause.untilResume': 'Pause',
  'pause.untilResumeDetail': 'until you press Run now',
  'pause.hour': 'Pause 1 hour',
  'pause.hourDetail': 'until {time}',
  'pause.tomorrow': 'Pause until tomorrow',
  'pause.tomorrowDetail': 'until 00:00',
  'pause.failed': 'Hashwatt did not take that. Try again.',

  'card.hashrate': 'Hashrate',
  'card.hashrate.spread': '± {half} over {window}',
  'card.hashrate.share': '{share} of expected',
  'card.hashrate.expected': '{expected} expected',
  'card.hashrate.paused': 'paused',
  'card.power': 'Power',
  'card.power.efficiency': '{efficiency} J/TH',
  'card.power.cost': '{cost} an hour',
  'card.today': 'Today so far',
  'card.today.cost': 'electricity',
  'card.today.sats': 'expected',
  'card.today.net': 'net',
  'card.shares': 'Shares today',
  'card.shares.last': 'last {age} ago',
  'card.shares.noneYet': 'none yet',
  'card.shares.paused': 'none due now',
  'card.shares.normal': 'normal up to {gap}',
  'card.shares.rejected': '{rejected} rejected',

  'figure.now': 'now',
  'figure.copied': 'Copied',
  'figure.copy': 'Click to copy all digits',
  'figure.age': '{age} ago',
  'figure.between': '95% sure: {low} to {high}',
  'figure.unpriced': '{energy} of today had no price and is not in it.',
  'figure.breakEven': 'It would be even at {price} per kWh.',
  'figure.sats': '{value} sats',
  'figure.shares': '{accepted} accepted, {rejected} rejected, {stale} stale, {lost} lost',
  'figure.stale': '{age} old',

  'origin.measured.detail': 'An instrument or counted nonces say so.',
  'origin.partModelled.detail': 'A sum is as sure as its least sure part.',
  'origin.modelled.detail': 'Computed, not measured.',
  'origin.reported.detail': 'The pool says so.',
  'origin.typed.detail': 'You entered it in Settings.',
  'origin.ask': '{origin}: how {label} is known',

  'formula.sum': '{terms} {unit} = <b>{result}</b>',
  'formula.hashrate': '{hashes} hashes counted in {seconds} s ÷ {seconds} s = <b>{result}</b>',
  'formula.efficiency': '{watts} W ÷ {hashrate} TH/s = <b>{result} J/TH</b>',
  'formula.cost':
    '{watts} W × {hours} h × {price} per kWh = <b>{result}</b>{hours, plural, =1 { an hour} other { a day}}',
  'formula.today': '{energy} × {price} per kWh = <b>{result}</b>',
  'formula.todayMean': '{energy} × {price} per kWh on average = <b>{result}</b>',
  'formula.sats':
    '{hashrate} × 86,400 s ÷ ({difficulty} × 2³²) × {reward} sats = <b>{result} sats</b> a day on average',
  'formula.chance':
    '{hashrate} × 86,400 s ÷ ({difficulty} × 2³²) = a <b>1 in {result}</b> chance of a block a day',
  'formula.net': '{value} expected − {cost} electricity = <b>{result}</b>',
  'formula.shares': '{endpoint} has answered {count, plural, one {# share} other {# shares}} today.',
  'formula.stickPower':
    'Modelled from {frequency} MHz and {chips, plural, one {# chip} other {# chips}}. A plug at the wall knows better.',
  'formula.demoPrices': 'The price is an example of the demo.',
  'formula.typedPrice': 'You typed the price on {time}.',

  'chart.title.1h': 'Last hour',
  'chart.title.6h': 'Last 6 hours',
  'chart.title.24h': 'Last 24 hours',
  'chart.title.7d': 'Last 7 days',
  'chart.title.30d': 'Last 30 days',
  'chart.range': 'Time range',
  'chart.range.1h': '1h',
  'chart.range.6h': '6h',
  'chart.range.24h': '24h',
  'chart.range.7d': '7d',
  'chart.range.30d': '30d',
  'chart.hashrate': 'Hashrate',
  'chart.hashrateUnit': 'Hashrate, {unit}',
  'chart.power': 'Power',
  'chart.expected': 'expected {value}',
  'chart.paused': 'Paused',
  'chart.noData': 'no data',
  'chart.noDataWhy': 'no data: Hashwatt off, computer asleep or no stick',
  'chart.noData.detail':
    'Hashwatt was off, the computer slept or no stick was plugged in. This time is counted neither as work nor as cost.',
  'chart.noData.span': '{from} to {to}',
  'chart.notYet': 'Nothing was recorded yet.',
  'chart.nothingBefore': 'nothing recorded before {time}',
  'chart.nothing': 'Nothing to draw yet. The curve begins with the first nonces.',
  'chart.failed': 'The history cannot be read right now. New points are drawn as they come.',
  'chart.mean': '{length} mean',
  'chart.live': 'live',
  'chart.label':
    'Chart of hashrate and power, {title}. Arrow keys move the cross-hair, Shift by ten, Escape leaves. The same numbers are in the table view.',
  'chart.menu': 'Chart options',
  'chart.asTable': 'View as table',
  'chart.asChart': 'View as chart',
  'chart.table.time': 'Time',
  'chart.table.interval': '95% interval',
  'chart.table.state': 'State',
  'chart.table.interval.value': '{low} to {high}',
  'chart.table.power': 'Power, W',

  'stick.of': 'of {expected}',
  'stick.satsPerDay': 'about {sats} sats a day',
  'stick.found': 'Found {age} ago',
  'stick.unplugged': 'unplugged {age} ago',
  'stick.ramping': '{frequency} of {target} MHz',
  'stick.starting': 'Waking the chips',
  'stick.new': 'It starts by itself',
  'stick.waiting': 'Waiting for it to come back',
  'stick.paused': 'Ready to run',
  'stick.stalled': 'No nonce for {age}, restarting chip',
  'stick.stalledPlain': 'Restarting it',
  'stick.frequency': '{frequency} MHz',
  'stick.temp': '{temp} °C',
  'stick.list': 'Sticks',
  'health.new': 'New',
  'health.ramping': 'Ramping',
  'health.tuning': 'Tuning',
  'health.mining': 'Mining',
  'health.cooling': 'Cooling',
  'health.paused': 'Paused',
  'health.stalled': 'Stalled',
  'health.lost': 'Lost',
  'health.needsHelp': 'Needs help',
  'health.stale': 'Stale',

  'status.price': 'per kWh',
  'status.net': 'net per hour',
  'status.lastShare': 'last share <b>{age}</b>',
  'status.noPool': 'no pool',
  'status.practice': 'Practice pool',
  'lamp.latency': '{latency} ms',

  'empty.noSticks.title': 'Plug in a stick',
  'empty.noSticks.body':
    'Hashwatt finds it within a few seconds and starts it by itself. You then see what it hashes, what it draws and what a day of it costs and brings.',
  'empty.demo': 'Try with demo sticks',
  'settings.money.breakEven': 'Now your sticks would pay for their power below {price} per kWh, on average.',
  'settings.pool.leaveDemo': 'Leave the demo to set your own pool',
  'empty.leaveDemo': 'Leave the demo',
  'empty.noPool.title': 'Choose where to mine',
  'empty.noPool.body':
    'Enter a pool and the address rewards should go to. Hashwatt connects and your sticks start at once.',
  'empty.noPool.action': 'Open Settings',

  'banner.lost.title': 'Hashwatt’s miner does not answer.',
  'banner.lost.body': 'Trying again by itself. Mining may well go on; these numbers are the last ones known.',
  'banner.retry': 'Try again',
  'banner.settings': 'Open Settings',
  'banner.fold.fault': '{count} sticks need help.',
  'banner.fold.warn': '{count} sticks need a look.',
  'banner.foldBody': '{names}: {cause}',
  'banner.dismiss': 'Dismiss',
  'banner.poolMessage': 'Message from the pool',

  'gate.refused.title': 'This page needs its key',
  'gate.refused.body':
    'Open the address that Hashwatt printed when it started. It ends in #token= and a long key. A tab keeps its key; for a new one start Hashwatt again: it prints the address of the one that runs.',
  'gate.full.title': 'Too many pages of Hashwatt are open',
  'gate.full.body':
    'Mining goes on. Close another tab or window that shows Hashwatt, and this one comes to life by itself.',
  'gate.otherVersion.title': 'Hashwatt was updated',
  'gate.otherVersion.body': 'This page is of another version than the miner. Reload it to go on.',
  'gate.otherVersion.action': 'Reload',
  'gate.broken.title': 'This page ran into an error',
  'gate.broken.body':
    'Mining goes on. Reload the page; if it happens again, please report it with these words:',

  'keys.title': 'Keys',
  'keys.home': 'Home',
  'keys.settings': 'Settings',
  'keys.pause': 'Pause, or run now',
  'keys.help': 'This list',
  'keys.single': 'Single-letter keys',
  'keys.singleDetail': 'P, B and ? work anywhere except in fields.',
  'keys.close': 'Close',

  'announce.run': 'Hashwatt: {state}.',
  'announce.stick': '{name}: {state}.',

  'settings.title': 'Settings',
  'settings.line': 'What you set here is kept on this computer.',
  'settings.save': 'Save',
  'settings.saving': 'Saving',
  'settings.saved': 'Saved.',
  'settings.undo': 'Discard',
  'settings.oldRevision':
    'The settings were changed somewhere else meanwhile. The fields you edited keep your values, the others show the new ones. Look them over and save again.',
  'settings.failed': 'Not saved: {why}',
  'settings.failed.closed': 'the miner does not answer. Your values stay here; save again when it is back.',
  'settings.failed.timeout': 'the miner took too long to answer. Save again.',
  'settings.failed.badInput': 'the miner did not accept a value. Check the fields and save again.',
  'settings.failed.badPoolUrl':
    'the address of the pool cannot be read. It looks like stratum+tcp://pool.example.com:3333.',
  'settings.failed.frequencyOutOfRange':
    'a stick cannot run at that frequency. BM1397 sticks take 100 to 800 MHz.',
  'settings.failed.practiceOnlyLoopback': 'a practice network can only be mined at a pool on this computer.',
  'settings.failed.secretNotSaved':
    'the password cannot be written to the disk. Check that secrets.json in the data folder is a file and the folder can be written.',
  'settings.failed.stratumV2': 'Stratum V2 pools cannot be mined at yet. Use the pool’s Stratum V1 address.',
  'settings.failed.unknownPool': 'the pool is gone from the settings. Save the pool first.',
  'settings.failed.unknownStick': 'one of the sticks has never been here. Plug it in first.',
  'settings.failed.other': 'something went wrong in the miner. Its log says more.',
  'settings.loading': 'Reading the settings',

  'settings.pool': 'Pool',
  'settings.pool.line': 'Where your sticks mine, and where rewards go.',
  'settings.pool.url': 'Address of the pool',
  'settings.pool.urlHint': 'Such as stratum+tcp://public-pool.io:3333. The pool’s own page names it.',
  'settings.pool.plain':
    'Not encrypted: someone on your network could read the traffic or redirect your work. Use stratum+ssl:// if the pool offers it.',
  'settings.pool.encrypted': 'Encrypted.',
  'settings.pool.user': 'User',
  'settings.pool.userHint':
    'Usually your Bitcoin address, with a dot and a name for this computer if you like.',
  'settings.pool.password': 'Password',
  'settings.pool.passwordHint': 'Most pools ignore it. Leave it empty unless yours asks for one.',
  'settings.pool.passwordKept': 'One is saved. Type a new one to replace it.',
  'settings.pool.passwordRemove': 'Remove the saved password',
  'settings.pool.more':
    '{count, plural, one {# more pool is} other {# more pools are}} saved behind this one and {count, plural, one {stays as it is.} other {stay as they are.}}',
  'settings.pool.locked': 'The demo mines on its own practice pool.',
  'settings.pool.confirm.title': 'Send your work somewhere else?',
  'settings.pool.confirm.body':
    'Rewards go to whoever is named here. Compare the new value letter by letter with where you copied it from.',
  'settings.pool.confirm.user': 'User',
  'settings.pool.confirm.url': 'Pool',
  'settings.pool.confirm.old': 'Until now',
  'settings.pool.confirm.new': 'From now on',
  'settings.pool.confirm.yes': 'Use the new one',
  'settings.pool.confirm.no': 'Keep the old one',

  'settings.money': 'Electricity and money',
  'settings.money.line': 'All costs are counted with these. They stay on this computer.',
  'settings.money.price': 'Price of a kilowatt hour',
  'settings.money.priceHint':
    'With taxes and fees, as on your bill. The fixed monthly fee is not part of it.',
  'settings.money.currency': 'Currency',
  'settings.money.currencyHint':
    'Type its letters or its name. Changing it empties both prices: they are not converted.',
  'settings.money.currencyNone': 'No currency matches.',
  'settings.money.currencyOpen': 'Show all currencies',
  'settings.money.btc': 'Price of one bitcoin',
  'settings.money.btcHint': 'Type what you want to count with. Hashwatt does not look it up.',
  'settings.money.typed': 'Typed on {time}.',
  'settings.money.demo': 'An example of the demo. Your own price is kept apart from it.',

  'settings.look': 'Look',
  'settings.look.theme': 'Theme',
  'settings.theme.system': 'As the system',
  'settings.theme.light': 'Light',
  'settings.theme.dark': 'Dark',

  'settings.sticks': 'Sticks',
  'settings.sticks.line': 'A name of your own, and how fast the chips run.',
  'settings.sticks.none': 'Plug in a stick and it is listed here.',
  'settings.sticks.name': 'Name',
  'settings.sticks.frequency': 'Frequency in MHz',
  'settings.sticks.nameOf': 'Name of {name}',
  'settings.sticks.frequencyOf': 'Frequency of {name} in MHz',

  'settings.computer': 'This computer',
  'settings.computer.line': 'What it tells about itself. Its watts are not part of the costs.',
  'settings.computer.power': 'Power',
  'settings.computer.cpu': 'Processor temperature',
  'settings.computer.usb':
    '{count, plural, =0 {No USB device is seen} one {# USB device} other {# USB devices}}',
  'settings.computer.failed': 'This cannot be read right now.',

  'settings.about': 'About',
  'settings.about.version': 'Hashwatt {version}',
  'settings.about.demoOn':
    'You are looking at the demo: simulated sticks on a practice network in this computer.',
  'settings.about.demoOff':
    'The demo runs three simulated sticks on a practice network. Your own settings stay untouched.',
  'settings.about.toDemo': 'Start the demo',
  'settings.about.toMiner': 'Leave the demo',
  'settings.about.switching': 'Switching',

  'check.url': 'A pool address looks like stratum+tcp://pool.example.com:3333.',
  'check.urlScheme': 'Begin with stratum+tcp:// or stratum+ssl://, or leave that out.',
  'check.urlPort': 'The port is missing: the pool’s page names it, as in pool.example.com:3333.',
  'check.urlPortRange': 'A port is a number from 1 to 65535.',
  'check.urlUser': 'Write the user in its own field, not in the address.',
  'check.user': 'Enter the user the pool knows you by, usually your Bitcoin address.',
  'check.userSpaces': 'A user has no spaces in it.',
  'check.decimal': 'A number such as 0.30 or 60000, without a currency sign.',
  'check.negative': 'A price is not below zero.',
  'check.price':
    'This is more than {max} per kWh. Write the price in whole currency, such as 0.30 for 30 ct.',
  'check.btc': 'The price of one bitcoin is more than zero.',
  'check.thousands': 'Write it without a sign for thousands, such as 60000.',
  'check.currency': 'Choose a currency from the list.',
  'check.name': 'A name has at most 40 characters.',
  'check.frequency': 'A whole number of MHz from 100 to 800.',
} as const;
