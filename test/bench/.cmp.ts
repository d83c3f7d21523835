import { spawn } from 'node:child_process'; import { once } from 'node:events';
import { startFarEnd } from './far-end-process.ts'; import { percentiles } from './figure.ts';
for (let i=0;i<2;i++) for (const f of ['bare-loop.ts','.bare-sync.ts']) {
 const fe = await startFarEnd(8); const c = spawn(process.execPath,[`/work/main/test/bench/${f}`,String(fe.port),...fe.paths],{stdio:'inherit'}); const ex=once(c,'exit');
 await fe.measure(2); const s=await fe.measure(6); console.log(f.padEnd(14), 'work', percentiles(s.workMs), 'submit', percentiles(s.submitMs)); c.kill(); await ex; await fe.stop(); }
